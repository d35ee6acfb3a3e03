import { expect, it } from 'vitest';
import { makeAttemptBudget } from '../../shared/attempts/attempts.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { destinationsOf } from '../../shared/connectors/destinations.ts';
import { checkConnection } from '../../shared/connections/check-connection.ts';
import type { Connection } from '../../shared/connections/connection.ts';
import type { Journal } from '../../shared/journal.ts';
import { makeVerifyDeps } from '../../shared/verify-deps.ts';
import { makeMemoryAttemptStore } from '../helpers/stores/memory-attempt-store.ts';
import { MASK, NEW } from '../helpers/stored-connections.ts';

const check = { catalogue: makeCatalogue(), scope: { accounts: ['137149879143'], regions: ['us-east-1'] } };
const OAUTH = { tokenUrl: 'https://login.example.com/token', clientId: MASK, clientSecret: MASK };

type Tested = Pick<Connection, 'connector' | 'config'> & { readonly method?: string };
/** What happens when a test is bound whose hosts are admitted so. */
async function bound(connection: Tested, admit: (hosts: readonly string[]) => Promise<void>) {
  const opened: string[] = [];
  const openStore = async (project: string): Promise<never> => {
    opened.push(project);
    throw new Error('opened');
  };
  const attempts = makeAttemptBudget({ store: makeMemoryAttemptStore(), now: () => 0, uuid: () => 'a' });
  const egress = { privateCidrs: [], furtherPorts: [], localTargets: [] };
  const journal: Journal = { begin: async () => undefined, end: async (_, verification) => verification };
  const deps = makeVerifyDeps({ check, egress, openStore, attempts })({ project: 'demo', requestId: 'r', journal, budget: { windowMs: 1 }, admit });
  const checked = checkConnection({ id: null, project: 'demo', method: undefined, ...connection }, check);
  const destinations = destinationsOf(checked.connector, checked.method, checked.plain);
  const end = await deps.bind({ ...checked, destinations }).catch((error: Error) => error.message);
  return { opened, end };
}

it('the hosts of a test by hand are admitted before its store is opened, each once', async () => {
  const asked: (readonly string[])[] = [];
  const admit = async (hosts: readonly string[]): Promise<void> => void asked.push(hosts);
  expect(await bound(NEW, admit)).toEqual({ opened: ['demo'], end: 'opened' });
  const two = { connector: 'generic-http', method: 'oauth2_client_credentials', config: { baseUrl: 'https://api.example.com:8443', path: '/', ...OAUTH } };
  await bound(two, admit);
  expect(asked).toEqual([['jira.example.com'], ['login.example.com', 'api.example.com:8443']]);
});

it('where they are not, no store is opened', async () => {
  const refused = await bound(NEW, () => Promise.reject(new Error('not now')));
  expect(refused).toEqual({ opened: [], end: 'not now' });
});
