import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Page, StoredConnection } from '../../api/types.ts';
import { ActionLink } from '../../parts/action-link.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { ConnectionTable } from './connection-table.tsx';
import { type Filter, filterIn, isEmpty, queryOf } from './filter.ts';
import { FilterForm } from './filter-form.tsx';
import { fullPage } from './full-page.ts';
import { Pager } from './pager.tsx';

/** All connections that one may see, a page at a time: what is on the screen stays small, however many there are. */
export function ConnectionsPage({ route }: PageProps): JSX.Element {
  const session = useSession();
  const { api } = session;
  const filter = filterIn(route.query);
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const asked = JSON.stringify(filter);
  useEffect(() => setCursors([]), [asked]);
  const cursor = cursors.at(-1);
  const list = useAnswer((signal) => fullPage(api, { ...queryOf(filter), cursor }, signal), [asked, cursor]);
  const next = list.value?.nextCursor ?? null;
  return (
    <>
      <div class="heading">
        <h1>Connections</h1>
        <ActionLink kind="primary" href={hashOf(['new'])} reason={reasonAgainst(session, 'connections:create')}>
          New connection
        </ActionLink>
      </div>
      <FilterForm filter={filter} />
      <List list={list} filter={filter} />
      <Pager
        number={cursors.length + 1}
        onBack={cursors.length === 0 ? null : () => setCursors(cursors.slice(0, -1))}
        onNext={next === null ? null : () => setCursors([...cursors, next])}
      />
    </>
  );
}

type ListProps = { readonly list: Loaded<Page<StoredConnection>>; readonly filter: Filter };

function List({ list: { value, problem, isLoading, reload }, filter }: ListProps): JSX.Element {
  if (problem !== null) return <Failure title="The connections could not be listed" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="connections" />;
  if (value.items.length > 0) return <ConnectionTable connections={value.items} isStale={isLoading} />;
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
