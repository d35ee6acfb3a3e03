import { randomUUID } from 'node:crypto';
import { readSettings, readTables } from '../../shared/config.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { replying } from '../../shared/http/reply.ts';
import { routing } from '../../shared/http/route.ts';
import { testRoutes } from '../../shared/http/test-routes.ts';
import { vaultRoutes } from '../../shared/http/vault-routes.ts';
import { makeStoreOpener } from '../../shared/open-store.ts';
import { makeVaults } from '../../shared/secrets/vault.ts';
import { makeTestStores } from '../../shared/test-stores.ts';
import { makeVerifyDeps } from '../../shared/verify-deps.ts';

const settings = readSettings();
const stores = makeTestStores(readTables(), settings.retention);
const vaults = makeVaults({ now: Date.now, random: Math.random });
const check = { catalogue: makeCatalogue(), scope: settings.scope };
const openStore = makeStoreOpener({ settings: stores.settings, deployment: settings, vaults });
const deps = { ...stores, check, verifyDepsFor: makeVerifyDeps({ ...stores, check, egress: settings.egress, openStore }), now: Date.now };
const vaultDeps = { ...stores, deployment: settings, vaults, openStore, now: Date.now, uuid: randomUUID };

export const handler = replying(routing({ ...testRoutes(deps), ...vaultRoutes(vaultDeps) }, settings.callers));
