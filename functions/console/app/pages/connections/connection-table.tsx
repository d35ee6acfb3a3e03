import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Trend } from '../../parts/trend.tsx';
import { hashOf } from '../../route.ts';
import { STATES } from '../../words.ts';
import { MOST_PICKS, type Picks } from './picks.ts';

type TableProps = {
  readonly connections: readonly StoredConnection[];
  readonly isStale: boolean;
  readonly picks: Picks;
  readonly onToggle: (connection: StoredConnection) => void;
};

export function ConnectionTable({ connections, isStale, picks, onToggle }: TableProps): JSX.Element {
  const isFull = picks.size >= MOST_PICKS;
  return (
    <table class={isStale ? 'rows stale' : 'rows'} aria-busy={isStale}>
      <thead>
        <tr>
          <th scope="col" class="pick">
            <span class="unseen">Selected</span>
          </th>
          <th scope="col">Name</th>
          <th scope="col">State</th>
          <th scope="col">Last tests</th>
          <th scope="col">Since</th>
          <th scope="col">Last verified</th>
          <th scope="col">Connector</th>
          <th scope="col">Project</th>
          <th scope="col">Labels</th>
        </tr>
      </thead>
      <tbody>
        {connections.map((connection) => (
          <Row key={connection.id} connection={connection} isPicked={picks.has(connection.id)} isFull={isFull} onToggle={onToggle} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = Pick<TableProps, 'onToggle'> & { readonly connection: StoredConnection; readonly isPicked: boolean; readonly isFull: boolean };

function Row({ connection, isPicked, isFull, onToggle }: RowProps): JSX.Element {
  const { id, name, standing, connector, project, labels } = connection;
  return (
    <tr>
      <td class="pick">
        <label>
          <input type="checkbox" aria-label={`Select ${name}`} checked={isPicked} disabled={isFull && !isPicked} onChange={() => onToggle(connection)} />
        </label>
      </td>
      <th scope="row">
        <a href={hashOf(['connections', id])}>{name}</a>
      </th>
      <td data-name="State">
        <Badge word={STATES[standing.state]} />
      </td>
      <td data-name="Last tests">{standing.recent.length === 0 ? <span class="faint">none</span> : <Trend outcomes={standing.recent} small />}</td>
      <td data-name="Since">
        <Moment at={standing.since} />
      </td>
      <td data-name="Last verified">
        <Moment at={standing.lastVerifiedAt} />
      </td>
      <td data-name="Connector">{connector}</td>
      <td data-name="Project">{project}</td>
      <td data-name="Labels" class="faint">
        {Object.entries(labels)
          .map(([label, value]) => `${label}:${value}`)
          .join(' ') || '–'}
      </td>
    </tr>
  );
}
