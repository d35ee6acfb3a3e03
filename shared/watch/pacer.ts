type PacerDeps = { readonly now: () => number; readonly wait: (ms: number) => Promise<void> };

/** Lets through so many a second, one after the other, whoever asks. Each gap is counted from when the one before went: a pause of the process is not made up for. */
export function makePacer(perSecond: number, { now, wait }: PacerDeps): () => Promise<void> {
  const gapMs = 1_000 / perSecond;
  let wentAtMs = -Infinity;
  let last = Promise.resolve();
  const go = async (): Promise<void> => {
    const leftMs = wentAtMs + gapMs - now();
    // No longer than the gap: the clock may have been put back.
    if (leftMs > 0) await wait(Math.min(leftMs, gapMs));
    wentAtMs = now();
  };
  return () => (last = last.then(go));
}
