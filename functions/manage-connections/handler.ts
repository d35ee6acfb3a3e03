import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { makeCallerBudgets } from '../../shared/budgets/caller-budgets.ts';
import { readChannels, readKeeperSettings, readLimits, readTables } from '../../shared/config.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { makeLazyBus } from '../../shared/events/lazy-bus.ts';
import { connectionRoutes } from '../../shared/http/connection-routes.ts';
import { replying } from '../../shared/http/reply.ts';
import { routing } from '../../shared/http/route.ts';
import { runRoutes } from '../../shared/http/run-routes.ts';
import { secretRoutes } from '../../shared/http/secret-routes.ts';
import { settingsRoutes } from '../../shared/http/settings-routes.ts';
import { makeLazyGatherQueue } from '../../shared/runs/lazy-gather-queue.ts';
import { makeStores } from '../../shared/stores.ts';

const settings = readKeeperSettings();
const { gatherQueue, eventBus } = readChannels(['gatherQueue', 'eventBus']);
const TABLES = ['connections', 'secretUses', 'verifications', 'idempotency', 'settings', 'runs', 'watches', 'budgets'] as const;
const stores = makeStores(readTables(TABLES), settings.retention);
const channels = { events: makeLazyBus(eventBus), gatherQueue: makeLazyGatherQueue(gatherQueue) };
const clocks = { now: Date.now, uuid: randomUUID, wait };
const budgets = makeCallerBudgets({ ...clocks, store: stores.spending, limits: readLimits() });
const deps = { ...stores, ...channels, ...clocks, budgets, catalogue: makeCatalogue(), deployment: settings, functionRoles: settings.functionRoles };

export const handler = replying(routing({ ...connectionRoutes(deps), ...secretRoutes(deps), ...settingsRoutes(deps), ...runRoutes(deps) }, settings.callers));
