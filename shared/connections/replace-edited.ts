import { refuse } from '../errors.ts';
import { announce, type AnnounceDeps } from './announce.ts';
import type { ConnectionStore } from './connection-store.ts';
import { withTransition } from './standing.ts';
import type { Standing, StoredConnection } from './stored-connection.ts';

type ReplaceDeps = AnnounceDeps & { readonly connections: Pick<ConnectionStore, 'get' | 'replace' | 'setStanding'> };
type Edit = { readonly read: StoredConnection; readonly edited: StoredConnection };

/** Each is a test that has ended between a read and the write after it. */
const MOST_ATTEMPTS = 10;

/**
 * Stores an edited connection. An edit that leaves the standing alone keeps whatever it has become; one that voids it tells of the change of
 * state, from where the connection stood at that moment.
 * @throws RequestError `revision_conflict`, `not_found`
 */
export async function replaceEdited({ read, edited }: Edit, deps: ReplaceDeps): Promise<StoredConnection> {
  if (edited.standing === read.standing) {
    expectDone(await deps.connections.replace(edited, read.revision, 'kept'));
    return edited;
  }
  let before = read;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && before.revision === read.revision; attempt += 1) {
    const next = { ...edited, standing: voided(before.standing, edited.standing) };
    const outcome = await deps.connections.replace(next, read.revision, { insteadOf: before.standing });
    if (outcome === 'replaced') {
      await announce(next, deps);
      return next;
    }
    before = (await deps.connections.get(read.id)) ?? refuse('not_found');
  }
  return refuse('revision_conflict');
}

/** The verdict is gone; what tests have found stays, as it stays in the history. */
function voided(before: Standing, after: Standing): Standing {
  const standing = withTransition(before, after);
  return before.recent === undefined ? standing : { ...standing, recent: before.recent };
}

function expectDone(outcome: 'replaced' | 'conflict' | 'gone'): void {
  if (outcome === 'conflict') refuse('revision_conflict');
  if (outcome === 'gone') refuse('not_found');
}
