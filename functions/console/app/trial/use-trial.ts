import { useState } from 'preact/hooks';
import { ApiFailure, sentenceOf } from '../api/failure.ts';
import type { Verification } from '../api/types.ts';

/** A test by hand: under way, or what it found, or why there was none. */
export type Trial = {
  readonly isRunning: boolean;
  readonly verification: Verification | null;
  /** The request itself was wrong; its issues name the fields. */
  readonly failure: ApiFailure | null;
};

const NONE: Trial = { isRunning: false, verification: null, failure: null };

/** `begin` sends one test and tells what came of it; `forget` takes it out of sight, where what was tested has changed since. */
export function useTrial(): Trial & { readonly begin: (send: () => Promise<Verification>) => Promise<void>; readonly forget: () => void } {
  const [trial, setTrial] = useState<Trial>(NONE);
  const begin = async (send: () => Promise<Verification>): Promise<void> => {
    setTrial({ ...NONE, isRunning: true });
    try {
      setTrial({ ...NONE, verification: await send() });
    } catch (error) {
      setTrial({ ...NONE, failure: error instanceof ApiFailure ? error : new ApiFailure(sentenceOf(error), { httpStatus: 0 }) });
    }
  };
  return { ...trial, begin, forget: () => setTrial(NONE) };
}
