import type { EventBus, ProductEvent } from '../../../shared/events/event.ts';

export type MemoryEventBus = EventBus & {
  /** All that was taken, in order; an event that is told again is there again. */
  readonly published: readonly ProductEvent[];
};

/** Takes what `isTaken` lets it, and fails where that is not all, as EventBridge does. */
export function makeMemoryEventBus({ isTaken = () => true }: { readonly isTaken?: (event: ProductEvent) => boolean } = {}): MemoryEventBus {
  const published: string[] = [];
  return {
    get published() {
      return published.map((json): ProductEvent => JSON.parse(json));
    },
    publish: async (events) => {
      if (events.length > 10) throw new Error('At most ten events are taken at once.');
      const taken = events.filter((event) => isTaken(event));
      published.push(...taken.map((event) => JSON.stringify(event)));
      if (taken.length < events.length) throw new Error(`${events.length - taken.length} events were not taken.`);
    },
  };
}
