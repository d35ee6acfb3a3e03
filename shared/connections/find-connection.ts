import { refuse } from '../errors.ts';
import { authorize, type Caller, may, type Privilege } from './access.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { StoredConnection } from './stored-connection.ts';

export type Wanted = { readonly id: string; readonly caller: Caller; readonly privilege: Privilege };

const ID = /^con_[0-9a-f]{32}$/;

/**
 * The connection of an id, for a caller who may do this with it. To whom it is not shown, it is as absent as one that never was.
 * @throws RequestError `not_found`, `not_allowed`
 */
export async function findConnection(connections: Pick<ConnectionStore, 'get'>, { id, caller, privilege }: Wanted): Promise<StoredConnection> {
  const connection = ID.test(id) ? await connections.get(id) : null;
  if (!connection || !may(caller, 'connections:read', connection.project)) refuse('not_found');
  authorize(caller, privilege, connection.project);
  return connection;
}
