import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { makeAttemptBudget } from '../../shared/attempts/attempts.ts';
import { readChannels, readSettings, readTables } from '../../shared/config.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { makeLazyBus } from '../../shared/events/lazy-bus.ts';
import { makeHostGate } from '../../shared/hosts/gate.ts';
import { gated } from '../../shared/hosts/gated-probe.ts';
import { logFailure } from '../../shared/log.ts';
import { makeStoreOpener } from '../../shared/open-store.ts';
import { completeRun } from '../../shared/runs/complete-run.ts';
import { storeBehaviour } from '../../shared/secrets/aws-calls.ts';
import { makeVaults } from '../../shared/secrets/vault.ts';
import { makeVerifyDeps, type Sending } from '../../shared/verify-deps.ts';
import { workBatch } from '../../shared/work/batch.ts';
import { makeLanes } from '../../shared/work/lanes.ts';
import { tellBatch, timingRotations } from '../../shared/work/tell.ts';
import { makeWorkStores } from '../../shared/work-stores.ts';

const settings = readSettings();
const { verificationQueue: usual, slowQueue: slow, eventBus } = readChannels(['verificationQueue', 'slowQueue', 'eventBus']);
const stores = makeWorkStores(readTables(['connections', 'verifications', 'settings', 'attempts', 'hosts', 'runs']), settings.retention);
const clocks = { now: Date.now, random: Math.random, uuid: randomUUID, wait };
const check = { catalogue: makeCatalogue(), scope: settings.scope };
const openStore = makeStoreOpener({ settings: stores.settings, deployment: settings, vaults: makeVaults(clocks) });
const attempts = makeAttemptBudget({ ...clocks, store: stores.attempts });
const gate = makeHostGate({ ...clocks, store: stores.hosts });
const around = (sending: Sending, mayRetry: () => boolean): Sending => gated(sending, { ...clocks, gate, mayRetry });
const verifyDepsFor = makeVerifyDeps({ check, egress: settings.egress, openStore, attempts, around });
const events = timingRotations(makeLazyBus(eventBus));
const lanes = makeLanes(new SQSClient(storeBehaviour(Math.random)), { usual, slow });
const deps = { ...stores, ...clocks, events, lanes, gate, verifyDepsFor, completeRun: (id: string) => completeRun(id, { ...stores, ...clocks, events }) };

export async function handler(event: SQSEvent, { awsRequestId }: Context): Promise<SQSBatchResponse> {
  const { response, worked } = await workBatch(event, awsRequestId, { ...deps, onFailure: (error) => logFailure(error, awsRequestId) });
  tellBatch(worked, awsRequestId);
  return response;
}
