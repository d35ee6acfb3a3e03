import { createHash } from 'node:crypto';
import type { Addressed } from './queue.ts';

/** A host is not to be read off a queue. */
const CHARACTERS = 16;

/** Whose share of a queue a message takes: "billing", or "billing/" and a hash of the host. */
export function shareOf({ project, host }: Pick<Addressed, 'project' | 'host'>): string {
  return host === undefined ? project : `${project}/${createHash('sha256').update(host).digest('hex').slice(0, CHARACTERS)}`;
}
