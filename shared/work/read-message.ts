import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { GatherMessage, QueueMessage } from '../runs/queue.ts';

const CONNECTION = /^con_[0-9a-f]{32}$/;
const RUN = /^run_[0-9a-f]{32}$/;
/** The longest period is 31 days. */
const MOST_MINUTES = 44_640;
const LONGEST_CURSOR = 380;

/** The message that a text is, and null for every other text: more fields than it has are as wrong as fewer. */
export function readMessage(text: string): QueueMessage | null {
  const fields = objectIn(text);
  if (fields?.['v'] !== 1) return null;
  return fields['kind'] === 'scheduled' ? scheduledIn(fields) : runIn(fields);
}

function scheduledIn(fields: JsonObject): QueueMessage | null {
  const { connectionId, window, everyMinutes } = fields;
  if (!isExactly(fields, 5) || !isId(connectionId, CONNECTION)) return null;
  const isPeriod = isCount(everyMinutes) && everyMinutes >= 1 && everyMinutes <= MOST_MINUTES;
  return isPeriod && isCount(window) ? { v: 1, kind: 'scheduled', connectionId, window, everyMinutes } : null;
}

function runIn(fields: JsonObject): QueueMessage | null {
  const { kind, connectionId, runId } = fields;
  const isRun = kind === 'run' && isExactly(fields, 4) && isId(connectionId, CONNECTION) && isId(runId, RUN);
  return isRun ? { v: 1, kind, connectionId, runId } : null;
}

/** The page to gather that a text is, and null for every other text. */
export function readGatherMessage(text: string): GatherMessage | null {
  const fields = objectIn(text);
  if (!fields || fields['v'] !== 1 || fields['kind'] !== 'gather' || !isExactly(fields, 4)) return null;
  const { runId, after } = fields;
  const isPlace = after === null || (typeof after === 'string' && after.length <= LONGEST_CURSOR);
  return isId(runId, RUN) && isPlace ? { v: 1, kind: 'gather', runId, after } : null;
}

function objectIn(text: string): JsonObject | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isExactly(fields: JsonObject, count: number): boolean {
  return Object.keys(fields).length === count;
}

function isId(value: Json | undefined, form: RegExp): value is string {
  return typeof value === 'string' && form.test(value);
}

function isCount(value: Json | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
