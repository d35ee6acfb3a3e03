import type { CheckDeps } from '../connections/check-connection.ts';
import type { Stores } from '../stores.ts';

/** What the routes of stored connections rest on. `now` in milliseconds. */
export type ConnectionDeps = CheckDeps & Stores & { readonly now: () => number; readonly uuid: () => string };
