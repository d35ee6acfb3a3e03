import { EventBridgeClient, type EventBridgeClientConfig, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { EventBus, ProductEvent } from './event.ts';

const SOURCE = 'secret-mask-resolver';

/** `bus` is the name or the ARN of an event bus. */
export function makeEventBridgeBus(client: Pick<EventBridgeClient, 'send'>, bus: string): EventBus {
  return {
    publish: async (events) => {
      if (events.length === 0) return;
      const { FailedEntryCount: failed = 0 } = await client.send(new PutEventsCommand({ Entries: events.map((event) => entryOf(event, bus)) }));
      if (failed > 0) throw new Error(`EventBridge has not taken ${failed} of ${events.length} events.`);
    },
  };
}

/** A client, for who loads this file late, and with it all that publishing takes. */
export function makeEventBridgeClient(config: EventBridgeClientConfig): EventBridgeClient {
  return new EventBridgeClient(config);
}

/** What is about a secret names it as its resource, so that a rule can pick its events. */
function entryOf({ type, detail }: ProductEvent, bus: string): PutEventsRequestEntry {
  return {
    EventBusName: bus,
    Source: SOURCE,
    DetailType: type,
    Detail: JSON.stringify(detail),
    Resources: 'secretArn' in detail ? [detail.secretArn] : [],
    ...('at' in detail && { Time: new Date(detail.at) }),
  };
}
