import type { CheckDeps } from '../connections/check-connection.ts';
import type { EventBus } from '../events/event.ts';
import type { Deployment } from '../settings/effective-store.ts';
import type { Stores } from '../stores.ts';

/** What the routes of stored connections rest on. `now` in milliseconds. */
export type ConnectionDeps = Pick<CheckDeps, 'catalogue'> &
  Stores & { readonly events: EventBus; readonly deployment: Deployment; readonly now: () => number; readonly uuid: () => string };
