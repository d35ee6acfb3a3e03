import type { Deployment } from './effective-store.ts';
import { externalIdOf } from './external-id.ts';
import type { SecretStore, StoreFields } from './secret-store.ts';

/** `standing`: what is stored now, if anything is. `at` is ISO 8601 in UTC. */
type Succession = { readonly project: string | null; readonly standing: SecretStore | null; readonly at: string };

/** The store at its next revision. The server alone decides its external ID, whose store it is, and when. */
export function newStore(fields: StoreFields, { project, standing, at }: Succession, deployment: Deployment): SecretStore {
  return {
    ...fields,
    project,
    externalId: externalIdOf(project, deployment),
    revision: (standing?.revision ?? 0) + 1,
    createdAt: standing?.createdAt ?? at,
    updatedAt: at,
  };
}
