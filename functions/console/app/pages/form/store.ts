import type { Api } from '../../api/api.ts';
import { connectionPath } from '../../api/paths.ts';
import type { StoredConnection } from '../../api/types.ts';
import { fieldsOf, type Way } from './body.ts';
import type { Draft } from './draft.ts';
import { patchOf } from './patch.ts';

/** A stored connection at the revision that was read. */
export type Stored = { readonly connection: StoredConnection; readonly etag: string | null };
type Storing = { readonly draft: Draft; readonly way: Way; readonly stored: Stored | null; readonly idempotencyKey: string };

/** Stores a draft: as a new connection, or as what changed of the one that was read. Its id. @throws ApiFailure */
export async function store(api: Pick<Api, 'ask'>, { draft, way, stored, idempotencyKey }: Storing): Promise<string> {
  const fields = fieldsOf(draft, way);
  if (stored === null)
    return (await api.ask<StoredConnection>('POST /v1/connections', { body: { ...fields, project: draft.project }, idempotencyKey })).body.id;
  const { connection, etag } = stored;
  const body = patchOf(editable(connection), fields) ?? {};
  return (await api.ask<StoredConnection>(`PATCH ${connectionPath(connection.id)}`, { body, etag })).body.id;
}

type Editable = Pick<StoredConnection, 'name' | 'connector' | 'method' | 'config' | 'expectIdentity' | 'schedule' | 'labels'>;

/** Of a stored connection, what its editors decide. */
export function editable({ name, connector, method, config, expectIdentity, schedule, labels }: StoredConnection): Editable {
  return { name, connector, method, config, expectIdentity, schedule, labels };
}
