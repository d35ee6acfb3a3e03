import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Page, StoredConnection } from '../../api/types.ts';
import { ActionLink } from '../../parts/action-link.tsx';
import { Listed } from '../../parts/listed.tsx';
import { Empty } from '../../parts/states.tsx';
import { useList } from '../../parts/use-list.ts';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { ConnectionTable } from './connection-table.tsx';
import { type Filter, filterIn, isEmpty, queryOf } from './filter.ts';
import { FilterForm } from './filter-form.tsx';
import { fullPage } from './full-page.ts';
import { Picker } from './picker.tsx';
import { NO_PICKS, toggled } from './picks.ts';

/** All connections that one may see, a page at a time: what is on the screen stays small, however many there are. */
export function ConnectionsPage({ route }: PageProps): JSX.Element {
  const session = useSession();
  const { api } = session;
  const filter = filterIn(route.query);
  const asked = JSON.stringify(filter);
  const [picks, setPicks] = useState(NO_PICKS);
  useEffect(() => setPicks(NO_PICKS), [asked]);
  const list = useList({ asked, read: (cursor, signal) => fullPage(api, { ...queryOf(filter), cursor }, signal) });
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
      <Listed list={list} what="connections" failure="The connections could not be listed">
        {(page) =>
          page.items.length === 0 ? (
            <None filter={filter} page={page} />
          ) : (
            <ConnectionTable
              connections={page.items}
              isStale={list.isLoading}
              picks={picks}
              onToggle={(connection) => setPicks((before) => toggled(before, connection))}
            />
          )
        }
      </Listed>
    </>
  );
}

type NoneProps = { readonly filter: Filter; readonly page: Page<StoredConnection> };

function None({ filter, page }: NoneProps): JSX.Element {
  if (page.nextCursor !== null) return <Empty title="None so far">Rare ones may stand on a later page: go on with Next.</Empty>;
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
