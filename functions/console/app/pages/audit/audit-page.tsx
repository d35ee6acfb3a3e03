import type { JSX } from 'preact';
import { AuditTable } from '../../audit/audit-table.tsx';
import type { AuditEntry, Page } from '../../api/types.ts';
import { Pager } from '../../parts/pager.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import { type Loaded, useAnswer } from '../../parts/use-answer.ts';
import { useCursors } from '../../parts/use-cursors.ts';
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
  const asked = JSON.stringify(filter);
  const { cursor, pagerFor } = useCursors(asked);
  const list = useAnswer((signal) => api.page<AuditEntry>('/v1/audit', { query: { ...filter, cursor }, signal }), [asked, cursor]);
  return (
    <>
      <AuditFilterForm filter={filter} />
      <List list={list} filter={filter} />
      <Pager {...pagerFor(list.value?.nextCursor ?? null)} />
    </>
  );
}

type ListProps = { readonly list: Loaded<Page<AuditEntry>>; readonly filter: AuditFilter };

function List({ list: { value, problem, isLoading, reload }, filter }: ListProps): JSX.Element {
  if (problem !== null) return <Failure title="The audit could not be read" sentence={problem} retry={reload} />;
  if (value === null) return <Loading what="the audit" />;
  if (value.items.length > 0) return <AuditTable entries={value.items} isStale={isLoading} />;
  if (value.nextCursor !== null) return <Empty title="None so far">Rare ones may stand on a later page: go on with Next.</Empty>;
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
