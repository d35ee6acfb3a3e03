import { createHash } from 'node:crypto';
import type { Standing, StoredConnection } from '../../shared/connections/stored-connection.ts';
import { arnOf, maskOf, storedConnection, UNTESTED } from '../helpers/stores/stored-connections.ts';
import type { Marks } from './kill-story.ts';
import { between } from '../helpers/random.ts';

const NAMES = Array.from({ length: 24 }, (_, at) => `killed-${at}`);
export const SECRETS = NAMES.map(arnOf);
export const STATES = ['untested', 'connected', 'refused'] as const;

/** Fields that name some secrets, with the mark of the operation that writes them. */
export function configOf(op: string, random: () => number): StoredConnection['config'] {
  const names = Array.from({ length: between(0, 4, random) }, () => NAMES[between(0, NAMES.length - 1, random)] ?? '');
  return { subdomain: 'acme', op, notes: names.map((name) => `Bearer ${maskOf(name)}`) };
}

export function standingOf(op: string): Standing {
  const state = createHash('sha256').update(op).digest()[0]! % 2 === 0 ? 'connected' : 'refused';
  return { ...UNTESTED, state, code: op };
}

export function marksOf({ config, standing }: StoredConnection): Marks {
  const { op } = config;
  return { config: typeof op === 'string' ? op : '', standing: standing.code ?? '' };
}

export function newConnection(id: string, config: StoredConnection['config']): StoredConnection {
  return storedConnection({ id, config, project: `team-${id.charCodeAt(5) % 3}` });
}
