import type { JSX } from 'preact';
import type { Verification } from '../api/types.ts';
import { FailureNote } from '../parts/failure-note.tsx';
import type { Deed } from '../parts/use-deed.ts';
import { Steps } from './steps.tsx';
import { Verdict } from './verdict.tsx';

/** How far a test by hand came and what it found; read out when it is there. */
export function TrialResult({ trial: { isBusy, result, failure } }: { readonly trial: Deed<Verification> }): JSX.Element {
  return (
    <>
      {(isBusy || result) && <Steps verification={result} />}
      <div aria-live="polite">
        {result && <Verdict verification={result} />}
        <FailureNote failure={failure} />
      </div>
    </>
  );
}
