import type { JSX } from 'preact';
import { hashOf } from '../../route.ts';
import { type Outcome, OUTCOME_FILTERS } from './outcome.ts';

/** Narrows the connections of a run; the address says to what. */
export function OutcomeLinks({ runId, shown }: { readonly runId: string; readonly shown: Outcome }): JSX.Element {
  return (
    <nav class="actions" aria-label="Outcomes">
      {OUTCOME_FILTERS.map(({ outcome, label }) => (
        <a key={outcome} class="button quiet" href={hashOf(['runs', runId], { outcome })} aria-current={outcome === shown ? 'true' : undefined}>
          {label}
        </a>
      ))}
    </nav>
  );
}
