import type { JSX } from 'preact';
import type { RunConnection } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { hashOf } from '../../route.ts';
import { PARTS } from '../../runs/run-words.ts';

type TableProps = { readonly members: readonly RunConnection[]; readonly isStale: boolean };

const COLUMNS: readonly Column<RunConnection>[] = [
  {
    name: 'Connection',
    cell: ({ connectionId, name }) =>
      name === null ? <span class="faint">{connectionId}, gone</span> : <a href={hashOf(['connections', connectionId])}>{name}</a>,
  },
  { name: 'Outcome', cell: ({ outcome }) => <Badge word={PARTS[outcome ?? 'pending']} /> },
  { name: 'Why', cell: ({ code }) => (code === null ? '–' : <code>{code}</code>) },
  { name: 'When', cell: ({ endedAt }) => <Moment at={endedAt} otherwise="–" /> },
  { name: 'Project', cell: ({ project }) => project },
];

export function MemberTable({ members, isStale }: TableProps): JSX.Element {
  return <Table items={members} keyOf={({ connectionId }) => connectionId} columns={COLUMNS} isStale={isStale} />;
}
