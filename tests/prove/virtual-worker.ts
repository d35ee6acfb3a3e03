import { randomUUID } from 'node:crypto';
import { makeAttemptBudget } from '../../shared/attempts/attempts.ts';
import { withinBudget } from '../../shared/attempts/within-budget.ts';
import { bind } from '../../shared/egress/bind.ts';
import type { TargetResponse } from '../../shared/egress/exchange.ts';
import { guard } from '../../shared/egress/guard.ts';
import { gated } from '../../shared/hosts/gated-probe.ts';
import { makeHostGate } from '../../shared/hosts/gate.ts';
import type { HostGate } from '../../shared/hosts/host-gate.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import type { TestTerms, VerifyDeps } from '../../shared/verify-deps.ts';
import type { BatchDeps } from '../../shared/work/batch.ts';
import { laneOf } from '../../shared/work/lanes.ts';
import type { Lane } from '../../shared/work/slow-lane.ts';
import type { Life } from './life.ts';
import { hostOfSecret, type World } from './virtual-world.ts';

const VERSION = 'v1';
const SCOPE = { accounts: ['137149879143'], regions: ['us-east-1'] };
const NO_EXCEPTIONS = { privateCidrs: [], furtherPorts: [], localTargets: [] };

/** Wired as functions/verify-connections/handler.ts does, on the world's tables; each call of a table may fail, and ends with the environment. */
export function batchDeps(world: World, life: Life): BatchDeps {
  const { clock, random, mishaps, events, doneAtMs } = world;
  const { connections, verifications, runs, attempts, hosts } = world.stores;
  const clocks = { now: clock.now, random, uuid: randomUUID, wait: clock.wait };
  const lossy = <Key, Next>(store: { read(key: Key): Promise<Next | null>; write(key: Key, next: Next, expected: number): Promise<boolean> }) => ({
    read: life.bound((key: Key) => store.read(key)),
    write: life.bound(async (key: Key, next: Next, expected: number) => !mishaps.losesWrite() && store.write(key, next, expected)),
  });
  const budget = makeAttemptBudget({ ...clocks, store: lossy(attempts) });
  const gate = makeHostGate({ ...clocks, store: lossy(hosts) });
  return {
    now: clock.now,
    random,
    onFailure: () => {},
    lanes: lanesOf(world, life),
    gate,
    events: {
      publish: life.bound(async (told) => {
        mishaps.fail('', 'bus');
        await events.publish(told);
      }),
    },
    connections: {
      get: life.bound((id) => connections.get(id)),
      setStanding: life.bound(async (...set) => {
        mishaps.fail('', 'standing');
        return connections.setStanding(...set);
      }),
    },
    runs: {
      get: life.bound((id) => runs.get(id)),
      member: life.bound((...asked) => runs.member(...asked)),
      endMember: life.bound((...asked) => runs.endMember(...asked)),
    },
    completeRun: async () => {},
    verifications: {
      claim: life.bound(async (intent, leaseUntilMs) => {
        mishaps.fail(intent.id, 'claim');
        return verifications.claim(intent, leaseUntilMs);
      }),
      interrupt: life.bound((entry) => verifications.interrupt(entry)),
      release: life.bound((...asked) => verifications.release(...asked)),
      read: life.bound((asked) => verifications.read(asked)),
      end: life.bound(async (intent, result, verification) => {
        mishaps.fail(intent.id, 'end once');
        mishaps.fail(intent.id, 'end to the last');
        const ended = await verifications.end(intent, result, verification);
        if (ended === 'ended') doneAtMs.set(intent.id, clock.now());
        if (mishaps.crashes(intent.id, 'after the verdict')) life.end();
        return ended;
      }),
    },
    verifyDepsFor: (test) => verifyDeps(test, { world, life, gate, budget }),
  };
}

function lanesOf({ queues: { usual, slow }, mishaps }: World, life: Life): BatchDeps['lanes'] {
  const comeBack = (queue: World['queues'][Lane]) => life.bound(async (receipt: string, seconds: number) => queue.comeBack(receipt, seconds * 1_000));
  const move = life.bound(async (messages: Parameters<typeof slow.send>[0]) => {
    mishaps.fail('', 'move');
    return slow.send(messages);
  });
  return { usual: { comeBack: comeBack(usual) }, slow: { comeBack: comeBack(slow), send: move }, of: (record) => laneOf(record, '/slow') };
}

type Rest = { readonly world: World; readonly life: Life; readonly gate: HostGate; readonly budget: ReturnType<typeof makeAttemptBudget> };

function verifyDeps({ journal, entry, budget: terms }: TestTerms, { world, life, gate, budget }: Rest): VerifyDeps {
  const { clock, random, mishaps, catalogue } = world;
  const job = entry?.id ?? '';
  const failingGate: HostGate = {
    enter: async (host) => {
      mishaps.fail(job, 'gate');
      return gate.enter(host);
    },
    tell: (pass, sign) => gate.tell(pass, sign),
    isSlow: (host) => gate.isSlow(host),
  };
  const failingBudget: typeof budget = {
    ask: async (uses, asked) => {
      mishaps.fail(job, 'budget');
      return budget.ask(uses, asked);
    },
    tell: (attempt, outcome) => budget.tell(attempt, outcome),
  };
  const sending = {
    guard: (request: Parameters<typeof guard>[0]) => guard(request, { policy: NO_EXCEPTIONS, resolve: async () => ['93.184.215.14'] }),
    probe: life.bound(async ({ destination: { host } }: { readonly destination: { readonly host: string } }): Promise<TargetResponse> => {
      if (mishaps.crashes(job, 'before the call')) life.end();
      else return send({ job, host }, world, life);
      return new Promise<never>(() => {});
    }),
  };
  return {
    ...journal,
    catalogue,
    scope: SCOPE,
    entry,
    now: clock.now,
    elapsedMs: clock.now,
    uuid: randomUUID,
    bind: (request) =>
      bind(request, {
        tagsOf: async (arn) => ({ tags: new Map([['connection-hosts', hostOfSecret(arn)]]), readAtMs: clock.now() }),
        untagged: { mode: 'denied' },
        now: clock.now,
      }),
    fetchSecrets: life.bound(async ({ masks }) => {
      mishaps.fail(job, 'vault throttled');
      mishaps.fail(job, 'vault unavailable');
      const uses = masks.map(({ secretArn: arn, keyName: key, pointer: field }) => ({ arn, key, field, versionId: VERSION, versionStage: 'AWSCURRENT' }));
      return { valueOf: () => new Secret('value-of-the-proof'), uses, wasCached: false };
    }),
    withinBudget: withinBudget({ budget: failingBudget, terms, now: clock.now, wait: clock.wait, mayDefer: entry !== undefined, onFailure: () => {} }),
    ...gated(sending, { gate: failingGate, now: clock.now, random, wait: clock.wait, mayRetry: () => true }),
  };
}

/** The target is called, whoever lives to hear its answer. */
async function send(
  { job, host }: { readonly job: string; readonly host: string },
  { calls, clock, hostNamed, mishaps }: World,
  life: Life,
): Promise<TargetResponse> {
  calls.push({ job, host, atMs: clock.now() });
  const httpStatus = await hostNamed(host)(clock);
  if (mishaps.crashes(job, 'after the call')) life.end();
  return { httpStatus, headers: new Map([['content-type', 'application/json']]), bodyText: httpStatus === 200 ? '{"active":true,"revoked":false}' : '' };
}
