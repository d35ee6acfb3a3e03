import { describe, expect, it } from 'vitest';
import type { IamCaller } from '../../../infra/local/aws/authenticate-caller.ts';
import { type Keys, signatureOf, type Signing, type Unsigned } from '../../helpers/sign.ts';
import { ADMINISTRATOR, ANYTHING, assumed, policy, role, START, started, type Started } from './local-endpoint.ts';

const CALLER = role('Caller', { trust: policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }), policies: [ANYTHING] });
const ADDRESS = 'http://127.0.0.1:3000/iam/v1/connections';
const NOW = { at: new Date(START) };

/** Signs one request, and hands in another: the same, unless changed. */
async function judged(aws: Started, asked: Unsigned, signing: Signing, change: Partial<Unsigned> = {}): Promise<IamCaller | null> {
  const headers = await signatureOf(asked, { ...NOW, ...signing });
  const { url, method = 'GET', body = '', headers: more } = { ...asked, ...change };
  const { host, pathname, search } = new URL(url);
  const sent = new Map(Object.entries({ ...headers, host, ...more }).map(([name, value]) => [name.toLowerCase(), value]));
  return aws.authenticateCaller({ method, url: pathname + search, headers: sent, body: Buffer.from(body) });
}

async function stack(): Promise<{ readonly aws: Started; readonly keys: Required<Keys> }> {
  const aws = await started({ roles: [CALLER] });
  return { aws, keys: await assumed(aws, ADMINISTRATOR, { RoleArn: CALLER.arn, RoleSessionName: 'ci' }) };
}

it('whoever signed with a session of this stack is that session, and with a key of a role that role', async () => {
  const { aws, keys } = await stack();
  const caller = await judged(aws, { url: ADDRESS, method: 'POST', body: '{"a":"ü"}' }, { keys });
  expect(caller).toMatchObject({ accessKeyId: keys.accessKeyId, principal: { arn: 'arn:aws:sts::137149879143:assumed-role/Caller/ci' } });
  expect(caller?.principal.userId).toMatch(/^AROA[A-Z2-7]{17}:ci$/);
  expect(await judged(aws, { url: ADDRESS }, { keys: aws.issueKey(CALLER) })).not.toBeNull();
});

describe('a query is verified as it was signed,', () => {
  it.each([
    '?arn=arn%3Aaws%3Asecretsmanager%3Aus-east-1%3A137149879143%3Asecret%3Aa%2Fb-FsmeTs&limit=2',
    '?name=%C3%BC%20%2B%26%3D%2F%3F~',
    '?a-b=1&a=2&a=10&a=',
    "?q=it's(1)*!",
    '?empty&other=x',
    '?twice=a=b',
    '?mark=a?b',
  ])('%s', async (query) => {
    const { aws, keys } = await stack();
    expect(await judged(aws, { url: ADDRESS + query }, { keys })).not.toBeNull();
  });

  it('however the sender encodes it on the wire', async () => {
    const { aws, keys } = await stack();
    const signed = { url: `${ADDRESS}?arn=arn%3Aaws%3Aa%2Fb&b=x` };
    for (const query of ['?arn=arn:aws:a/b&b=x', '?b=x&arn=arn%3aaws%3aa%2fb'])
      expect(await judged(aws, signed, { keys }, { url: ADDRESS + query })).not.toBeNull();
  });

  it.each(['?a=1&b=3', '?a=1', '?a=1&b=2&c=3', '?a=1&b=2?c', '?a=1&b=2&b=2', '?a=1&b=%32%33', '?a=1&b=%', ''])('and never as %s', async (query) => {
    const { aws, keys } = await stack();
    expect(await judged(aws, { url: `${ADDRESS}?a=1&b=2` }, { keys }, { url: ADDRESS + query })).toBeNull();
  });
});

