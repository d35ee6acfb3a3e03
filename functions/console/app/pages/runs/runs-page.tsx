import type { JSX } from 'preact';
import type { Run } from '../../api/types.ts';
import { Listed } from '../../parts/listed.tsx';
import { Empty } from '../../parts/states.tsx';
import { useList } from '../../parts/use-list.ts';
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
  const list = useList({ asked: '', read: (cursor, signal) => api.page<Run>('/v1/verification-runs', { query: { limit: ROWS, cursor }, signal }) });
  return (
    <>
      <Listed list={list} what="runs" failure="The runs could not be listed">
        {({ items, nextCursor }) =>
          items.length > 0 ? <RunTable runs={items} isStale={list.isLoading} /> : <None isFirst={list.cursor === undefined} isLast={nextCursor === null} />
        }
      </Listed>
    </>
  );
}

function None({ isFirst, isLast }: { readonly isFirst: boolean; readonly isLast: boolean }): JSX.Element {
  if (!isLast || !isFirst) return <Empty title="None on this page">{!isLast && 'Go on with Next.'}</Empty>;
  return (
    <Empty title="No runs yet">
      <p>
        Choose some <a href={hashOf(['connections'])}>connections</a> and verify them together: the run shows here.
      </p>
    </Empty>
  );
}
