import type { ComponentType } from 'preact';
import type { Privilege } from '../../../../shared/connections/grants.ts';
import type { Route } from '../route.ts';

export type PageProps = { readonly route: Route };
/** A page: the parts of the route it answers (":id" stands for any), its title, and its code, which is loaded when it is first opened. */
export type PageEntry = { readonly path: string; readonly title: string; readonly load: () => Promise<ComponentType<PageProps>> };
/** A link of the navigation; shown to everybody, and with the reason to whom it is not for. */
export type NavigationEntry = { readonly path: string; readonly label: string; readonly needs: Privilege };

export const HOME = 'connections';

const further = () => import('./further-pages.ts');

/** Whoever adds a page adds a line here, one in further-pages.ts, and one below if it is to stand in the navigation. The first that fits is shown. */
export const PAGES: readonly PageEntry[] = [
  { path: 'connections', title: 'Connections', load: async () => (await import('./connections/connections-page.tsx')).ConnectionsPage },
  { path: 'connections/:id', title: 'Connection', load: async () => (await further()).ConnectionPage },
  { path: 'secrets', title: 'Secrets', load: async () => (await further()).SecretsPage },
  { path: 'projects', title: 'Projects', load: async () => (await further()).ProjectsPage },
  { path: 'stores', title: 'Store of the workspace', load: async () => (await further()).StorePage },
  { path: 'stores/:project', title: 'Store', load: async () => (await further()).StorePage },
  { path: 'audit', title: 'Audit', load: async () => (await further()).AuditPage },
  { path: 'runs', title: 'Runs', load: async () => (await further()).RunsPage },
  { path: 'runs/:id', title: 'Run', load: async () => (await further()).RunPage },
  { path: 'new', title: 'New connection', load: async () => (await further()).NewPage },
  { path: 'connections/:id/edit', title: 'Edit', load: async () => (await further()).EditPage },
];

export const NAVIGATION: readonly NavigationEntry[] = [
  { path: 'connections', label: 'Connections', needs: 'connections:read' },
  { path: 'runs', label: 'Runs', needs: 'connections:test' },
  { path: 'secrets', label: 'Secrets', needs: 'connections:read' },
  { path: 'projects', label: 'Projects', needs: 'connections:read' },
  { path: 'stores', label: 'Stores', needs: 'settings:manage' },
  { path: 'audit', label: 'Audit', needs: 'settings:manage' },
];

export function pageAt(parts: readonly string[]): PageEntry | undefined {
  const asked = parts.length === 0 ? [HOME] : parts;
  return PAGES.find(({ path }) => {
    const wanted = path.split('/');
    return wanted.length === asked.length && wanted.every((part, index) => part.startsWith(':') || part === asked[index]);
  });
}
