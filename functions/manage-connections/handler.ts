import { randomUUID } from 'node:crypto';
import { readKeeperSettings, readKeeperTables } from '../../shared/config.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { connectionRoutes } from '../../shared/http/connection-routes.ts';
import { replying } from '../../shared/http/reply.ts';
import { routing } from '../../shared/http/route.ts';
import { secretRoutes } from '../../shared/http/secret-routes.ts';
import { settingsRoutes } from '../../shared/http/settings-routes.ts';
import { makeStores } from '../../shared/stores.ts';

const settings = readKeeperSettings();
const stores = makeStores(readKeeperTables(), settings.retention);
const { functionRoles } = settings;
const deps = { ...stores, catalogue: makeCatalogue(), deployment: settings, functionRoles, now: Date.now, uuid: randomUUID };

export const handler = replying(routing({ ...connectionRoutes(deps), ...secretRoutes(deps), ...settingsRoutes(deps) }, settings.callers));
