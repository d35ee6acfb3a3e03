import { expect, it } from 'vitest';
import { send, type Sent } from '../helpers/http-request.ts';
import { useProduct } from '../helpers/product.ts';

// What a web page can send once its own name has been rebound to this machine: any path and header, and its name as Host.

const product = useProduct(async () => ({ hasSchedules: false }));
const portOf = (url: string): number => Number(new URL(url).port);
const AMZ = ['x-amz-target', 'secretsmanager.ListSecrets'] as const;

const DOORS: readonly (readonly [string, () => Sent])[] = [
  ['the API', () => ({ port: portOf(product.stack.url), target: '/v1/connectors' })],
  ['the health check', () => ({ port: portOf(product.stack.url), target: '/health' })],
  ['the token issuer', () => ({ port: portOf(product.stack.url), method: 'POST', target: '/local/token', body: '{"sub":"x","roles":["*:admin"]}' })],
  ['the embedded Secrets Manager', () => ({ port: portOf(product.stack.aws.url), method: 'POST', headers: [AMZ], body: '{}' })],
  ['the demo Jira', () => ({ port: portOf(product.stack.jira.url), target: '/rest/api/2/myself' })],
];
const REBOUND = [
  'attacker.example',
  'attacker.example:<port>',
  '127.0.0.1.attacker.example:<port>',
  'localhost.attacker.example:<port>',
  'localtest.me:<port>',
  '127.0.0.1.nip.io:<port>',
  'make-1.2.3.4-rebind-127.0.0.1-rr.1u.ms:<port>',
  'app.localhost:<port>',
  'localhost.:<port>',
  '127.1:<port>',
  '2130706433:<port>',
  '0.0.0.0:<port>',
  '[::ffff:127.0.0.1]:<port>',
  'attacker.example@127.0.0.1:<port>',
];

it.each(DOORS)('%s answers under its own name, and under none that was rebound to this machine', async (_, door) => {
  const { headers = [], ...asked } = door();
  const under = async (host: string) => (await send({ ...asked, headers: [...headers, ['host', host.replace('<port>', String(asked.port))]] })).status;
  expect(await under('127.0.0.1:<port>')).not.toBe(421);
  product.resetCounts();
  const statuses = [];
  for (const host of REBOUND) statuses.push(await under(host));
  expect(statuses).toEqual(REBOUND.map(() => 421));
  expect(product.spent()).toEqual({ reads: 0, tags: 0, sessions: 0, jira: 0 });
  expect(product.stack.aws.calls.list()).toEqual([]);
});
