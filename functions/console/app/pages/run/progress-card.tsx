import type { JSX } from 'preact';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Note } from '../../parts/note.tsx';
import { useKeptFocus } from '../../parts/use-kept-focus.ts';
import { Bar } from '../../runs/bar.tsx';
import { PARTS, RUN_STATES } from '../../runs/run-words.ts';
import { endedOf, sharesOf } from '../../runs/shares.ts';
import type { Run } from '../../api/types.ts';
import { durationText } from '../../words.ts';
import { RunActions } from './run-actions.tsx';
import type { WatchedRun } from './use-run.ts';

type ProgressProps = WatchedRun & { readonly run: Run };

/** How far the run is, by outcome, and what can be done about it. */
export function ProgressCard({ run, problem, look }: ProgressProps): JSX.Element {
  const card = useKeptFocus<HTMLElement>();
  const { state, createdAt, finishedAt } = run;
  return (
    <section ref={card} tabIndex={-1} class="card" aria-labelledby="progress">
      <h2 id="progress">Progress</h2>
      <p class="standing">
        <Badge word={RUN_STATES[state]} /> begun <Moment at={createdAt} />
        {finishedAt !== null && `, over after ${durationText(Date.parse(finishedAt) - Date.parse(createdAt))}`}
      </p>
      {finishedAt === null ? <Meter run={run} /> : <Bar figures={run} />}
      <Tally run={run} />
      {problem !== null && finishedAt === null && (
        <Note kind="warning">
          <p>These are the last figures there were. {problem}</p>
          <button type="button" class="button" onClick={look}>
            Try again
          </button>
        </Note>
      )}
      <RunActions run={run} look={look} />
    </section>
  );
}

function Meter({ run }: { readonly run: Run }): JSX.Element {
  const { total, state } = run;
  const known = total === 0 ? {} : { max: total, value: endedOf(run) };
  return <progress {...known} aria-label={state === 'gathering' ? 'Connections tested, of those found so far' : 'Connections tested'} />;
}

function Tally({ run }: { readonly run: Run }): JSX.Element {
  const of = run.state === 'gathering' ? `${run.total} found so far` : String(run.total);
  return (
    <ul class="tally" aria-label="Connections by outcome">
      <li>
        <strong>
          {endedOf(run)} of {of}
        </strong>
      </li>
      {sharesOf(run).map(({ part, count }) => (
        <li key={part}>
          <strong>{count}</strong> <Badge word={PARTS[part]} />
        </li>
      ))}
    </ul>
  );
}
