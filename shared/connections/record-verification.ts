import type { Verification } from '../verifications/verification.ts';
import { announce, type AnnounceDeps } from './announce.ts';
import type { ConnectionStore } from './connection-store.ts';
import { withOutcome } from './recent-outcomes.ts';
import { standingAfter, type Trigger, withTransition } from './standing.ts';
import type { Standing, StoredConnection } from './stored-connection.ts';

export type RecordDeps = AnnounceDeps & { readonly connections: Pick<ConnectionStore, 'get' | 'setStanding'> };

/** Each is a conflict with somebody who has recorded something: of many at once, one gets on each time. */
const MOST_ATTEMPTS = 10;

/**
 * Sets the standing of a connection by what a test found, once, however often it is recorded, and tells of the change of state if it is one;
 * false where the connection is gone. A verdict on fields that were changed meanwhile stands among the recent outcomes only, as in the history.
 * Standing is read afresh: another test may have ended in between. That an event could not be told fails nothing: the standing keeps a note of it.
 * @throws Error where others kept getting in between, and whatever the store throws: to be recorded again then
 */
export async function recordVerification(tested: StoredConnection, verification: Verification, ...[by, deps]: [Trigger, RecordDeps]): Promise<boolean> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const current = await deps.connections.get(tested.id);
    if (!current) return false;
    const standing = standingWith(current.standing, verification, isAbout(verification, { tested, current }) ? by : null);
    const outcome = standing === current.standing ? 'set' : await deps.connections.setStanding(current.id, current.revision, standing, current.standing);
    if (outcome === 'gone') return false;
    if (outcome === 'conflict') continue;
    await announce({ ...current, standing }, deps);
    return true;
  }
  throw new Error('The standing of a connection changed whenever it was to be set.');
}

/**
 * Whether the verdict is on the fields as they stand: these are those that were tested, and where they have ever been edited, the test began
 * after that. Who records what another has found has read the connection after the test.
 */
function isAbout({ startedAt }: Verification, { tested, current }: { readonly tested: StoredConnection; readonly current: StoredConnection }): boolean {
  return current.revision === tested.revision && (current.revision === 1 || startedAt >= current.updatedAt);
}

/** `by` is null where the verdict is on other fields. */
function standingWith(standing: Standing, verification: Verification, by: Trigger | null): Standing {
  const at = new Date(Date.parse(verification.startedAt) + verification.durationMs).toISOString();
  const after = by === null ? standing : standingAfter(standing, verification, { at, by });
  const recent = withOutcome(standing.recent, { status: verification.status, endedAtMs: Date.parse(at) });
  if (after === standing) return recent === standing.recent ? standing : { ...standing, recent };
  return { ...withTransition(standing, after), recent };
}
