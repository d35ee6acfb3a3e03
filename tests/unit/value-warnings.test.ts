import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { VALUE_WARNINGS } from '../../shared/errors/value-warnings.ts';
import { ResolverError } from '../../shared/errors.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import { warningsFor } from '../../shared/verifications/value-warnings.ts';
import { verifyConnection } from '../../shared/verify.ts';
import type { Verification } from '../../shared/verifications/verification.ts';
import { countedWork } from '../helpers/counted-work.ts';
import { jsonAnswer, pretendService, serviceMask } from '../helpers/pretend-service.ts';
import { ARN } from '../helpers/stored-connections.ts';
import { RSA_PEM } from './connectors/samples.ts';

const SERVICENOW = makeCatalogue().get('servicenow')!;
/** A form takes any text, so that nothing is unusable there. */
const FORM = { ...SERVICENOW, methods: SERVICENOW.methods.filter(({ id }) => id === 'client_credentials') };
const CONFIG = { instance: 'acme', clientId: serviceMask('id'), clientSecret: serviceMask('secret') };

async function tested(secret: string, status = 401, id = 'client'): Promise<Verification> {
  const { deps, connection } = pretendService(FORM, {
    values: { id, secret },
    config: CONFIG,
    hosts: 'acme.service-now.com',
    answer: () => {
      if (status === 0) throw new ResolverError('target_timeout', { host: 'acme.service-now.com' });
      return jsonAnswer(status, { error: 'invalid_client', access_token: 'issued-token', result: [] });
    },
  });
  return verifyConnection(connection, deps);
}
const codesOf = async (secret: string, status = 401): Promise<readonly string[]> => ((await tested(secret, status)).warnings ?? []).map(({ code }) => code);

describe('a value that was refused', () => {
  it.each<[value: string, codes: readonly string[]]>([
    ['s3cret\n', ['value_ends_in_newline']],
    ['s3cret\r\n', ['value_ends_in_newline']],
    ['s3cret ', ['value_has_outer_space']],
    ['\u00a0s3cret', ['value_has_outer_space']],
    ['\ns3cret', ['value_has_outer_space']],
    [' s3cret\n', ['value_ends_in_newline', 'value_has_outer_space']],
    ['"s3cret"', ['value_is_quoted']],
    ["'s3cret'\n", ['value_ends_in_newline', 'value_is_quoted']],
    ['{"token":"s3cret"}', ['value_is_json']],
    ['["s3cret"]', ['value_is_json', 'value_is_placeholder']],
    ...[
      'changeme',
      'CHANGE_ME',
      'xxx',
      'XXXXXXXX',
      '<token>',
      '${TOKEN}',
      '{{token}}',
      'your-api-key',
      'Your API key',
      'TODO',
      '***',
      'replace-me',
      'null',
    ].map((value): [string, readonly string[]] => [value, ['value_is_placeholder']]),
  ])('%j is warned of by its field', async (value, codes) => {
    const { warnings } = await tested(value);
    expect(warnings).toEqual(codes.map((code) => ({ pointer: '/config/clientSecret', code, message: new Map(Object.entries(VALUE_WARNINGS)).get(code) })));
  });

  it.each([
    's3cret',
    'pass word',
    'xx',
    'x-changeme-1',
    'password',
    'secret',
    'test',
    'yourself',
    '"',
    '""',
    '"a',
    '{not json',
    'a{"b":1}',
    '{"kty":"oct","k":"AAAA"}',
    RSA_PEM,
    randomBytes(20).toString('base64'),
    'your-'.padEnd(200, 'x1'),
  ])('%j is nothing odd', async (value) => {
    expect(await tested(value)).not.toHaveProperty('warnings');
  });

  it('is warned of once for each field, by its pointer, and nothing of it is told', async () => {
    const value = `  "${randomBytes(12).toString('hex')}"\n`;
    const verification = await tested(value, 401, value);
    expect(verification.warnings).toHaveLength(6);
    expect(new Set(verification.warnings?.map(({ pointer }) => pointer))).toEqual(new Set(['/config/clientId', '/config/clientSecret']));
    expect(JSON.stringify(verification)).not.toContain(value.slice(4, 20));
    const { steps: _, ...other } = await tested(`  "${randomBytes(40).toString('hex')}"\n`, 401, value);
    expect(other.warnings).toEqual(verification.warnings);
  });
});

it('a value that was accepted, or not judged, is not warned of', async () => {
  expect(await codesOf('s3cret\n', 200)).toEqual([]);
  for (const status of [429, 503, 0, 302]) expect(await codesOf('changeme', status)).toEqual([]);
  for (const status of [400, 401]) expect(await codesOf('changeme', status)).toEqual(['value_is_placeholder']);
});

it('a value that cannot stand in its place is warned of though nothing was sent', async () => {
  const { deps, connection, arrived } = pretendService(makeCatalogue().get('github')!, {
    values: { token: 'ghp_x\n' },
    config: { token: serviceMask('token') },
    hosts: 'api.github.com',
    answer: () => jsonAnswer(200, {}),
  });
  expect(await verifyConnection(connection, deps)).toMatchObject({
    code: 'value_unusable',
    warnings: [{ pointer: '/config/token', code: 'value_ends_in_newline' }],
  });
  expect(arrived).toEqual([]);
});

it('a mask within a longer text is judged by its value alone', async () => {
  const { deps, connection } = pretendService(makeCatalogue().get('generic-http')!, {
    values: { token: 'changeme' },
    config: { baseUrl: 'https://api.example.com', headers: { 'X-Key': `Key ${serviceMask('token')}` } },
    hosts: 'api.example.com/',
    answer: () => jsonAnswer(401, {}),
  });
  expect((await verifyConnection(connection, deps)).warnings).toEqual([
    expect.objectContaining({ pointer: '/config/headers/X-Key', code: 'value_is_placeholder' }),
  ]);
});

it('every warning is a full sentence without a fact', () => {
  for (const message of Object.values(VALUE_WARNINGS)) expect(message).toMatch(/^The value .*\.$/);
});

describe('however long a value is', () => {
  const SHAPES: readonly (readonly [head: string, repeated: string, tail: string])[] = [
    ...['{', '<', 'your-', ' ', '"', '\n', '-', 'x', '[', '{{'].flatMap((repeated) => ['', 'x'].map((tail) => ['', repeated, tail] as const)),
    ...['{', '<', '[', '${', '{{', 'your-', '"', 'x', '\n'].flatMap((head) => ['a', ' ', '\n', '-'].map((repeated) => [head, repeated, '1'] as const)),
  ];
  const AT = { pointer: '/config/token', start: 0, end: 1, keyName: 'token', path: null, secretArn: ARN };
  const judge = (value: string): unknown => warningsFor('bad_credentials', [AT], () => new Secret(value));

  it.each(SHAPES)('%j and then %j again and again and %j: twice as long costs twice the work', (head, repeated, tail) => {
    const workOf = (length: number): number => countedWork(() => judge(head + repeated.repeat(length / repeated.length) + tail));
    const [once, twice] = [workOf(30_000), workOf(60_000)];
    expect(once).toBeGreaterThan(30_000);
    expect(twice / once).toBeLessThanOrEqual(2.1);
  });

  // Four times what Secrets Manager holds: a pattern that goes back over it for each character would take longer, on any machine.
  it('no pattern goes back over it again and again', () => {
    const startedMs = performance.now();
    for (const [head, repeated, tail] of SHAPES) {
      judge(head + repeated.repeat(250_000 / repeated.length) + tail);
      expect(performance.now() - startedMs).toBeLessThan(20_000);
    }
  });
});
