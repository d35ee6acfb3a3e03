import { recentOutcomes } from '../connections/recent-outcomes.ts';
import type { Standing, StoredConnection } from '../connections/stored-connection.ts';
import type { VerificationStatus } from '../errors.ts';
import { json, type Reply } from './reply.ts';

/** A connection as it is stored, with its revision as ETag. */
export function connectionReply(connection: StoredConnection): Reply {
  return json(200, shownConnection(connection), { headers: { etag: etagOf(connection) } });
}

export function createdReply(connection: StoredConnection): Reply {
  return json(201, shownConnection(connection), { headers: { etag: etagOf(connection), location: `/v1/connections/${connection.id}` } });
}

type ShownStanding = Omit<Standing, 'unannounced' | 'recent'> & { readonly recent: readonly VerificationStatus[] };
type ShownConnection = Omit<StoredConnection, 'standing'> & { readonly standing: ShownStanding };

/** A connection as its callers see it: without our own bookkeeping. */
export function shownConnection(connection: StoredConnection): ShownConnection {
  const { unannounced: _, recent, ...standing } = connection.standing;
  return { ...connection, standing: { ...standing, recent: recentOutcomes(recent) } };
}

export function etagOf({ revision }: Pick<StoredConnection, 'revision'>): string {
  return `"${revision}"`;
}
