import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach } from 'vitest';
import { CallLog } from '../../../infra/local/aws/calls.ts';
import { makeDispatch } from '../../../infra/local/aws/dispatch.ts';
import { FaultPlan } from '../../../infra/local/aws/faults.ts';
import { listen } from '../../../infra/local/aws/http-server.ts';
import { KeyRing } from '../../../infra/local/aws/keys.ts';
import { sessionPrincipal } from '../../../infra/local/aws/principals.ts';
import { clockTimers, type Timers } from '../../../infra/local/aws/sqs/clock-timers.ts';
import { queueLogIn } from '../../../infra/local/aws/sqs/queue-log.ts';
import { QUEUE_DEFAULTS, type QueueSettings } from '../../../infra/local/aws/sqs/queue-settings.ts';
import { QueueStore } from '../../../infra/local/aws/sqs/queue-store.ts';
import { queuesService } from '../../../infra/local/aws/sqs/queues-service.ts';
import type { LocalRole } from '../../../infra/local/aws/template-roles.ts';
import { ACCOUNT, ADMINISTRATOR, type Keys, START } from './local-endpoint.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

export type StandingClock = { nowMs: number };
export type OpenQueues = {
  readonly store: QueueStore;
  readonly timers: Timers;
  readonly clock: StandingClock;
  /** Moves the clock and tells the timers. */
  readonly advance: (seconds: number) => void;
  readonly close: () => Promise<void> | void;
};
export type ServedQueues = OpenQueues & {
  readonly url: string;
  readonly calls: CallLog;
  readonly faults: FaultPlan;
  client(credentials?: Keys, region?: string): SQSClient;
  keysOf(role: LocalRole): Keys;
};
type Options = { readonly queues?: readonly QueueSettings[]; readonly directory?: string | null; readonly clock?: StandingClock };

export function queueSettings(name: string, rest: Partial<QueueSettings> = {}): QueueSettings {
  return { ...QUEUE_DEFAULTS, name, arn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`, ...rest };
}

/** Queues with a clock that stands still; closed after the test. */
export function openQueues(options: Options = {}): OpenQueues {
  const open = queuesOf(options);
  closers.push(open.close);
  return open;
}

/** The same behind the embedded endpoint's own server; closed after the test. */
export async function servedQueues(options: Options = {}): Promise<ServedQueues> {
  const served = await serveQueues(options);
  closers.push(served.close);
  return served;
}

/** As `servedQueues`, and the caller's to close. */
export async function serveQueues(options: Options = {}): Promise<ServedQueues> {
  const open = queuesOf(options);
  const [keys, calls, faults] = [new KeyRing(), new CallLog(), new FaultPlan()];
  const now = (): number => open.clock.nowMs;
  let origin = '';
  const service = queuesService({ store: open.store, home: { account: ACCOUNT, region: 'us-east-1' }, now, origin: () => origin });
  const server = await listen(0, makeDispatch({ services: [service], auth: { keys, account: ACCOUNT, region: 'us-east-1', now }, calls, faults }));
  origin = server.url;
  const clients: SQSClient[] = [];
  const client = (credentials: Keys = ADMINISTRATOR, region = 'us-east-1'): SQSClient => {
    const made = new SQSClient({ endpoint: origin, region, credentials, maxAttempts: 1 });
    clients.push(made);
    return made;
  };
  const keysOf = (role: LocalRole): Keys => {
    const session = { role, name: 's', userId: 'AROALOCALFUNCTION', tags: new Map(), transitiveTags: new Map(), sessionPolicies: [] };
    const { accessKeyId, secretAccessKey } = keys.issue(sessionPrincipal(session));
    return { accessKeyId, secretAccessKey };
  };
  const close = async (): Promise<void> => {
    for (const one of clients.splice(0)) one.destroy();
    await open.close();
    await server.close();
  };
  return { ...open, url: origin, calls, faults, client, keysOf, close };
}

function queuesOf({ queues = [], directory = null, clock = { nowMs: START } }: Options): OpenQueues {
  const timers = clockTimers(() => clock.nowMs);
  const store = new QueueStore({ queues, log: directory === null ? null : queueLogIn(directory), timers, now: () => clock.nowMs });
  let isOpen = true;
  const close = (): void => {
    if (isOpen) store.close();
    timers.close();
    isOpen = false;
  };
  const advance = (seconds: number): void => {
    clock.nowMs += seconds * 1000;
    timers.moved();
  };
  return { store, timers, clock, advance, close };
}