it.each(['/iam/v1/connections/a%20b', "/iam/v1/connections/it's(1)*!", '/iam/v1/connections/a%2Fb', '/iam/v1/connections/%C3%BC'])(
  'the path %s is verified',
  async (path) => {
    const { aws, keys } = await stack();
    expect(await judged(aws, { url: `http://127.0.0.1:3000${path}` }, { keys })).not.toBeNull();
  },
);

describe('nobody is', () => {
  const asked = { url: `${ADDRESS}?a=1`, method: 'POST', body: '{"a":1}' };

  it.each<readonly [string, Partial<Signing>]>([
    ['another region', { region: 'eu-west-1' }],
    ['another service', { service: 'secretsmanager' }],
    ['a time six minutes ago', { at: new Date(START - 6 * 60_000) }],
    ['a time six minutes from now', { at: new Date(START + 6 * 60_000) }],
  ])('the signer for %s', async (_, signing) => {
    const { aws, keys } = await stack();
    expect(await judged(aws, asked, { keys })).not.toBeNull();
    expect(await judged(aws, asked, { keys, ...signing })).toBeNull();
  });

  it.each<readonly [string, Readonly<Record<string, string | undefined>>]>([
    ['another secret key', { secretAccessKey: 'guessed' }],
    ['another session token', { sessionToken: 'guessed' }],
    ['no session token', { sessionToken: undefined }],
    ['a key of another stack', { accessKeyId: 'ASIALOCALAAAAAAAAAAA' }],
    ['any other key', { accessKeyId: 'AKIAIOSFODNN7EXAMPLE' }],
  ])('the signer with %s: not the administrator either', async (_, change) => {
    const { aws, keys } = await stack();
    expect(await judged(aws, asked, { keys: { ...keys, ...change } })).toBeNull();
  });

  it.each<readonly [string, Partial<Unsigned>]>([
    ['body', { body: '{"a":2}' }],
    ['path', { url: 'http://127.0.0.1:3000/iam/v1/connectors?a=1' }],
    ['path, by a second slash', { url: 'http://127.0.0.1:3000/iam//v1/connections?a=1' }],
    ['method', { method: 'PUT' }],
    ['host', { url: 'http://localhost:3000/iam/v1/connections?a=1' }],
    ['x-amz header', { headers: { 'x-amz-meta': 'x' } }],
    ['hash of the body', { body: '{"a":2}', headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }],
    ['proof: a token', { headers: { authorization: 'Bearer a.b.c' } }],
  ])('the sender of another %s than was signed', async (_, change) => {
    const { aws, keys } = await stack();
    expect(await judged(aws, asked, { keys }, change)).toBeNull();
  });

  it('the sender of an unsigned request', async () => {
    const { aws } = await stack();
    expect(
      aws.authenticateCaller({ method: 'GET', url: '/iam/v1/connections', headers: new Map([['host', '127.0.0.1:3000']]), body: new Uint8Array() }),
    ).toBeNull();
  });

  it('the holder of a session that has ended, however fresh the signature', async () => {
    const { aws } = await stack();
    const keys = await assumed(aws, ADMINISTRATOR, { RoleArn: CALLER.arn, DurationSeconds: 900 });
    for (const [seconds, isSomebody] of [
      [899, true],
      [900, false],
    ] as const) {
      aws.clock.nowMs = START + seconds * 1000;
      expect((await judged(aws, asked, { keys, at: new Date(aws.clock.nowMs) })) !== null).toBe(isSomebody);
    }
  });
});

it('a stack whose clock was advanced takes signatures by the machine’s clock as well as by its own', async () => {
  const aws = await started({ roles: [CALLER], aheadMs: () => 3_600_000 });
  const keys = aws.issueKey(CALLER);
  for (const [minutes, isSomebody] of [
    [0, true],
    [-60, true],
    [-30, false],
    [-66, false],
  ] as const)
    expect((await judged(aws, { url: ADDRESS }, { keys, at: new Date(START + minutes * 60_000) })) !== null).toBe(isSomebody);
});
