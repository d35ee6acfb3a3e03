import type { StoredConnection } from '../connections/stored-connection.ts';
import { json, type Reply } from './reply.ts';

/** A connection as it is stored, with its revision as ETag. */
export function connectionReply(connection: StoredConnection): Reply {
  return json(200, connection, { headers: { etag: etagOf(connection) } });
}

export function createdReply(connection: StoredConnection): Reply {
  return json(201, connection, { headers: { etag: etagOf(connection), location: `/v1/connections/${connection.id}` } });
}

export function etagOf({ revision }: Pick<StoredConnection, 'revision'>): string {
  return `"${revision}"`;
}
