import { setImmediate as soon } from 'node:timers/promises';

export type FakeClock = {
  /** In milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Lets time pass: whoever waits goes on in time, one after the other. */
  advance(ms: number): Promise<void>;
  /** Lets all time pass that anybody waits for, until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
};
type Timer = { readonly atMs: number; readonly go: () => void };

/** A clock that moves when it is told to. */
export function makeFakeClock(startMs = Date.UTC(2026, 10, 23, 12)): FakeClock {
  let nowMs = startMs;
  const timers: Timer[] = [];
  const goOn = async (untilMs: number): Promise<boolean> => {
    await soon();
    const next = timers[0];
    if (!next || next.atMs > untilMs) return false;
    nowMs = Math.max(nowMs, next.atMs);
    while (timers[0] && timers[0].atMs <= nowMs) timers.shift()?.go();
    return true;
  };
  return {
    now: () => nowMs,
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = { atMs: nowMs + ms, go: resolve };
        const index = timers.findIndex(({ atMs }) => atMs > timer.atMs);
        timers.splice(index === -1 ? timers.length : index, 0, timer);
      }),
    advance: async (ms) => {
      const untilMs = nowMs + ms;
      while (await goOn(untilMs));
      nowMs = untilMs;
    },
    run: async (work) => {
      const progress = { isOver: false };
      const over = (): void => {
        progress.isOver = true;
      };
      work.then(over, over);
      await soon();
      while (!progress.isOver) if (!(await goOn(Infinity)) && !progress.isOver) throw new Error('Nobody waits for the clock, and the work is not done.');
      return work;
    },
  };
}
