/** Timers on a clock that can be moved. */
export type Timers = {
  /** Runs once the clock has reached `atMs`, never before this call returns. The answer calls it off. */
  at(atMs: number, run: () => void): () => void;
};
export type ClockTimers = Timers & {
  /** Tells them that the clock was moved: what is due runs now, earliest first. */
  readonly moved: () => void;
  readonly close: () => void;
};

type Waiting = { readonly atMs: number; readonly run: () => void };

// Looked at again at least so often, because a laptop that slept moves the clock without telling.
const LONGEST_SLEEP_MS = 60_000;

/** @param now milliseconds of the clock that is moved */
export function clockTimers(now: () => number): ClockTimers {
  const waiting = new Set<Waiting>();
  let alarm: NodeJS.Timeout | undefined;
  const arm = (): void => {
    clearTimeout(alarm);
    if (waiting.size === 0) return;
    const nextMs = [...waiting].reduce((least, { atMs }) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
    alarm = setTimeout(moved, Math.min(Math.max(nextMs - now(), 0), LONGEST_SLEEP_MS));
  };
  const moved = (): void => {
    const due = [...waiting].filter(({ atMs }) => atMs <= now()).toSorted((one, other) => one.atMs - other.atMs);
    // One that runs may call off one that is due too.
    for (const one of due) if (waiting.delete(one)) one.run();
    arm();
  };
  return {
    at: (atMs, run) => {
      const one = { atMs, run };
      waiting.add(one);
      arm();
      return () => void waiting.delete(one);
    },
    moved,
    close: () => {
      waiting.clear();
      clearTimeout(alarm);
    },
  };
}
