import type { StoredConnection } from '../connections/stored-connection.ts';
import { json, type Reply } from './reply.ts';

/** A connection as it is stored, with its revision as ETag. */
export function connectionReply(connection: StoredConnection): Reply {
  return json(200, shownConnection(connection), { headers: { etag: etagOf(connection) } });
}

export function createdReply(connection: StoredConnection): Reply {
  return json(201, shownConnection(connection), { headers: { etag: etagOf(connection), location: `/v1/connections/${connection.id}` } });
}

/** A connection as its callers see it: without our own bookkeeping. */
export function shownConnection(connection: StoredConnection): StoredConnection {
  const { unannounced: _, ...standing } = connection.standing;
  return { ...connection, standing };
}

export function etagOf({ revision }: Pick<StoredConnection, 'revision'>): string {
  return `"${revision}"`;
}
