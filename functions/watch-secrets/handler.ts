import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context } from 'aws-lambda';
import { readChannels, readSettings, readTables } from '../../shared/config.ts';
import { makeLazyBus } from '../../shared/events/lazy-bus.ts';
import { inBackground } from '../../shared/in-background.ts';
import { makeStoreOpener } from '../../shared/open-store.ts';
import { makeSqsGatherQueue, makeSqsQueue } from '../../shared/runs/sqs-queue.ts';
import { startRotation } from '../../shared/runs/start-rotation.ts';
import { storeBehaviour } from '../../shared/secrets/aws-calls.ts';
import { makeVaults } from '../../shared/secrets/vault.ts';
import { watchSecrets } from '../../shared/watch/watch.ts';
import { tellWatch } from '../../shared/watch/tell-watch.ts';
import { makeWatchStores } from '../../shared/watch-stores.ts';

const settings = readSettings();
const { verificationQueue, gatherQueue, eventBus } = readChannels(['verificationQueue', 'gatherQueue', 'eventBus']);
const stores = makeWatchStores(readTables(['connections', 'secretUses', 'settings', 'runs', 'watches']));
const clocks = { now: Date.now, random: Math.random, uuid: randomUUID, wait };
const sqs = new SQSClient(storeBehaviour(Math.random));
const queues = { queue: makeSqsQueue(sqs, verificationQueue), gatherQueue: makeSqsGatherQueue(sqs, gatherQueue) };
const events = makeLazyBus(eventBus);
const openStore = makeStoreOpener({ settings: stores.settings, deployment: settings, vaults: makeVaults(clocks) });
const deps = { ...stores, ...clocks, ...queues, events, openStore };

export const handler = inBackground(async (_: unknown, context: Context, log): Promise<void> => {
  const remainingMs = (): number => context.getRemainingTimeInMillis();
  const told = {
    startRotation: (moved: Parameters<typeof startRotation>[0]) => startRotation(moved, deps),
    logFailure: log,
  };
  tellWatch(await watchSecrets({ ...deps, ...told, remainingMs }), context.awsRequestId);
});
