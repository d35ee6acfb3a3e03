import { useRef, useState } from 'preact/hooks';
import { type ApiFailure, failureIn } from '../api/failure.ts';

/** Something that is done by a request when a button is pressed: under way, or what came of it. */
export type Deed<Result> = { readonly isBusy: boolean; readonly result: Result | null; readonly failure: ApiFailure | null };
export type Doing<Result> = Deed<Result> & {
  /** Sends it; `then` goes on with what came of it. */
  readonly begin: (send: () => Promise<Result>, then?: (result: Result) => void) => void;
  /** What came of it is not to be seen any more, nor what is still to come. */
  readonly forget: () => void;
};

const NOTHING = { isBusy: false, result: null, failure: null };

export function useDeed<Result = unknown>(): Doing<Result> {
  const [deed, setDeed] = useState<Deed<Result>>(NOTHING);
  const latest = useRef(0);
  const begin: Doing<Result>['begin'] = (send, then) => {
    latest.current += 1;
    const mine = latest.current;
    const end = (came: Partial<Deed<Result>>): void => void (mine === latest.current && setDeed({ ...NOTHING, ...came }));
    setDeed({ ...NOTHING, isBusy: true });
    send().then(
      (result) => {
        end({ result });
        then?.(result);
      },
      (error: unknown) => end({ failure: failureIn(error) }),
    );
  };
  const forget = (): void => {
    latest.current += 1;
    setDeed(NOTHING);
  };
  return { ...deed, begin, forget };
}
