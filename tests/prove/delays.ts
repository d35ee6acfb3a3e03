export type Delays = { readonly median: number; readonly p95: number; readonly mean: number; readonly most: number };

/** Of milliseconds in any order. */
export function delaysOf(unsorted: readonly number[]): Delays {
  const ms = unsorted.toSorted((a, b) => a - b);
  const at = (part: number): number => ms[Math.floor((ms.length - 1) * part)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), mean: ms.reduce((sum, each) => sum + each, 0) / ms.length, most: at(1) };
}

export function wordsOf({ median, p95, mean }: Delays): string {
  return `median ${secondsOf(median)}, p95 ${secondsOf(p95)}, mean ${secondsOf(mean)}`;
}

/** Median, p95 and mean of the one divided by those of the other. */
export function ratiosOf(one: Delays, other: Delays): string {
  const ratios = [one.median / other.median, one.p95 / other.p95, one.mean / other.mean];
  return `ratios ${ratios.map((ratio) => ratio.toFixed(3)).join(', ')}`;
}

export function secondsOf(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
