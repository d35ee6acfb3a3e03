import { createHash } from 'node:crypto';

const MINUTE_MS = 60_000;

/** The number of the window that a time is in; windows of one length follow each other without gaps since 1970. */
export function windowOf(epochMs: number, everyMinutes: number): number {
  return Math.floor(epochMs / (everyMinutes * MINUTE_MS));
}

/** When a window begins: ISO 8601 in UTC. */
export function windowStart(window: number, everyMinutes: number): string {
  return new Date(window * everyMinutes * MINUTE_MS).toISOString();
}

/** ver_ and 32 hexadecimal digits, the same ones for the same occasion: whoever verifies a connection for it finds the entry of whoever has already. */
export function windowIntentId(connectionId: string, kind: string, key: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([connectionId, kind, key]))
    .digest('hex');
  return `ver_${digest.slice(0, 32)}`;
}
