import type { JSX } from 'preact';
import type { StoredConnection } from '../../api/types.ts';
import { Badge } from '../../parts/badge.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Trend } from '../../parts/trend.tsx';
import { hashOf } from '../../route.ts';
import { STATES } from '../../words.ts';

export function ConnectionTable({ connections, isStale }: { readonly connections: readonly StoredConnection[]; readonly isStale: boolean }): JSX.Element {
  return (
    <table class={isStale ? 'rows stale' : 'rows'} aria-busy={isStale}>
      <thead>
        <tr>
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
          <Row key={connection.id} connection={connection} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ connection }: { readonly connection: StoredConnection }): JSX.Element {
  const { id, name, standing, connector, project, labels } = connection;
  return (
    <tr>
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
