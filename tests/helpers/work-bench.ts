import { randomUUID } from 'node:crypto';
import { makeAttemptBudget } from '../../shared/attempts/attempts.ts';
import { withinBudget } from '../../shared/attempts/within-budget.ts';
import type { StoredConnection } from '../../shared/connections/stored-connection.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { bind } from '../../shared/egress/bind.ts';
import type { TargetResponse } from '../../shared/egress/exchange.ts';
import { guard } from '../../shared/egress/guard.ts';
import { completeRun } from '../../shared/runs/complete-run.ts';
import type { QueueMessage } from '../../shared/runs/queue.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import type { TestTerms, VerifyDeps } from '../../shared/verify-deps.ts';
import type { Delivered, WorkDeps, Worked } from '../../shared/work/work.ts';
import { work } from '../../shared/work/work.ts';
import { makeMemoryAttemptStore } from './stores/memory-attempt-store.ts';
import { makeMemoryConnectionStore } from './stores/memory-connection-store.ts';
import { makeMemoryEventBus } from './stores/memory-event-bus.ts';
import { makeMemoryRunStore } from './stores/memory-run-store.ts';
import { makeMemoryVerificationStore } from './stores/memory-verification-store.ts';
import { arnOf, maskOf, newId, storedConnection } from './stores/stored-connections.ts';

export const NOON = Date.UTC(2026, 10, 23, 12);
export const MINUTE = 60_000;
const ACCEPTED: TargetResponse = {
  httpStatus: 200,
  headers: new Map([['content-type', 'application/json']]),
  bodyText: '{"active":true,"revoked":false}',
};
export const answering = (httpStatus: number): TargetResponse => ({ ...ACCEPTED, httpStatus, ...(httpStatus !== 200 && { bodyText: '' }) });

export type WorkBench = ReturnType<typeof makeWorkBench>;

/** The worker on stores in memory, a movable clock, and a vault and a target in place of the network. */
export function makeWorkBench() {
  const clock = { ms: NOON };
  const now = (): number => clock.ms;
  const stores = {
    connections: makeMemoryConnectionStore(),
    verifications: makeMemoryVerificationStore({ now }),
    runs: makeMemoryRunStore({ now }),
  };
  const events = makeMemoryEventBus();
  const vault = { version: 'v1', trouble: null as Error | null, reads: 0 };
  const target = {
    calls: [] as string[],
    /** What a host answers; it may take its time, or fail. */
    answer: async (_host: string): Promise<TargetResponse> => ACCEPTED,
  };
  const budget = makeAttemptBudget({ store: makeMemoryAttemptStore(), now, uuid: randomUUID });
  const wait = async (ms: number): Promise<void> => void (clock.ms += ms);
  const failures: unknown[] = [];
  const verifyDepsFor = ({ journal, entry, budget: terms }: TestTerms): VerifyDeps => ({
    catalogue: makeCatalogue(),
    scope: { accounts: ['137149879143'], regions: ['us-east-1'] },
    ...journal,
    entry,
    now,
    elapsedMs: () => clock.ms,
    uuid: randomUUID,
    bind: (request) =>
      bind(request, { tagsOf: async () => ({ tags: new Map([['connection-hosts', HOSTS.join(' ')]]), readAtMs: 0 }), untagged: { mode: 'denied' }, now }),
    fetchSecrets: async ({ masks }) => {
      vault.reads += 1;
      if (vault.trouble) throw vault.trouble;
      const uses = masks.map((mask) => ({ arn: mask.secretArn, key: mask.keyName, field: mask.pointer, versionId: vault.version, versionStage: 'AWSCURRENT' }));
      return { valueOf: () => new Secret('canary-5f2c1a77e0d94b6c'), uses, wasCached: false };
    },
    withinBudget: withinBudget({ budget, terms, now, wait, mayDefer: entry !== undefined, onFailure: (error) => void failures.push(error) }),
    guard: (request) => guard(request, { policy: { privateCidrs: [], furtherPorts: [], localTargets: [] }, resolve: async () => ['93.184.215.14'] }),
    probe: async ({ destination }) => {
      target.calls.push(destination.host);
      return target.answer(destination.host);
    },
  });
  /** Hosts that take their time. */
  const slow = new Set<string>();
  const deps: WorkDeps = {
    ...stores,
    gate: { isSlow: async (host) => slow.has(host) },
    events,
    now,
    verifyDepsFor,
    completeRun: (id) => completeRun(id, { ...stores, events, now }),
  };
  const deliver = (message: unknown, comings = 1, over: Partial<WorkDeps> = {}, as: Partial<Delivered> = {}): Promise<Worked> => {
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    const delivered: Delivered = { body, comings, requestId: 'req-1', lane: 'usual', ...as };
    return work(delivered, { ...deps, ...over });
  };
  const add = async (fields: Partial<StoredConnection> = {}, host: string = HOSTS[0]): Promise<StoredConnection> => {
    const config = { baseUrl: `https://${host}`, token: maskOf('jira') };
    const connection = storedConnection({ id: newId(), connector: 'gitlab', method: 'pat', config, schedule: EVERY_15, ...fields });
    await stores.connections.create(connection);
    return connection;
  };
  const standingOf = async ({ id }: StoredConnection) => (await stores.connections.get(id))?.standing;
  return { clock, stores, events, vault, target, slow, deps, deliver, add, standingOf, failures };
}

export const HOSTS = ['git.example.com', 'git.example.org', 'git.example.net'] as const;
export const EVERY_15 = { every: 'PT15M', enabled: true };
export const SECRET = arnOf('jira');

/** The message of the window that is current at a time. */
export function dueMessage({ id }: StoredConnection, atMs = NOON, everyMinutes = 15): QueueMessage {
  return { v: 1, kind: 'scheduled', connectionId: id, window: Math.floor(atMs / (everyMinutes * MINUTE)), everyMinutes };
}
