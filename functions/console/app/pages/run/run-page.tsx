import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { useCalm } from '../../parts/use-calm.ts';
import { useTitle } from '../../parts/use-title.ts';
import { hashOf } from '../../route.ts';
import { KINDS } from '../../runs/run-words.ts';
import { endedOf, tallyText } from '../../runs/shares.ts';
import { selectionText } from '../../runs/selection.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { Members } from './members.tsx';
import { type Outcome, outcomeIn } from './outcome.ts';
import { ProgressCard } from './progress-card.tsx';
import { RunFacts } from './run-facts.tsx';
import { useRun, type WatchedRun } from './use-run.ts';

/** One run: how far it is, what came of each connection, and what it was asked for. */
export function RunPage(props: PageProps): JSX.Element {
  const reason = reasonAgainst(useSession(), 'connections:test');
  return (
    <>
      <p class="crumbs">
        <a href={hashOf(['runs'])}>Runs</a>
      </p>
      {reason === null ? <Watched {...props} /> : <Empty title="Runs are for those who may test">{reason}</Empty>}
    </>
  );
}

function Watched({ route }: PageProps): JSX.Element {
  const watched = useRun(route.parts[1] ?? '');
  const { run, problem, look } = watched;
  if (run === null && problem !== null) return <Failure title="This run could not be shown" sentence={problem} retry={look} />;
  return run === null ? <Loading what="the run" /> : <Shown {...watched} run={run} outcome={outcomeIn(route.query)} />;
}

type ShownProps = WatchedRun & { readonly run: NonNullable<WatchedRun['run']>; readonly outcome: Outcome };

function Shown({ outcome, ...watched }: ShownProps): JSX.Element {
  const { run } = watched;
  const title = `${KINDS[run.kind]}: ${selectionText(run)}`;
  useTitle(title);
  const isOver = run.finishedAt !== null;
  // Read out, and a reason to read the list again: neither as often as the figures move.
  const calm = useCalm(`${run.state}: ${endedOf(run)} of ${run.total} have ended. ${tallyText(run)}.`, isOver);
  return (
    <>
      <h1>{title}</h1>
      <ProgressCard {...watched} />
      <p class="unseen" role="status">
        {calm}
      </p>
      <Members run={run} outcome={outcome} age={`${run.state} ${calm}`} />
      <RunFacts run={run} />
    </>
  );
}
