import type { JSX } from 'preact';
import type { Page, Run } from '../../api/types.ts';
import { Pager } from '../../parts/pager.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { useCursors } from '../../parts/use-cursors.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import { RunTable } from './run-table.tsx';

const ROWS = '25';

/** All runs that one may see, newest first. */
export function RunsPage(): JSX.Element {
  const reason = reasonAgainst(useSession(), 'connections:test');
  return (
    <>
      <h1>Runs</h1>
      <p class="standing">Many connections verified at once: by somebody here, after a secret was rotated, or before. Kept for 90 days.</p>
      {reason === null ? <Runs /> : <Empty title="Runs are for those who may test">{reason}</Empty>}
    </>
  );
}

function Runs(): JSX.Element {
  const { api } = useSession();
  const { cursor, pagerFor } = useCursors('');
  const list = useAnswer((signal) => api.page<Run>('/v1/verification-runs', { query: { limit: ROWS, cursor }, signal }), [cursor]);
  return (
    <>
      <List {...list} isFirst={cursor === undefined} />
      <Pager {...pagerFor(list.value?.nextCursor ?? null)} />
    </>
  );
}

function List({ value, problem, isLoading, reload, isFirst }: Loaded<Page<Run>> & { readonly isFirst: boolean }): JSX.Element {
  if (problem !== null) return <Failure title="The runs could not be listed" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="runs" />;
  if (value.items.length > 0) return <RunTable runs={value.items} isStale={isLoading} />;
  if (value.nextCursor !== null || !isFirst) return <Empty title="None on this page">{value.nextCursor !== null && 'Go on with Next.'}</Empty>;
  return (
    <Empty title="No runs yet">
      <p>
        Choose some <a href={hashOf(['connections'])}>connections</a> and verify them together: the run shows here.
      </p>
    </Empty>
  );
}
