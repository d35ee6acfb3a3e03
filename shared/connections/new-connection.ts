import { type CheckDeps, checkConnection } from './check-connection.ts';
import type { ConnectionFields } from './connection-fields.ts';
import { untested } from './standing.ts';
import type { StoredConnection } from './stored-connection.ts';

/** ISO 8601 in UTC. */
type Origin = { readonly id: string; readonly project: string; readonly at: string };

/**
 * A connection at its first revision, with the id of its method.
 * @throws RequestError with every issue of connector, fields and masks; a literal credential is one
 */
export function newConnection(fields: ConnectionFields, { id, project, at }: Origin, deps: CheckDeps): StoredConnection {
  const { method } = checkConnection({ id: null, project, ...fields }, deps);
  return { id, ...fields, project, method: method.id, revision: 1, standing: untested(at), createdAt: at, updatedAt: at };
}
