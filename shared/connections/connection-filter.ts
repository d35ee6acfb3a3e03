import type { ConnectionFilter } from './connection-store.ts';
import { secretArnsOf } from './secret-arns.ts';
import type { StoredConnection } from './stored-connection.ts';

/** Whether a connection, as it stands now, is what the filter asks for. */
export function isListed(connection: StoredConnection, filter: ConnectionFilter): boolean {
  const { projects, labels = {}, ids, secretArn } = filter;
  if (projects !== null && !projects.includes(connection.project)) return false;
  if (ids !== undefined && !ids.includes(connection.id)) return false;
  if (!isOfKind(connection, filter) || !hasLabels(connection, labels)) return false;
  return secretArn === undefined || secretArnsOf(connection.config).includes(secretArn);
}

function isOfKind(connection: StoredConnection, { connector, state }: ConnectionFilter): boolean {
  return (connector ?? connection.connector) === connection.connector && (state ?? connection.standing.state) === connection.standing.state;
}

function hasLabels({ labels }: StoredConnection, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => Object.hasOwn(labels, name) && labels[name] === value);
}
