import type { Scope } from '../connections/scope.ts';
import { type Deployment, effectiveStore, scopeOf } from './effective-store.ts';
import type { SettingsStore } from './settings-store.ts';

type ScopeDeps = { readonly settings: Pick<SettingsStore, 'storesFor'>; readonly deployment: Deployment };

/** The accounts and regions that the masks of a project's connections may name: those of the store it uses now. */
export async function projectScope(project: string, { settings, deployment }: ScopeDeps): Promise<Scope> {
  return scopeOf(effectiveStore(await settings.storesFor(project), deployment), deployment);
}
