import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { makeAttemptBudget } from '../../shared/attempts/attempts.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import type { EventBus } from '../../shared/events/event.ts';
import { makeHostGate } from '../../shared/hosts/gate.ts';
import { gated } from '../../shared/hosts/gated-probe.ts';
import { makeStoreOpener } from '../../shared/open-store.ts';
import { makeVaults } from '../../shared/secrets/vault.ts';
import { makeVerifyDeps, type Sending } from '../../shared/verify-deps.ts';
import type { BatchDeps } from '../../shared/work/batch.ts';
import type { Lanes } from '../../shared/work/lanes.ts';
import type { WorkStores } from '../../shared/work-stores.ts';
import { ACCOUNT, CREDENTIALS, REGION } from './local-tables.ts';
import { addressOf, READER_ARN, type SweepPlan } from './sweep-plan.ts';

type Parts = {
  readonly plan: SweepPlan;
  /** Of the embedded endpoint. */
  readonly url: string;
  readonly stores: WorkStores;
  readonly events: EventBus;
  readonly comeBack: (receipt: string, seconds: number) => Promise<void>;
  readonly onFailure: (error: unknown) => void;
};

/** The worker, wired as functions/verify-connections/handler.ts does: real vault, real probe; the tables are given. */
export function makeSweepService({ plan, url, stores, events, comeBack, onFailure }: Parts): BatchDeps {
  const clocks = { now: Date.now, random: Math.random, uuid: randomUUID, wait: (ms: number): Promise<void> => wait(ms) };
  const scope = { accounts: [ACCOUNT], regions: [REGION] };
  const reader = { roleArn: READER_ARN, externalId: 'id-of-the-sweep' };
  const deployment = { workspace: 'main', reader, rehearsalRoleArn: null, scope, untagged: { mode: 'denied' } as const };
  const vaults = makeVaults({ ...clocks, secretsManager: { endpoint: url }, sts: { endpoint: url, region: REGION, credentials: CREDENTIALS } });
  const gate = makeHostGate({ ...clocks, store: stores.hosts });
  const localTargets = Array.from({ length: plan.hosts }, (_, host) => `${addressOf(host)}:${plan.port}`);
  const verifyDepsFor = makeVerifyDeps({
    check: { catalogue: makeCatalogue(), scope },
    egress: { privateCidrs: [], furtherPorts: [], localTargets },
    openStore: makeStoreOpener({ settings: stores.settings, deployment, vaults }),
    attempts: makeAttemptBudget({ ...clocks, store: stores.attempts }),
    around: (sending: Sending, mayRetry: () => boolean): Sending => gated(sending, { ...clocks, gate, mayRetry }),
  });
  // One lane: the proof has one queue.
  const lanes: Lanes = { usual: { comeBack }, slow: { comeBack, send: async (moved) => moved }, of: () => 'slow' };
  return { ...stores, ...clocks, events, verifyDepsFor, lanes, gate, completeRun: async () => {}, onFailure };
}
