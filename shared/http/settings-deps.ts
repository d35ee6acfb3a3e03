import type { PolicyDeps } from '../settings/policies.ts';
import type { Stores } from '../stores.ts';

/** What the routes of projects and stores rest on. `now` in milliseconds. */
export type SettingsDeps = Pick<Stores, 'connections' | 'settings'> & PolicyDeps & { readonly now: () => number };
