import type { JSX } from 'preact';
import type { Verification } from '../api/types.ts';
import { durationText, STEPS } from '../words.ts';
import { stepsOf, WAITING } from './steps-of.ts';

/** How far a test came: dim while it runs, then one step lights up after the other. */
export function Steps({ verification }: { readonly verification: Verification | null }): JSX.Element {
  const steps = verification === null ? WAITING : stepsOf(verification);
  return (
    <ol class={verification === null ? 'steps waiting' : 'steps'} aria-label="Steps of the test">
      {steps.map(({ name, end, ms }) => (
        <li key={name} class={end.replace(' ', '-')}>
          <span class="step-name">{STEPS[name]}</span>
          <span class="faint">{ms === null ? (verification === null ? 'waiting' : end) : durationText(ms)}</span>
          {end === 'failed' && <span class="unseen">stopped here</span>}
        </li>
      ))}
    </ol>
  );
}
