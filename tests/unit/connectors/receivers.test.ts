import { describe, expect, it } from 'vitest';
import { type Receiver, RECEIVERS } from './receivers.ts';
import { sampleTexts, seen, type Seen, wayOf } from './samples.ts';

type Known = Readonly<Record<string, string>>;
type Row = { readonly id: string; readonly by: string; readonly receiver: Receiver; readonly facts: Known; readonly secret: string; readonly also: Known };
const row = (id: string, by: string, receiver: Receiver, rest: Partial<Row> & Pick<Row, 'secret'>): Row => ({ id, by, receiver, facts: {}, also: {}, ...rest });

const OCIDS = { tenancyOcid: 'ocid1.tenancy.oc1..t', userOcid: 'ocid1.user.oc1..u', fingerprint: '20:3b' };
const ROWS: readonly Row[] = [
  row('github-app', 'app_jwt', RECEIVERS.github, { facts: { appId: '123456' }, secret: 'appId' }),
  row('ghost', 'admin_key', RECEIVERS.ghost, { secret: 'adminApiKey' }),
  row('snowflake', 'key_pair', RECEIVERS.snowflake, { facts: { subject: 'ACME-PROD.JANE' }, secret: 'user', also: { user: 'jane' } }),
  row('snowflake', 'key_pair', RECEIVERS.snowflake, {
    facts: { subject: 'XY12345.JANE' },
    secret: 'user',
    also: { user: 'jane', account: 'xy12345.eu-central-1' },
  }),
  row('magento', 'oauth1', RECEIVERS.oauth1, { facts: { tokenSecret: 'sample-accessTokenSecret' }, secret: 'accessTokenSecret' }),
  row('netsuite', 'tba', RECEIVERS.oauth1, { facts: { realm: '1234567_SB1' }, secret: 'consumerSecret' }),
  row('duo', 'hmac', RECEIVERS.duo, { secret: 'secretKey' }),
  row('alibaba-cloud', 'access_key', RECEIVERS.alibaba, { secret: 'accessKeySecret' }),
  row('alibaba-cloud', 'access_key', RECEIVERS.alibaba, { secret: 'accessKeySecret', also: { securityToken: 'temporary/+=' } }),
  row('azure-storage', 'shared_key', RECEIVERS.azure, { secret: 'accountKey' }),
  row('oracle-cloud', 'api_signing_key', RECEIVERS.oracle, {
    facts: { keyId: 'ocid1.tenancy.oc1..t/ocid1.user.oc1..u/20:3b' },
    secret: 'fingerprint',
    also: OCIDS,
  }),
  row('mongodb-atlas', 'digest', RECEIVERS.atlas, { secret: 'privateKey', also: { privateKey: 'a1b2-c3' } }),
];

/** Another value for a field of the same form. */
const OTHERS: Readonly<Record<string, string>> = { adminApiKey: `${'5f'.repeat(12)}:${'b2'.repeat(32)}`, accountKey: 'b3RoZXI=' };

describe.each(ROWS)('what $id gets by $by', ({ id, by, receiver, facts, secret, also }) => {
  const way = wayOf(id, by);
  const known: Known = { ...sampleTexts(way.connector, way.method), ...also, ...facts };

  it('is what it works out itself from the request', async () => {
    expect(await receiver(await seen(way, also), known)).toBe(true);
  });

  it('is not taken where the credential is another one', async () => {
    expect(await receiver(await seen(way, { ...also, [secret]: OTHERS[secret] ?? 'another' }), known)).toBe(false);
  });
});

describe.each(ROWS.filter(({ by }) => !['app_jwt', 'admin_key', 'key_pair'].includes(by)))('the proof for $id by $by', ({ id, by, receiver, facts, also }) => {
  const way = wayOf(id, by);
  const known: Known = { ...sampleTexts(way.connector, way.method), ...also, ...facts };

  it.each<[string, (request: Seen) => Partial<Seen>]>([
    ['method', () => ({ method: 'DELETE' })],
    ['path', ({ path }) => ({ path: `${path}x` })],
    ['query', ({ query }) => ({ query: query === '' ? 'x=1' : `${query}&x=1` })],
  ])('holds for no other %s', async (_, changed) => {
    const request = await seen(way, also);
    expect(await receiver({ ...request, ...changed(request) }, known)).toBe(false);
  });
});

it('a parameter that needs encoding is signed as it is sent', async () => {
  const signing = ROWS.filter(({ by }) => ['oauth1', 'tba', 'hmac', 'access_key', 'api_signing_key'].includes(by));
  for (const { id, by, receiver, facts, also } of signing) {
    const { connector, method } = wayOf(id, by);
    const probe = { ...connector.probe, query: { 'a b': "é!'()*~", A: '1', 'a+': 'x=&/', empty: '${none?}' } };
    const known: Known = { ...sampleTexts(connector, method), ...also, ...facts };
    expect([id, await receiver(await seen({ connector: { ...connector, probe }, method }, also), known)]).toEqual([id, true]);
  }
  expect(signing.length).toBeGreaterThanOrEqual(5);
});
