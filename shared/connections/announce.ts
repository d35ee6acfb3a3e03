import { createHash } from 'node:crypto';
import type { EventBus, StatusChange } from '../events/event.ts';
import type { ConnectionStore } from './connection-store.ts';
import type { StoredConnection, Transition } from './stored-connection.ts';

export type AnnounceDeps = {
  readonly connections: Pick<ConnectionStore, 'setStanding'>;
  readonly events: EventBus;
  /** Is given what kept an event from being told. */
  readonly log?: (error: unknown) => void;
};

/**
 * Tells of the changes of state that a connection's standing, as it is stored, still has to be told of, and then takes them off it. Each is
 * told at least once, under one id. Does not throw: what could not be told stays there for whoever comes next.
 */
export async function announce(connection: StoredConnection, { connections, events, log }: AnnounceDeps): Promise<void> {
  const { id, revision, standing } = connection;
  const { unannounced = [], ...told } = standing;
  if (unannounced.length === 0) return;
  try {
    await events.publish(unannounced.map((change) => ({ type: 'Connection Status Changed', detail: statusChangeOf(connection, change) })));
    // A conflict: somebody has changed the connection meanwhile, and tells of it all.
    await connections.setStanding(id, revision, told, standing);
  } catch (error) {
    log?.(error);
  }
}

const ID_DIGITS = 32;

function statusChangeOf({ id: connectionId, project, connector }: StoredConnection, { from, to, code, at }: Transition): StatusChange {
  const digest = createHash('sha256')
    .update(JSON.stringify([connectionId, from, to, at]))
    .digest('hex');
  return { id: digest.slice(0, ID_DIGITS), connectionId, project, connector, from, to, code, at };
}
