import type { Verification } from '../verifications/verification.ts';
import type { ConnectionStore } from './connection-store.ts';
import { standingAfter } from './standing.ts';
import type { StoredConnection } from './stored-connection.ts';

export type RecordDeps = { readonly connections: Pick<ConnectionStore, 'get' | 'setStanding'>; readonly now: () => number };

/**
 * Sets the standing of a connection by what a test by hand found; false where the connection is gone.
 * A verdict on fields that were changed meanwhile is history only. Standing is read afresh: another test may have ended in between.
 */
export async function recordVerification(tested: StoredConnection, verification: Verification, deps: RecordDeps): Promise<boolean> {
  const current = await deps.connections.get(tested.id);
  if (!current) return false;
  const standing = standingAfter(current.standing, verification, { at: new Date(deps.now()).toISOString(), by: 'hand' });
  if (standing === current.standing) return true;
  return (await deps.connections.setStanding(tested.id, tested.revision, standing)) !== 'gone';
}
