import type { ProductEvent } from '../../../shared/events/event.ts';
import { gather, type GatheringDeps } from '../../../shared/runs/gather.ts';
import type { GatherMessage, QueueMessage } from '../../../shared/runs/queue.ts';
import type { RunOutcome } from '../../../shared/runs/run.ts';
import { makeMemoryConnectionStore } from '../../helpers/stores/memory-connection-store.ts';
import { makeMemoryRunStore } from '../../helpers/stores/memory-run-store.ts';
import { memberEnd, RUN_AT } from '../../helpers/stores/runs.ts';
import { storedConnection } from '../../helpers/stores/stored-connections.ts';

/** What runs rest on, in memory. Events and messages are kept as they were told and sent. */
export function runDeps() {
  const clock = { nowMs: Date.parse(RUN_AT) };
  const now = (): number => clock.nowMs;
  const runs = makeMemoryRunStore({ now });
  const [sent, pages, events]: [QueueMessage[], GatherMessage[], ProductEvent[]] = [[], [], []];
  const trouble = { queue: 0, gatherQueue: 0, events: 0 };
  const orTrouble = (what: keyof typeof trouble): void => {
    if (trouble[what] <= 0) return;
    trouble[what] -= 1;
    throw new Error(`no ${what}`);
  };
  const deps = {
    runs,
    connections: makeMemoryConnectionStore(),
    queue: {
      send: async (messages: readonly { readonly message: QueueMessage }[]) => {
        orTrouble('queue');
        sent.push(...messages.map(({ message }) => message));
        return [];
      },
    },
    gatherQueue: {
      send: async (message: GatherMessage) => {
        orTrouble('gatherQueue');
        pages.push(message);
      },
    },
    events: {
      publish: async (told: readonly ProductEvent[]) => {
        orTrouble('events');
        events.push(...told);
      },
    },
    wait: async () => {},
    now,
    uuid: () => crypto.randomUUID(),
    remainingMs: () => 30_000,
  } satisfies GatheringDeps & { readonly uuid: () => string; readonly remainingMs: () => number };
  const store = async (count: number, fields: Parameters<typeof storedConnection>[0] = {}) => {
    const connections = Array.from({ length: count }, () => storedConnection(fields));
    for (const connection of connections) await deps.connections.create(connection);
    return connections;
  };
  /** As the dispatcher does, until nothing is left to gather. */
  const gatherAll = async (): Promise<void> => {
    for (let message = pages.shift(); message; message = pages.shift()) await gather(message, deps);
  };
  /** Ends every member that was sent, as a worker does. */
  const endAll = async (outcome: RunOutcome = 'authorized', at = RUN_AT): Promise<void> => {
    for (const message of sent.splice(0)) if (message.kind === 'run') await runs.endMember(message.runId, message.connectionId, memberEnd(outcome, at));
  };
  return { deps, clock, sent, pages, events, trouble, store, gatherAll, endAll };
}
