import { randomUUID } from 'node:crypto';
import { readKeeperSettings, readTables } from '../../shared/config.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { connectionRoutes } from '../../shared/http/connection-routes.ts';
import { replying } from '../../shared/http/reply.ts';
import { routing } from '../../shared/http/route.ts';
import { makeStores } from '../../shared/stores.ts';

const { scope, rolesClaim } = readKeeperSettings();
const deps = { ...makeStores(readTables()), catalogue: makeCatalogue(), scope, now: Date.now, uuid: randomUUID };

export const handler = replying(routing(connectionRoutes(deps), rolesClaim));
