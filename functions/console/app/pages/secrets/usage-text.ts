import type { SecretUsage, StoredConnection } from '../../api/types.ts';
import { counted, STATES } from '../../words.ts';
import { secretsIn } from './secrets-in.ts';
import type { Usage } from './usage.ts';

/** "7 connections in 2 projects: 5 connected, 2 refused." */
export function summaryOf({ uses, isMore }: Pick<Usage, 'uses' | 'isMore'>): string {
  if (uses.length === 0) return 'None of yours so far. There may be more.';
  const projects = [...new Set(uses.map(({ project }) => project))];
  const where = projects.length === 1 ? `the project ${projects[0]}` : `${projects.length} projects`;
  const states = Object.entries(STATES).flatMap(([state, { label }]) => {
    const count = uses.filter((use) => use.state === state).length;
    return count === 0 ? [] : [`${count} ${label.toLowerCase()}`];
  });
  return `${isMore ? 'The first ' : ''}${counted(uses.length, 'connection')} in ${where}: ${states.join(', ')}.${isMore ? ' There are more.' : ''}`;
}

/** Which version of the secret a connection's last test read. A standing names versions, not whose: they are the secret's where it is the only one. */
export type VersionRead = { readonly kind: 'one'; readonly versionId: string } | { readonly kind: 'none' } | { readonly kind: 'among several' };

export function versionRead(connection: Pick<StoredConnection, 'config' | 'standing'> | undefined): VersionRead {
  const [versionId] = connection?.standing.versionIds ?? [];
  if (!connection || versionId === undefined) return { kind: 'none' };
  return secretsIn(connection.config).length === 1 ? { kind: 'one', versionId } : { kind: 'among several' };
}

/** The versions that the last tests read, and by how many, the most used first. */
export function versionsIn({ uses, connections }: Pick<Usage, 'uses' | 'connections'>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { connectionId } of uses) {
    const read = versionRead(connections.get(connectionId));
    if (read.kind === 'one') counts.set(read.versionId, (counts.get(read.versionId) ?? 0) + 1);
  }
  return new Map([...counts].toSorted(([, one], [, other]) => other - one));
}

export type Rewrite = SecretUsage['rewrites'][number];

/** Of a secret that was made again: each of its masks once, with what to write instead. */
export function rewritesIn(uses: readonly SecretUsage[]): readonly Rewrite[] {
  return [...new Map(uses.flatMap(({ rewrites }) => rewrites).map((rewrite) => [rewrite.mask, rewrite])).values()];
}

/** What to ask a rehearsal for: all that may be tried, or some by id. The API takes so many ids and no more. */
export const MOST_NAMED = 100;

export function namedFor(chosen: ReadonlySet<string>, offered: readonly SecretUsage[]): { readonly connections?: readonly string[] } {
  const ids = offered.map(({ connectionId }) => connectionId).filter((id) => chosen.has(id));
  return ids.length === offered.length ? {} : { connections: ids };
}
