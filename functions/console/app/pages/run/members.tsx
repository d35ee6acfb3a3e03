import type { JSX } from 'preact';
import { runPath } from '../../api/paths.ts';
import type { Page, Run, RunConnection } from '../../api/types.ts';
import { Card } from '../../parts/card.tsx';
import { Listed } from '../../parts/listed.tsx';
import { useList } from '../../parts/use-list.ts';
import { useSession } from '../../session.ts';
import { MemberTable } from './member-table.tsx';
import type { Outcome } from './outcome.ts';
import { OutcomeLinks } from './outcome-links.tsx';

/** `age` changes when the list is worth reading again. */
type MembersProps = { readonly run: Run; readonly outcome: Outcome; readonly age: string };
type Read = Page<RunConnection> & { readonly place: string };

const ROWS = '50';

/** The connections of a run, a page at a time, with what came of each. */
export function Members({ run, outcome, age }: MembersProps): JSX.Element {
  const { api } = useSession();
  const path = `${runPath(run.id)}/connections`;
  const placeAt = (cursor: string | undefined): string => `${outcome} ${cursor ?? ''}`;
  const list = useList<Read>({
    asked: outcome,
    age,
    read: async (cursor, signal) => ({
      ...(await api.page<RunConnection>(path, { query: { outcome, cursor, limit: ROWS }, signal })),
      place: placeAt(cursor),
    }),
  });
  return (
    <Card title="Connections">
      <OutcomeLinks runId={run.id} shown={outcome} />
      <Listed list={list} what="connections" failure="The connections could not be listed">
        {({ items, nextCursor, place: read }) =>
          items.length > 0 ? (
            <MemberTable members={items} isStale={read !== placeAt(list.cursor)} />
          ) : (
            <p class="faint">{nextCursor === null ? nothingOf(outcome, run) : 'None on this page: go on with Next.'}</p>
          )
        }
      </Listed>
    </Card>
  );
}

function nothingOf(outcome: Outcome, { finishedAt }: Run): string {
  if (outcome === 'failed') return finishedAt === null ? 'None has failed so far.' : 'None failed.';
  if (outcome === 'pending') return 'None is pending.';
  return finishedAt === null ? 'The connections are being looked up.' : 'There was no connection to verify: none is like that, or all of them are disabled.';
}
