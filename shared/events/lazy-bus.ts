import { storeBehaviour } from '../secrets/aws-calls.ts';
import type { EventBus } from './event.ts';

/** A bus of EventBridge, by name or ARN. Few requests have something to tell: what it takes is loaded by the first that has. */
export function makeLazyBus(bus: string): EventBus {
  let opened: Promise<EventBus> | null = null;
  return {
    publish: async (events) => {
      if (events.length === 0) return;
      opened ??= open(bus);
      await (await opened).publish(events);
    },
  };
}

async function open(bus: string): Promise<EventBus> {
  const { makeEventBridgeBus, makeEventBridgeClient } = await import('./event-bridge.ts');
  return makeEventBridgeBus(makeEventBridgeClient(storeBehaviour(Math.random)), bus);
}
