import type { Scope } from '../connections/scope.ts';
import type { UntaggedPolicy } from '../egress/bind.ts';
import type { SecretStore } from './secret-store.ts';
import type { StoreSettings } from './settings-store.ts';

/** What the operator has set: the store that stands where none is stored, and the accounts and regions no store goes beyond. */
export type Deployment = {
  readonly workspace: string;
  readonly reader: { readonly roleArn: string; readonly externalId: string };
  /** Who reads versions that are not current yet; null: nobody. */
  readonly rehearsalRoleArn: string | null;
  readonly scope: Scope;
  readonly untagged: UntaggedPolicy;
};

/** The store a project uses: its own, and never another beside it; else the workspace's; else the deployment's. */
export function effectiveStore({ projectStore, workspaceStore }: Pick<StoreSettings, 'projectStore' | 'workspaceStore'>, deployment: Deployment): SecretStore {
  return projectStore ?? workspaceStore ?? deploymentStore(deployment);
}

/** The workspace's store as the operator deployed it. */
export function deploymentStore({ reader, rehearsalRoleArn, scope, untagged }: Deployment): SecretStore {
  return {
    project: null,
    ...reader,
    rehearsalRoleArn,
    ...scope,
    untaggedSecrets: untagged.mode,
    listedHosts: untagged.mode === 'listed' ? untagged.hosts : [],
    certificateAuthority: null,
    secretOwners: [],
    revision: 0,
    createdAt: null,
    updatedAt: null,
  };
}

/** The accounts and regions of a store that the deployment still allows. */
export function scopeOf(store: Pick<SecretStore, 'accounts' | 'regions'>, { scope }: Pick<Deployment, 'scope'>): Scope {
  return {
    accounts: store.accounts.filter((account) => scope.accounts.includes(account)),
    regions: store.regions.filter((region) => scope.regions.includes(region)),
  };
}

export function untaggedOf({ untaggedSecrets, listedHosts }: SecretStore): UntaggedPolicy {
  return untaggedSecrets === 'listed' ? { mode: 'listed', hosts: listedHosts } : { mode: untaggedSecrets };
}
