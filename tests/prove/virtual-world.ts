import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import type { QueueMessage } from '../../shared/runs/queue.ts';
import type { FakeClock } from '../helpers/fake-clock.ts';
import { makeFakeClock } from '../helpers/fake-clock.ts';
import { makeMemoryAttemptStore } from '../helpers/stores/memory-attempt-store.ts';
import { makeMemoryConnectionStore } from '../helpers/stores/memory-connection-store.ts';
import { makeMemoryEventBus } from '../helpers/stores/memory-event-bus.ts';
import { makeMemoryHostStore } from '../helpers/stores/memory-host-store.ts';
import { makeMemoryQueue } from '../helpers/stores/memory-queue.ts';
import { makeMemoryRunStore } from '../helpers/stores/memory-run-store.ts';
import { makeMemorySettingsStore } from '../helpers/stores/memory-settings-store.ts';
import { makeMemoryVerificationStore } from '../helpers/stores/memory-verification-store.ts';
import { arnOf, maskOf, storedConnection } from '../helpers/stores/stored-connections.ts';
import { type Mishaps, NO_MISHAPS } from './mishaps.ts';
import { connectionId, seeded } from '../helpers/random.ts';

export type Random = () => number;
/** What a host does with a request: the HTTP status, or whatever it throws. */
export type Host = (clock: FakeClock) => Promise<number>;
type Options = {
  readonly seed: number;
  readonly hostNamed: (host: string) => Host;
  readonly mishaps?: (world: { readonly random: Random; readonly now: () => number }) => Mishaps;
  readonly isDoubled?: (message: QueueMessage, random: Random) => boolean;
};
export type World = ReturnType<typeof makeWorld>;

/** As in infra/aws/queues.yml. */
const QUEUE = { visibilityMs: 180_000, mostReceives: 20 };

/** What environments of the worker share, by a clock of its own: queue, tables, bus, targets. */
export function makeWorld({ seed, hostNamed, mishaps = () => NO_MISHAPS, isDoubled = () => false }: Options) {
  const [clock, random] = [makeFakeClock(), seeded(seed)];
  const { now } = clock;
  const queue = () => makeMemoryQueue({ now, ...QUEUE, isDoubled: (message) => isDoubled(message, random) });
  return {
    clock,
    random,
    hostNamed,
    catalogue: makeCatalogue(),
    mishaps: mishaps({ random, now }),
    queues: { usual: queue(), slow: queue() },
    stores: {
      connections: makeMemoryConnectionStore(),
      verifications: makeMemoryVerificationStore({ now }),
      runs: makeMemoryRunStore({ now }),
      settings: makeMemorySettingsStore({ now }),
      attempts: makeMemoryAttemptStore(),
      hosts: makeMemoryHostStore(),
    },
    events: makeMemoryEventBus(),
    /** The jobs that a request was sent for, in order: ids of their entries. */
    calls: [] as { readonly job: string; readonly host: string; readonly atMs: number }[],
    /** What came of deliveries, by name. */
    came: new Map<string, number>(),
    /** When each verdict was written, by its entry. */
    doneAtMs: new Map<string, number>(),
    lives: { killed: 0 },
  };
}

export function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const PROJECTS = 5;

/** A connection to a host with a secret of its own, shared with whoever names the same one. */
export function connectionTo(host: string, secret: string, options: { readonly every: string; readonly random: Random }): StoredConnection {
  const config = { baseUrl: `https://${host}`, token: maskOf(secret) };
  const { every, random } = options;
  const project = `team-${Math.floor(random() * PROJECTS)}`;
  return storedConnection({ id: connectionId(random), project, connector: 'gitlab', method: 'pat', config, schedule: { every, enabled: true } });
}

/** The secret is named after its host: "git-7.example.com--3". */
export function hostOfSecret(arn: string): string {
  const name = arn.slice(arnOf('').length - SUFFIX.length, -SUFFIX.length);
  return name.slice(0, name.indexOf('--'));
}
const SUFFIX = '-FsmeTs';
