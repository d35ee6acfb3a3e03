import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ConnectionStore } from '../../shared/connections/connection-store.ts';
import type { EventBus } from '../../shared/events/event.ts';
import { dispatchDue } from '../../shared/runs/dispatch.ts';
import type { Queue } from '../../shared/runs/queue.ts';
import type { SettingsStore } from '../../shared/settings/settings-store.ts';
import type { VerificationStore } from '../../shared/verifications/verification-store.ts';
import { workBatch } from '../../shared/work/batch.ts';
import type { WorkStores } from '../../shared/work-stores.ts';
import type { Delivery } from '../helpers/stores/memory-line.ts';
import { sqsEvent } from './sqs-event.ts';
import { embeddedGrounds } from './sweep-embedded.ts';
import { memoryGrounds } from './sweep-memory.ts';
import { bareRequestCpuMs } from './bare-requests.ts';
import { addressOf, connectionAt, EVERY_MINUTES, planOf } from './sweep-plan.ts';
import { makeSweepService } from './sweep-service.ts';

// One environment of the worker that verifies all connections of the sweep once: node sweep-worker.ts <plan as JSON> <URL of AWS> memory|embedded

/** What the worker stands on. */
export type Grounds = {
  readonly stores: Omit<WorkStores, 'connections' | 'settings'> & { readonly connections: ConnectionStore; readonly settings: SettingsStore };
  readonly events: EventBus;
  readonly queue: Queue & {
    receive(): Promise<readonly Delivery[]>;
    remove(receipts: readonly string[]): Promise<void>;
    comeBack(receipt: string, seconds: number): Promise<void>;
    dead(): number;
  };
  /** Lets go of what is of no more use. */
  forget(): void;
};
/** Times in milliseconds; `warm` without the first part. */
export type Swept = {
  readonly most: number;
  readonly verified: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly warm: { readonly verified: number; readonly cpuMs: number; readonly wallMs: number };
  /** Of one request without anything around it, right afterwards. */
  readonly bareCpuMs: number;
  /** In bytes after a collection: with the connections stored, and after each part. */
  readonly storedHeap: number;
  readonly heaps: readonly number[];
  readonly dead: number;
};

const LANES = 12;
const MINUTE_MS = 60_000;
const MINUTES_AT_ONCE = 3;
const WARM_FROM = 0.1;
const PARTS = 4;
const IDLE_MS = 20;
const TELL_EVERY = 500;
const BARE_REQUESTS = 10_000;

const [, , planText = '', url = '', kind] = process.argv;
const plan = planOf(planText);
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');
const grounds = kind === 'embedded' ? embeddedGrounds(url) : memoryGrounds();
const verdicts = new Uint8Array(plan.connections);
const outcomes: Record<string, number> = {};
let verified = 0;
let settled = 0;
let told = 0;
const tally = (name: string): number => (outcomes[name] = (outcomes[name] ?? 0) + 1);

const { verifications } = grounds.stores;
const counted: VerificationStore = {
  ...verifications,
  end: async (intent, result, verification) => {
    const ended = await verifications.end(intent, result, verification);
    if (ended === 'ended') verdicts[Number.parseInt((intent.connectionId ?? '').slice(-24), 16)]! += 1;
    return ended;
  },
};
const deps = makeSweepService({
  plan,
  url,
  stores: { ...grounds.stores, verifications: counted },
  events: grounds.events,
  comeBack: (receipt, seconds) => grounds.queue.comeBack(receipt, seconds),
  onFailure: (error) => tally(`failure ${error instanceof Error ? error.message : ''}`),
});

for (let at = 0; at < plan.connections; at += 1) {
  await grounds.stores.connections.create(connectionAt(at, plan));
  if (at % 1_000 === 0) process.send?.({ stored: at });
}
await grounds.stores.settings.addPeriod(EVERY_MINUTES);
// What storing them has asked for is no part of the sweep.
process.send?.({ stored: plan.connections });
await once(process, 'message');
process.send?.({ result: await sweep() });
process.disconnect?.();

async function sweep(): Promise<Swept> {
  const hourMs = Math.floor(Date.now() / (EVERY_MINUTES * MINUTE_MS)) * EVERY_MINUTES * MINUTE_MS;
  const storedHeap = heapBytes();
  const heaps: number[] = [];
  let from: { readonly verified: number; readonly cpuMs: number; readonly wallMs: number } | null = null;
  for (let minute = 0; minute < EVERY_MINUTES; minute += MINUTES_AT_ONCE) {
    await verifyAll(await dispatch(hourMs, minute));
    grounds.forget();
    if (!from && verified >= plan.connections * WARM_FROM) from = { verified, cpuMs: cpuMs(), wallMs: performance.now() };
    if (verified >= (plan.connections * (heaps.length + 1)) / PARTS) heaps.push(heapBytes());
  }
  const start = from ?? { verified: 0, cpuMs: 0, wallMs: 0 };
  const warm = { verified: verified - start.verified, cpuMs: cpuMs() - start.cpuMs, wallMs: performance.now() - start.wallMs };
  return {
    most: verdicts.reduce((most, each) => Math.max(most, each), 0),
    verified: verdicts.filter((each) => each > 0).length,
    outcomes,
    warm,
    bareCpuMs: await bareRequestCpuMs(`http://${addressOf(0)}:${plan.port}/bare`, BARE_REQUESTS),
    storedHeap,
    heaps,
    dead: grounds.queue.dead(),
  };
}

/** What is due in some minutes of this hour, as the dispatcher sends it; how many messages that are. */
async function dispatch(hourMs: number, first: number): Promise<number> {
  let sent = 0;
  for (let minute = first; minute < first + MINUTES_AT_ONCE; minute += 1) {
    // Its settings alone go by the clock of the minute: the lease of its tick is over at once.
    const now = (): number => hourMs + minute * MINUTE_MS;
    const dispatched = await dispatchDue({ ...grounds.stores, queue: grounds.queue, now, wait: (ms) => delay(ms), remainingMs: () => MINUTE_MS });
    sent += dispatched?.sent ?? 0;
  }
  return sent;
}

async function verifyAll(messages: number): Promise<void> {
  const goal = settled + messages;
  await Promise.all(Array.from({ length: LANES }, () => lane(goal)));
}

async function lane(goal: number): Promise<void> {
  while (settled < goal) {
    const deliveries = await grounds.queue.receive();
    if (deliveries.length === 0) {
      await delay(IDLE_MS);
      continue;
    }
    await workOn(deliveries);
    if (verified >= told + TELL_EVERY) process.send?.({ done: (told = verified) });
  }
}

async function workOn(deliveries: readonly Delivery[]): Promise<void> {
  const { response, worked } = await workBatch(sqsEvent(deliveries), 'req-1', deps);
  for (const each of worked) tally(each?.kind === 'verified' ? each.verification.code : (each?.kind ?? 'failed'));
  verified += worked.filter((each) => each?.kind === 'verified').length;
  const failed = new Set(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const done = deliveries.filter(({ messageId }) => !failed.has(messageId));
  await grounds.queue.remove(done.map(({ receipt }) => receipt));
  settled += done.length;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function heapBytes(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}
