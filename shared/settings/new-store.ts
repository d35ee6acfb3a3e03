import type { Deployment } from './effective-store.ts';
import { externalIdOf } from './external-id.ts';
import type { SecretStore, StoreFields } from './secret-store.ts';

/** `standing`: what is stored now, if anything is; `after`: its revision, or that of the store that was taken out. `at` is ISO 8601 in UTC. */
type Succession = { readonly project: string | null; readonly standing: SecretStore | null; readonly after: number; readonly at: string };

/** The store at its next revision. The server alone decides its external ID, whose store it is, and when. */
export function newStore(fields: StoreFields, { project, standing, after, at }: Succession, deployment: Deployment): SecretStore {
  return {
    ...fields,
    project,
    externalId: externalIdOf(project, deployment),
    revision: after + 1,
    createdAt: standing?.createdAt ?? at,
    updatedAt: at,
  };
}
