import { readSettings, readTables } from '../../shared/config.ts';
import { replying } from '../../shared/http/reply.ts';
import { routing } from '../../shared/http/route.ts';
import { testRoutes } from '../../shared/http/test-routes.ts';
import { makeStores } from '../../shared/stores.ts';
import { makeVerifyDeps } from '../../shared/verify-deps.ts';

const settings = readSettings();
const deps = { ...makeStores(readTables()), verifyDepsFor: makeVerifyDeps(settings), now: Date.now, historyDays: settings.historyDays };

export const handler = replying(routing(testRoutes(deps), settings.rolesClaim));
