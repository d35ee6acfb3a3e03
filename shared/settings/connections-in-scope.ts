import type { ConnectionStore } from '../connections/connection-store.ts';
import type { StoredConnection } from '../connections/stored-connection.ts';
import type { SettingsStore } from './settings-store.ts';

export type ScopeDeps = { readonly connections: Pick<ConnectionStore, 'list'>; readonly settings: Pick<SettingsStore, 'storesFor'> };

/** `met`: how many were looked at for these. */
export type ScopePage = { readonly items: readonly StoredConnection[]; readonly met: number; readonly isLast: boolean };

const PAGE = 100;

/** The connections that use a project's store, or the workspace's (null): then those of the projects without one of their own. A page at a time. */
export async function* connectionsInScope(project: string | null, { connections, settings }: ScopeDeps): AsyncGenerator<ScopePage> {
  const hasOwnStore = new Map<string, boolean>();
  for (let after: string | null | undefined; after !== null;) {
    const page = await connections.list({ projects: project === null ? null : [project] }, { limit: PAGE, after: after ?? null });
    if (project === null) {
      const unknown = new Set(page.items.map((connection) => connection.project).filter((name) => !hasOwnStore.has(name)));
      for (const name of unknown) hasOwnStore.set(name, (await settings.storesFor(name)).projectStore !== null);
    }
    yield { items: page.items.filter((connection) => hasOwnStore.get(connection.project) !== true), met: page.items.length, isLast: page.next === null };
    after = page.next;
  }
}
