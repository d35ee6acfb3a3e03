import type { CallerBudgets } from '../budgets/caller-budgets.ts';
import type { SecretKeysDeps } from '../secret-keys.ts';
import type { StoreTestDeps } from '../settings/store-test.ts';
import type { VerificationStore } from '../verifications/verification-store.ts';
import type { Routes } from './route.ts';

export type VaultRoutesDeps = Omit<SecretKeysDeps & StoreTestDeps, 'journal'> & {
  readonly verifications: Pick<VerificationStore, 'begin' | 'end'>;
  readonly budgets: CallerBudgets;
};

/** The routes that open a store and send nothing anywhere. People ask them now and then: what they take stays out of the entry that every cold start reads. */
export function vaultRoutes(deps: VaultRoutesDeps): Routes {
  const answers = () => import('./vault-answers.ts');
  return {
    'POST /v1/secrets/keys': async (request) => (await answers()).listKeys(request, deps),
    'POST /v1/stores/workspace/test': async (request) => (await answers()).tryWorkspaceStore(request, deps),
    'POST /v1/stores/projects/{id}/test': async (request) => (await answers()).tryProjectStore(request, deps),
  };
}
