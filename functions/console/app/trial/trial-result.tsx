import type { JSX } from 'preact';
import { Note } from '../parts/note.tsx';
import { Steps } from './steps.tsx';
import type { Trial } from './use-trial.ts';
import { Verdict } from './verdict.tsx';

/** How far a test came and what it found; read out when it is there. */
export function TrialResult({ trial: { isRunning, verification, failure } }: { readonly trial: Trial }): JSX.Element {
  return (
    <>
      {(isRunning || verification) && <Steps verification={verification} />}
      <div aria-live="polite">
        {verification && <Verdict verification={verification} />}
        {failure && <Note kind="bad">{failure.message}</Note>}
      </div>
    </>
  );
}
