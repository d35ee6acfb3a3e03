import type { HistoryStore } from '../verifications/history-store.ts';
import type { Verification } from '../verifications/verification.ts';
import type { ConnectionStore } from './connection-store.ts';
import { standingAfter } from './standing.ts';
import type { StoredConnection } from './stored-connection.ts';

export type RecordDeps = {
  readonly connections: Pick<ConnectionStore, 'get' | 'setStanding'>;
  readonly history: Pick<HistoryStore, 'append'>;
  readonly historyDays: number;
  readonly now: () => number;
};

const DAY_SECONDS = 24 * 60 * 60;

/**
 * Writes what a test by hand found to the connection's history and standing; false where the connection is gone.
 * A verdict on fields that were changed meanwhile is history only. Standing is read afresh: another test may have ended in between.
 */
export async function recordVerification(tested: StoredConnection, verification: Verification, deps: RecordDeps): Promise<boolean> {
  const current = await deps.connections.get(tested.id);
  if (!current) return false;
  await deps.history.append(tested.id, verification, Math.floor(deps.now() / 1_000) + deps.historyDays * DAY_SECONDS);
  const standing = standingAfter(current.standing, verification, new Date(deps.now()).toISOString());
  if (standing === current.standing) return true;
  return (await deps.connections.setStanding(tested.id, tested.revision, standing)) !== 'gone';
}
