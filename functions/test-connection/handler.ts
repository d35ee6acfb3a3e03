import { randomUUID } from 'node:crypto';
import { makeAttemptBudget } from '../../shared/attempts/attempts.ts';
import { readChannels, readSettings, readTables } from '../../shared/config.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { makeLazyBus } from '../../shared/events/lazy-bus.ts';
import { replying } from '../../shared/http/reply.ts';
import { routing } from '../../shared/http/route.ts';
import { testRoutes } from '../../shared/http/test-routes.ts';
import { vaultRoutes } from '../../shared/http/vault-routes.ts';
import type { TestOf } from '../../shared/journal.ts';
import { makeStoreOpener } from '../../shared/open-store.ts';
import { makeVaults } from '../../shared/secrets/vault.ts';
import { byHand } from '../../shared/test-by-hand.ts';
import { makeTestStores } from '../../shared/test-stores.ts';
import { makeVerifyDeps } from '../../shared/verify-deps.ts';

const settings = readSettings();
const { eventBus } = readChannels(['eventBus']);
const stores = makeTestStores(readTables(['connections', 'secretUses', 'verifications', 'idempotency', 'settings', 'attempts']), settings.retention);
const clocks = { now: Date.now, random: Math.random, uuid: randomUUID };
const vaults = makeVaults(clocks);
const check = { catalogue: makeCatalogue(), scope: settings.scope };
const openStore = makeStoreOpener({ settings: stores.settings, deployment: settings, vaults });
const makeDeps = makeVerifyDeps({ check, egress: settings.egress, openStore, attempts: makeAttemptBudget({ ...clocks, store: stores.attempts }) });
const verifyDepsFor = (test: TestOf) => makeDeps(byHand(test, stores.verifications));
const deps = { ...stores, ...clocks, check, verifyDepsFor, events: makeLazyBus(eventBus) };

export const handler = replying(routing({ ...testRoutes(deps), ...vaultRoutes({ ...deps, deployment: settings, vaults, openStore }) }, settings.callers));
