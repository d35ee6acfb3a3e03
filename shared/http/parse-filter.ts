import type { ConnectionFilter } from '../connections/connection-store.ts';
import type { ConnectionState } from '../connections/stored-connection.ts';
import { STATES } from './connection-schemas.ts';
import { arnIn, parseQuery, wrong } from './parse-query.ts';
import type { CallerEvent } from './caller-event.ts';

export type AskedFilter = Omit<ConnectionFilter, 'projects' | 'ids'> & { readonly project: string | undefined };

const NAMES = { once: ['limit', 'cursor', 'project', 'connector', 'state', 'secretArn'], repeatable: ['label'] };
const MOST_LABELS = 20;

/**
 * The filters of a list, ANDed.
 * @throws RequestError `schema_invalid` for a parameter that is unknown, malformed or given twice: a filter is never ignored
 */
export function parseFilter(event: CallerEvent): AskedFilter {
  const query = parseQuery(event, NAMES);
  const [connector, state, secretArn] = [idIn(query, 'connector'), stateOf(query.get('state')), arnIn(query, 'secretArn')];
  return {
    project: idIn(query, 'project') ?? undefined,
    ...(connector !== null && { connector }),
    ...(state && { state }),
    ...(secretArn !== undefined && { secretArn }),
    ...(query.has('label') && { labels: labelsOf(query.getAll('label')) }),
  };
}

function idIn(query: URLSearchParams, name: string): string | null {
  const id = query.get(name);
  if (id !== null && !/^[a-z0-9-]{1,64}$/.test(id)) wrong(name, 'is not an id', 'lower-case letters, digits and hyphens');
  return id;
}

function stateOf(text: string | null): ConnectionState | null {
  return text === null ? null : (STATES.find((state) => state === text) ?? wrong('state', 'is not a state', STATES.join(', ')));
}

function labelsOf(texts: readonly string[]): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const text of texts) {
    const [, name = '', value = ''] = /^([a-z0-9._/-]{1,63}):(.{0,128})$/su.exec(text) ?? wrong('label', 'is not a label', 'name:value');
    if (labels.has(name)) wrong('label', 'names one label twice', 'each name once');
    labels.set(name, value);
  }
  if (labels.size > MOST_LABELS) wrong('label', 'is given too often', `at most ${MOST_LABELS} labels`);
  return Object.fromEntries(labels);
}
