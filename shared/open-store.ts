import { issuesOfScope } from './connections/scope.ts';
import { refuseAny } from './errors.ts';
import type { LocatedMask } from './masks/secret-reference.ts';
import type { Vault, Vaults } from './secrets/vault.ts';
import { type Deployment, effectiveStore, scopeOf } from './settings/effective-store.ts';
import { PurgeFollower } from './settings/purge-follower.ts';
import type { SecretStore } from './settings/secret-store.ts';
import type { SettingsStore } from './settings/settings-store.ts';

/** A store as one project uses it: its settings as they are now, and its secrets. */
export type OpenStore = {
  readonly store: SecretStore;
  readonly vault: Vault;
  /** The same secrets as the rehearsal role of the store sees them: versions that are not current yet. Null where it has none. */
  readonly rehearsal: Vault | null;
};
/** @throws RequestError `arn_out_of_scope` for the masks whose account or region is not one of the store's */
export type StoreOpener = (project: string, masks: readonly LocatedMask[]) => Promise<OpenStore>;
type OpenerDeps = { readonly settings: Pick<SettingsStore, 'storesFor'>; readonly deployment: Deployment; readonly vaults: Vaults };

/** Opens stores by one read of the settings, which brings the orders to forget along: what is cached is never older than the last of them. */
export function makeStoreOpener({ settings, deployment, vaults }: OpenerDeps): StoreOpener {
  const follower = new PurgeFollower();
  return async (project, masks) => {
    const read = await settings.storesFor(project);
    for (const { secretArn } of follower.unmet(read.purges)) vaults.forget(secretArn ?? undefined);
    const store = effectiveStore(read, deployment);
    refuseAny(issuesOfScope(masks, scopeOf(store, deployment)));
    const { roleArn, rehearsalRoleArn, externalId } = store;
    const reader = { externalId, workspace: deployment.workspace, project };
    const rehearsal = rehearsalRoleArn === null ? null : vaults.vaultFor({ ...reader, roleArn: rehearsalRoleArn });
    return { store, vault: vaults.vaultFor({ ...reader, roleArn }), rehearsal };
  };
}
