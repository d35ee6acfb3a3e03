import type { JsonObject } from '../../../../shared/json.ts';
import type { QueueSettings } from './queue-settings.ts';
import type { QueueStore } from './queue-store.ts';

/** A request for one queue, whose sender may make it. */
export type QueueCall = {
  readonly input: JsonObject;
  readonly senderId: string;
  readonly queue: QueueSettings;
  readonly store: QueueStore;
  readonly now: () => number;
};
