import type { JSX } from 'preact';
import { AuditTable } from '../../audit/audit-table.tsx';
import type { AuditEntry } from '../../api/types.ts';
import { Listed } from '../../parts/listed.tsx';
import { Empty } from '../../parts/states.tsx';
import { useList } from '../../parts/use-list.ts';
import { hashOf } from '../../route.ts';
import { projectsManaged, reasonAgainst, useSession } from '../../session.ts';
import type { PageProps } from '../pages.ts';
import { AuditChoice } from './audit-choice.tsx';
import { type AuditFilter, auditFilterIn, isNarrowed, WORKSPACE } from './audit-filter.ts';
import { AuditFilterForm } from './audit-filter-form.tsx';

/** Who used which secret, for what, against which host, and what came of it: of one project, newest first. */
export function AuditPage({ route }: PageProps): JSX.Element {
  const session = useSession();
  const managed = projectsManaged(session.caller);
  const filter = auditFilterIn(route.query, managed);
  const reason = reasonAgainst(session, 'settings:manage', filter.project === '' ? undefined : filter.project);
  return (
    <>
      <div class="heading">
        <h1>{titleOf(filter.project)}</h1>
        {managed.length !== 1 && filter.project !== '' && <a href={hashOf(['audit'])}>Another project</a>}
      </div>
      {reason === null ? <Audit filter={filter} /> : <Barred reason={reason} />}
    </>
  );
}

function Barred({ reason }: { readonly reason: string }): JSX.Element {
  return (
    <Empty title="The audit is for admins">
      <p>It tells who used which secret, and what for. {reason}</p>
    </Empty>
  );
}

function Audit({ filter }: { readonly filter: AuditFilter }): JSX.Element {
  return filter.project === '' ? <AuditChoice /> : <Entries filter={filter} />;
}

function titleOf(project: string): string {
  if (project === '') return 'Audit';
  return `Audit of ${project === WORKSPACE ? 'the workspace' : project}`;
}

function Entries({ filter }: { readonly filter: AuditFilter }): JSX.Element {
  const { api } = useSession();
  const list = useList({
    asked: JSON.stringify(filter),
    read: (cursor, signal) => api.page<AuditEntry>('/v1/audit', { query: { ...filter, cursor }, signal }),
  });
  return (
    <>
      <AuditFilterForm filter={filter} />
      <Listed list={list} what="the audit" failure="The audit could not be read">
        {({ items, nextCursor }) =>
          items.length > 0 ? <AuditTable entries={items} isStale={list.isLoading} /> : <None filter={filter} isLast={nextCursor === null} />
        }
      </Listed>
    </>
  );
}

function None({ filter, isLast }: { readonly filter: AuditFilter; readonly isLast: boolean }): JSX.Element {
  if (!isLast) return <Empty title="None so far">Rare ones may stand on a later page: go on with Next.</Empty>;
  return isNarrowed(filter) ? (
    <Empty title="No entry is like that">
      <p>
        <a href={hashOf(['audit'], { project: filter.project })}>Clear the filters</a> to see all of them.
      </p>
    </Empty>
  ) : (
    <Empty title="No entries yet">
      <p>Every use of a secret is written here before the secret is read: each test, each look at its keys.</p>
    </Empty>
  );
}
