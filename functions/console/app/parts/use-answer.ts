import { useEffect, useState } from 'preact/hooks';
import { sentenceOf } from '../api/failure.ts';

/** What was asked for: the last answer stays in sight while the next is on its way. */
export type Loaded<Value> = {
  readonly value: Value | null;
  /** A sentence; null where all is well. */
  readonly problem: string | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
};

/** Asks when the page opens and whenever one of `keys` changes; an answer that came too late is dropped. */
export function useAnswer<Value>(load: (signal: AbortSignal) => Promise<Value>, keys: readonly unknown[]): Loaded<Value> {
  const [answer, setAnswer] = useState<Omit<Loaded<Value>, 'reload'>>({ value: null, problem: null, isLoading: true });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const stopper = new AbortController();
    setAnswer((before) => ({ ...before, isLoading: true }));
    load(stopper.signal).then(
      (value) => !stopper.signal.aborted && setAnswer({ value, problem: null, isLoading: false }),
      (error: unknown) => !stopper.signal.aborted && setAnswer({ value: null, problem: sentenceOf(error), isLoading: false }),
    );
    return () => stopper.abort();
  }, [...keys, round]);
  return { ...answer, reload: () => setRound((before) => before + 1) };
}
