import { createHash } from 'node:crypto';
import type { Deployment } from './effective-store.ts';

/**
 * The external ID of a store. The workspace's is the deployment's; a project's follows from it, so that it never changes, no caller chooses it,
 * and the role's trust policy can be written before the store is.
 */
export function externalIdOf(project: string | null, { workspace, reader }: Pick<Deployment, 'workspace' | 'reader'>): string {
  if (project === null) return reader.externalId;
  const digest = createHash('sha256')
    .update(JSON.stringify([reader.externalId, workspace, project]))
    .digest('hex');
  return [digest.slice(0, 8), digest.slice(8, 12), digest.slice(12, 16), digest.slice(16, 20), digest.slice(20, 32)].join('-');
}
