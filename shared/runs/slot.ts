import { createHash } from 'node:crypto';
import { wholeMinutes } from '../connections/duration.ts';
import { secretArnsOf } from '../connections/secret-arns.ts';
import { SHARDS, shardOf } from '../connections/shard.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';

type Scheduled = Pick<StoredConnection, 'schedule' | 'standing'>;
/** A minute of every window of a period: connections of this offset are due when `epoch minute mod everyMinutes` is it. */
export type SlotTime = { readonly everyMinutes: number; readonly offset: number };

/** 48 bits: what a number holds exactly, and far more than any period, so that no offset is likelier than another. */
const HASHED_BYTES = 6;

/** The period of a connection in minutes; null where none runs: no schedule, one that is switched off, or a disabled connection. */
export function everyMinutesOf({ schedule, standing }: Scheduled): number | null {
  const isRunning = schedule?.enabled === true && standing.state !== 'disabled';
  return isRunning ? wholeMinutes(schedule.every) || null : null;
}

/**
 * Where a connection stands in the index of what is due, `<everyMinutes>#<offset>#<shard of the id>`; null where no schedule runs.
 * It changes only with the connection: nothing is written to dispatch it.
 */
export function slotOf(connection: Scheduled & Pick<StoredConnection, 'id' | 'config'>): string | null {
  const everyMinutes = everyMinutesOf(connection);
  if (everyMinutes === null) return null;
  return slotName({ everyMinutes, offset: offsetOf(groupOf(connection), everyMinutes) }, shardOf(connection.id));
}

/** The slots that are due at one minute, one for each shard of ids. */
export function slotsAt(time: SlotTime): readonly string[] {
  return SHARDS.map((shard) => slotName(time, shard));
}

function slotName({ everyMinutes, offset }: SlotTime, shard: string): string {
  return `${everyMinutes}#${offset}#${shard}`;
}

/** Connections that share their first secret come in the same minute, so that one fetch serves them; different secrets are spread. */
function groupOf({ id, config }: Pick<StoredConnection, 'id' | 'config'>): string {
  return secretArnsOf(config).toSorted()[0] ?? id;
}

/** One hash for all periods: a group that is due every 15 and every 30 minutes is due at the same minutes. */
function offsetOf(group: string, everyMinutes: number): number {
  return createHash('sha256').update(group).digest().readUIntBE(0, HASHED_BYTES) % everyMinutes;
}
