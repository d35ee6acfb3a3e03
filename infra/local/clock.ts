import type { DataDirectory } from './data-directory.ts';

/** The stack's time: the machine's, plus what it was advanced by. Functions, tokens and the AWS endpoint all read it. */
export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  aheadMs(): number;
  /** @returns false where `duration` is not an ISO 8601 duration of days, hours, minutes, seconds, at most 366 days */
  advance(duration: string): boolean;
  /** Runs after each advance. */
  onAdvance(run: () => void): void;
  /** Seconds ahead in its first element, shared with the worker threads. */
  readonly shared: Int32Array<SharedArrayBuffer>;
};

const FILE = 'clock.json';
const DURATION = /^P(?:(\d{1,3})D)?(?:T(?=\d)(?:(\d{1,4})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/;
const MAX_SECONDS = 366 * 86_400;

/** Starts where the last stack on this folder stood, so that nothing stored lies in the future. */
export function openClock(data: DataDirectory, machineNow: () => number): Clock {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  Atomics.store(shared, 0, Number(data.read(FILE) ?? '0'));
  const aheadMs = (): number => Atomics.load(shared, 0) * 1000;
  const told: (() => void)[] = [];
  const advance = (duration: string): boolean => {
    const seconds = secondsOf(duration);
    if (seconds === null || aheadMs() / 1000 + seconds > MAX_SECONDS) return false;
    Atomics.add(shared, 0, seconds);
    data.write(FILE, String(aheadMs() / 1000));
    for (const run of told) run();
    return true;
  };
  return { now: () => machineNow() + aheadMs(), aheadMs, advance, onAdvance: (run) => void told.push(run), shared };
}

/** Whole seconds of an ISO 8601 duration such as "PT1H30M"; null for anything else. */
export function secondsOf(duration: string): number | null {
  const parts = DURATION.exec(duration)?.slice(1);
  if (!parts || parts.every((part) => part === undefined)) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map((part) => Number(part ?? 0));
  const total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
  return total <= MAX_SECONDS ? total : null;
}
