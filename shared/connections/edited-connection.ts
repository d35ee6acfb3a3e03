import { canonicalJson } from '../canonical-json.ts';
import { destinationsOf } from '../connectors/destinations.ts';
import { ResolverError } from '../errors.ts';
import { type CheckDeps, type CheckedConnection, checkConnection, examineConnection } from './check-connection.ts';
import { type ConnectionFields, connectionFieldsOf } from './connection-fields.ts';
import { untested } from './standing.ts';
import type { StoredConnection } from './stored-connection.ts';

export type EditDeps = CheckDeps & { readonly now: () => number };

/**
 * The connection at its next revision; the connection itself where nothing changes. Another connector, method, host or port voids the verdict.
 * @throws RequestError with every issue of connector, fields and masks, where one of these changes
 */
export function editedConnection(connection: StoredConnection, fields: ConnectionFields, deps: EditDeps): StoredConnection {
  const standing = connectionFieldsOf(connection);
  if (textOf(standing) === textOf(fields)) return connection;
  const at = new Date(deps.now()).toISOString();
  const next = { ...connection, ...fields, revision: connection.revision + 1, updatedAt: at };
  if (aimOf(standing) === aimOf(fields)) return { ...next, method: connection.method };
  const checked = checkConnection({ ...connection, ...fields }, deps);
  const isVoid = !isSamePlace(connection, checked, deps);
  return { ...next, method: checked.method.id, ...(isVoid && { standing: untested(at) }) };
}

function textOf({ method = null, ...others }: Omit<ConnectionFields, 'method'> & { readonly method?: string | null | undefined }): string {
  return canonicalJson({ ...others, method });
}

/** What a test of the connection rests on. */
function aimOf({ connector, method, config, expectIdentity }: ConnectionFields): string {
  return canonicalJson([connector, method ?? null, config, expectIdentity]);
}

/** False too where the connection as it stood cannot be told from its fields any more. */
function isSamePlace(before: StoredConnection, after: CheckedConnection, deps: CheckDeps): boolean {
  const { checked } = examineConnection(before, deps);
  const place = checked && placeOf(checked);
  return place !== null && place === placeOf(after);
}

/** Connector, method, and every host and port the connection reaches. */
function placeOf({ connector, method, plain }: CheckedConnection): string | null {
  try {
    const origins = destinationsOf(connector, method, plain).map(({ scheme, host, port }) => `${scheme}://${host}:${port}`);
    return canonicalJson([connector.id, method.id, ...new Set(origins.sort())]);
  } catch (error) {
    if (error instanceof ResolverError) return null;
    throw error;
  }
}
