import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Page, StoredConnection } from '../../api/types.ts';
import { Pager } from '../../parts/pager.tsx';
import { ActionLink } from '../../parts/action-link.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { useCursors } from '../../parts/use-cursors.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { ConnectionTable } from './connection-table.tsx';
import { type Filter, filterIn, isEmpty, queryOf } from './filter.ts';
import { FilterForm } from './filter-form.tsx';
import { fullPage } from './full-page.ts';
import { Picker } from './picker.tsx';
import { NO_PICKS, type Picks, toggled } from './picks.ts';

/** All connections that one may see, a page at a time: what is on the screen stays small, however many there are. */
export function ConnectionsPage({ route }: PageProps): JSX.Element {
  const session = useSession();
  const { api } = session;
  const filter = filterIn(route.query);
  const asked = JSON.stringify(filter);
  const { cursor, pagerFor } = useCursors(asked);
  const [picks, setPicks] = useState(NO_PICKS);
  useEffect(() => setPicks(NO_PICKS), [asked]);
  const list = useAnswer((signal) => fullPage(api, { ...queryOf(filter), cursor }, signal), [asked, cursor]);
  return (
    <>
      <div class="heading">
        <h1>Connections</h1>
        <ActionLink kind="primary" href={hashOf(['new'])} reason={reasonAgainst(session, 'connections:create')}>
          New connection
        </ActionLink>
      </div>
      <FilterForm filter={filter} />
      {list.value && <Picker page={list.value} filter={filter} picks={picks} onPick={setPicks} />}
      <List list={list} filter={filter} picks={picks} onToggle={(connection) => setPicks((before) => toggled(before, connection))} />
      <Pager {...pagerFor(list.value?.nextCursor ?? null)} />
    </>
  );
}

type ListProps = {
  readonly list: Loaded<Page<StoredConnection>>;
  readonly filter: Filter;
  readonly picks: Picks;
  readonly onToggle: (connection: StoredConnection) => void;
};

function List({ list: { value, problem, isLoading, reload }, filter, ...picking }: ListProps): JSX.Element {
  if (problem !== null) return <Failure title="The connections could not be listed" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="connections" />;
  if (value.items.length > 0) return <ConnectionTable {...picking} connections={value.items} isStale={isLoading} />;
  if (value.nextCursor !== null) return <Empty title="None so far">Rare ones may stand on a later page: go on with Next.</Empty>;
  return isEmpty(filter) ? (
    <Empty title="No connections yet">
      <p>Make one with New connection, POST /v1/connections or the command line; it shows here at once.</p>
    </Empty>
  ) : (
    <Empty title="No connection is like that">
      <p>
        <a href={hashOf(['connections'])}>Clear the filters</a> to see all of them.
      </p>
    </Empty>
  );
}
