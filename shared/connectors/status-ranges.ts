export type StatusRange = { readonly from: number; readonly to: number };

const RANGE = /^\s*([1-5][0-9]{2})(?:-([1-5][0-9]{2}))?\s*$/;
const MOST_RANGES = 20;

/** "200-299, 304" as ranges, both ends included; null where it is not a list of HTTP statuses. */
export function parseStatusRanges(text: string): readonly StatusRange[] | null {
  const ranges: StatusRange[] = [];
  for (const part of text.split(',', MOST_RANGES + 1)) {
    const [, from, to = from] = RANGE.exec(part) ?? [];
    if (from === undefined || Number(from) > Number(to)) return null;
    ranges.push({ from: Number(from), to: Number(to) });
  }
  return ranges.length <= MOST_RANGES ? ranges : null;
}

export function isWithin(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some(({ from, to }) => from <= status && status <= to);
}
