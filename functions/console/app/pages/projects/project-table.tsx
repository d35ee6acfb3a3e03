import type { JSX } from 'preact';
import type { Project } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { Moment } from '../../parts/moment.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { hashOf } from '../../route.ts';
import { reasonAgainst, useSession } from '../../session.ts';

type TableProps = { readonly projects: readonly Project[]; readonly isStale: boolean; readonly onRename: ((project: Project) => void) | null };

const COLUMNS: readonly Column<Project>[] = [
  { name: 'Name', cell: ({ name }) => name },
  { name: 'Id', cell: ({ id }) => <code>{id}</code> },
  { name: 'Named', cell: ({ updatedAt }) => <Moment at={updatedAt} otherwise="not yet" /> },
  { name: 'Has', cell: (project) => <Ways project={project} /> },
];

/** Projects, and the ways to what is theirs. `onRename` is null for who may not name them. */
export function ProjectTable({ projects, isStale, onRename }: TableProps): JSX.Element {
  const rename = (project: Project): JSX.Element => (
    <Action kind="quiet" onAct={() => onRename?.(project)}>
      Rename<span class="unseen"> {project.name}</span>
    </Action>
  );
  const columns = onRename === null ? COLUMNS : [...COLUMNS, { name: 'Change', cell: rename, isDeed: true }];
  return <Table items={projects} keyOf={({ id }) => id} columns={columns} isStale={isStale} />;
}

function Ways({ project: { id, name } }: { readonly project: Project }): JSX.Element {
  const mayManage = reasonAgainst(useSession(), 'settings:manage', id) === null;
  return (
    <span class="ways">
      <Way href={hashOf(['connections'], { project: id })} to="Connections" of={name} />
      {mayManage && <Way href={hashOf(['stores', id])} to="Store" of={name} />}
      {mayManage && <Way href={hashOf(['audit'], { project: id })} to="Audit" of={name} />}
    </span>
  );
}

function Way({ href, to, of }: { readonly href: string; readonly to: string; readonly of: string }): JSX.Element {
  return (
    <a href={href}>
      {to}
      <span class="unseen"> of {of}</span>
    </a>
  );
}
