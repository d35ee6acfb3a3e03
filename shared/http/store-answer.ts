import type * as v from 'valibot';
import { externalIdOf } from '../settings/external-id.ts';
import { type PolicyDeps, type StorePolicies, storePolicies } from '../settings/policies.ts';
import type { SecretStore, StoreFields } from '../settings/secret-store.ts';
import type { UsesInScope } from '../settings/uses-in-scope.ts';
import type { InheritedStore, StoreAnswer } from './settings-schemas.ts';

type Shown<Schema extends v.GenericSchema> = Readonly<Record<keyof v.InferOutput<Schema>, unknown>>;
export type StoreShown = Omit<Shown<typeof StoreAnswer>, 'secretOwners' | 'policies'> & { readonly policies?: StorePolicies };
export type InheritedShown = Shown<typeof InheritedStore>;

/** A store as those see it who manage it. */
export function storeAnswer(store: SecretStore, policies?: StorePolicies): StoreShown {
  const { project, secretOwners, externalId, revision, createdAt, updatedAt } = store;
  return {
    scope: project === null ? 'workspace' : 'project',
    inherited: false,
    project,
    ...sharedFields(store),
    ...(project === null && { secretOwners }),
    externalId,
    revision,
    createdAt,
    updatedAt,
    ...(policies && { policies }),
  };
}

/** The workspace's store as a project sees it that uses it: neither whose secrets it holds besides, nor its external ID; and what a store of the project's own would need. */
export function inheritedAnswer(
  project: string,
  { store, uses, revision }: { readonly store: SecretStore; readonly uses: UsesInScope; readonly revision: number },
  deps: PolicyDeps,
): InheritedShown {
  const externalId = externalIdOf(project, deps.deployment);
  const policies = storePolicies({ ...store, project, externalId }, uses, deps);
  return { scope: 'workspace', inherited: true, project, ...sharedFields(store), revision, own: { externalId, policies } };
}

function sharedFields(fields: StoreFields): Omit<StoreFields, 'secretOwners'> {
  const { roleArn, rehearsalRoleArn, accounts, regions, untaggedSecrets, listedHosts, certificateAuthority } = fields;
  return { roleArn, rehearsalRoleArn, accounts, regions, untaggedSecrets, listedHosts, certificateAuthority };
}
