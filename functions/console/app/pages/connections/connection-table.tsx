import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Trend } from '../../parts/trend.tsx';
import { hashOf } from '../../route.ts';
import { labelsText, STATES } from '../../words.ts';
import { MOST_PICKS, type Picks } from './picks.ts';

type TableProps = {
  readonly connections: readonly StoredConnection[];
  readonly isStale: boolean;
  readonly picks: Picks;
  readonly onToggle: (connection: StoredConnection) => void;
};

const COLUMNS: readonly Column<StoredConnection>[] = [
  { name: 'Name', cell: ({ id, name }) => <a href={hashOf(['connections', id])}>{name}</a> },
  { name: 'State', cell: ({ standing }) => <Badge word={STATES[standing.state]} /> },
  { name: 'Last tests', cell: ({ standing: { recent } }) => (recent.length === 0 ? <span class="faint">none</span> : <Trend outcomes={recent} small />) },
  { name: 'Since', cell: ({ standing }) => <Moment at={standing.since} /> },
  { name: 'Last verified', cell: ({ standing }) => <Moment at={standing.lastVerifiedAt} /> },
  { name: 'Connector', cell: ({ connector }) => connector },
  { name: 'Project', cell: ({ project }) => project },
  { name: 'Labels', class: 'faint', cell: ({ labels }) => labelsText(labels) || '–' },
];

export function ConnectionTable({ connections, isStale, picks, onToggle }: TableProps): JSX.Element {
  const isFull = picks.size >= MOST_PICKS;
  const pick = (connection: StoredConnection): JSX.Element => {
    const { id, name } = connection;
    return (
      <label>
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={picks.has(id)}
          disabled={isFull && !picks.has(id)}
          onChange={() => onToggle(connection)}
        />
      </label>
    );
  };
  return <Table items={connections} keyOf={({ id }) => id} columns={COLUMNS} pick={pick} isStale={isStale} />;
}
