import type { JSX } from 'preact';
import type { Page, Run, RunConnection } from '../../api/types.ts';
import { Pager } from '../../parts/pager.tsx';
import { Failure, Loading } from '../../parts/states.tsx';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { useCursors } from '../../parts/use-cursors.ts';
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
  const { cursor, pagerFor } = useCursors(outcome);
  const place = `${outcome} ${cursor ?? ''}`;
  const path = `/v1/verification-runs/${encodeURIComponent(run.id)}/connections`;
  const list = useAnswer<Read>(
    async (signal) => ({ ...(await api.page<RunConnection>(path, { query: { outcome, cursor, limit: ROWS }, signal })), place }),
    [place, age],
  );
  return (
    <section class="card" aria-labelledby="members">
      <h2 id="members">Connections</h2>
      <OutcomeLinks runId={run.id} shown={outcome} />
      <List list={list} place={place} nothing={nothingOf(outcome, run)} />
      <Pager {...pagerFor(list.value?.nextCursor ?? null)} />
    </section>
  );
}

type ListProps = { readonly list: Loaded<Read>; readonly place: string; readonly nothing: string };

function List({ list: { value, problem, reload }, place, nothing }: ListProps): JSX.Element {
  if (problem !== null) return <Failure title="The connections could not be listed" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="connections" />;
  if (value.items.length > 0) return <MemberTable members={value.items} isStale={value.place !== place} />;
  return <p class="faint">{value.nextCursor === null ? nothing : 'None on this page: go on with Next.'}</p>;
}

function nothingOf(outcome: Outcome, { finishedAt }: Run): string {
  if (outcome === 'failed') return finishedAt === null ? 'None has failed so far.' : 'None failed.';
  if (outcome === 'pending') return 'None is pending.';
  return finishedAt === null ? 'The connections are being looked up.' : 'There was no connection to verify: none is like that, or all of them are disabled.';
}
