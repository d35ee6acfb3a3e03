import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { GUIDE } from '../../infra/local/seed.ts';
import { type Loose, maskOf, useProduct } from '../helpers/product.ts';
import { startTarget, type Target } from '../helpers/target.ts';

let target: Target;
const product = useProduct(async () => {
  target = await startTarget((_, response) => response.end('{}'));
  return { localTargets: [target.host], hasSchedules: false };
});

const MASK = maskOf(GUIDE.key, GUIDE.arn);
const jira = (personalAccessToken: unknown, more: Record<string, unknown> = {}) => ({
  connector: 'jira-dc',
  config: { baseUrl: product.stack.jira.url, personalAccessToken, ...more },
});
const ARN_BODY = 'aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials';

type Row = readonly [name: string, code: string, httpStatus: number, body: () => unknown];
const REQUESTS: readonly Row[] = [
  ['malformed JSON', 'body_invalid', 400, () => '{"connector":'],
  ['an empty body', 'body_invalid', 400, () => ''],
  ['a property twice', 'body_invalid', 400, () => '{"connector":"jira-dc","connector":"github","config":{}}'],
  ['a 300 KB body', 'body_too_large', 413, () => jira(MASK, { baseUrl: `https://${'a'.repeat(300_000)}` })],
  ['an unknown connector', 'connector_unknown', 422, () => ({ ...jira(MASK), connector: 'nothing-such' })],
  ['an unknown method', 'schema_invalid', 400, () => ({ ...jira(MASK), method: 'telepathy' })],
  ['an unknown property', 'schema_invalid', 400, () => ({ ...jira(MASK), colour: 'red' })],
  ['an unknown field', 'schema_invalid', 400, () => jira(MASK, { colour: 'red' })],
  ['a missing field', 'schema_invalid', 400, () => ({ connector: 'jira-dc', config: { personalAccessToken: MASK } })],
  ['a number for text', 'schema_invalid', 400, () => jira(7)],
  ['config that is a list', 'schema_invalid', 400, () => ({ connector: 'jira-dc', config: [] })],
  ['literal text for a credential', 'plain_secret_refused', 422, () => jira('hunter2')],
  ['a mask in the address', 'mask_not_allowed_here', 422, () => jira(MASK, { baseUrl: MASK })],
  [
    'a mask in a property name',
    'mask_not_allowed_here',
    422,
    () => ({ connector: 'generic-http', config: { baseUrl: target.url, path: '/', headers: { [MASK]: 'x' }, token: MASK }, method: 'bearer' }),
  ],
  [
    'a mask in the path of a generic request',
    'mask_not_allowed_here',
    422,
    () => ({ connector: 'generic-http', method: 'bearer', config: { baseUrl: target.url, path: `/${MASK}`, token: MASK } }),
  ],
  ['wrong case', 'mask_near_miss', 422, () => jira(MASK.replace('workato', 'Workato'))],
  ['one brace', 'mask_near_miss', 422, () => jira(MASK.slice(1, -1))],
  ['a missing end', 'mask_malformed', 422, () => jira(MASK.slice(0, -2))],
  ['URL-encoded braces', 'mask_near_miss', 422, () => jira(encodeURIComponent(MASK))],
  ['a hidden character', 'mask_near_miss', 422, () => jira(MASK.replace('workato', 'work\u200bato'))],
  ['an ARN of another service', 'arn_wrong_service', 422, () => jira('{{workato:sm:k:arn:aws:ssm:us-east-1:137149879143:parameter/x}}')],
  ['a wildcard', 'arn_invalid', 422, () => jira(`{{workato:sm:k:arn:${ARN_BODY}-*}}`)],
  ['a missing suffix', 'arn_incomplete', 422, () => jira(`{{workato:sm:k:arn:${ARN_BODY.replace('-credentials', '')}}}`)],
  ['a mask in a mask', 'mask_nested', 422, () => jira(`{{workato:sm:${MASK}:${GUIDE.arn}}}`)],
  ['no ARN at all', 'mask_malformed', 422, () => jira('{{workato:sm:just.a.key}}')],
  ['an account that is not listed', 'arn_out_of_scope', 422, () => jira(MASK.replace('137149879143', '999999999999'))],
  ['a region that is not listed', 'arn_out_of_scope', 422, () => jira(MASK.replace('us-east-1', 'eu-west-1'))],
  ['101 masks', 'mask_limit', 422, () => jira(MASK.repeat(101))],
];

it.each(REQUESTS)('%s: %s (%i), and nothing is asked of AWS or the target', async (_, code, httpStatus, body) => {
  const { httpStatus: answered, headers, body: problem } = await product.test(body());
  expect([answered, problem['code']]).toEqual([httpStatus, code]);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(problem['errors'][0]).toMatchObject({ code, message: expect.stringMatching(/\.$/), fix: { text: expect.stringMatching(/\.$/) } });
  expect(product.spent()).toEqual({ reads: 0, tags: 0, sessions: 0, jira: 0 });
});

it('ECS and CloudFormation suffixes are refused with the mask to write instead', async () => {
  for (const suffix of [`:${GUIDE.key}::`, ':SecretString:x']) {
    const { body } = await product.test(jira(`{{workato:sm:k:${GUIDE.arn}${suffix}}}`));
    expect(body['status']).toBe(422);
    expect(body['errors'][0].fix.text).toContain('{{workato:sm:');
  }
});

it('every issue of a config is reported at once, with pointer and offset', async () => {
  const { body } = await product.test({
    connector: 'jira-dc',
    method: 'basic',
    config: { baseUrl: MASK, username: `a ${MASK.slice(1)}`, password: 'plain', colour: 'red' },
  });
  const found = new Set(body['errors'].map((each: Loose) => `${each['code']} ${each['pointer']} ${each['offset']}`));
  expect(found).toEqual(
    new Set([
      'mask_near_miss /config/username 2',
      'mask_not_allowed_here /config/baseUrl 0',
      'plain_secret_refused /config/password undefined',
      'schema_invalid /config/colour undefined',
    ]),
  );
});

type SecretRow = readonly [name: string, code: string, text: string | null, tags: (jira: string) => Record<string, string>, reads: number];
const bound = (host: string) => ({ 'connection-hosts': host });
const SECRETS: readonly SecretRow[] = [
  ['plaintext', 'secret_not_key_value', 'just-a-password-9f3', bound, 1],
  ['a list', 'secret_not_key_value', '["just-a-password-9f3"]', bound, 1],
  ['without the key', 'key_not_found', '{"other":"just-a-password-9f3"}', bound, 1],
  ['with null under the key', 'value_not_text', '{"k":null}', bound, 1],
  ['with an object under the key', 'value_not_text', '{"k":{"a":"just-a-password-9f3"}}', bound, 1],
  ['with empty text under the key', 'value_empty', '{"k":""}', bound, 1],
  ['with a line break in the value', 'value_unusable', '{"k":"just-a-\\npassword-9f3"}', bound, 1],
  ['without a value', 'secret_not_found', null, bound, 1],
  ['untagged', 'destination_denied', '{"k":"just-a-password-9f3"}', () => ({}), 0],
  ['with a misspelt tag', 'destination_denied', '{"k":"just-a-password-9f3"}', (host) => ({ 'conection-hosts': host }), 0],
  ['with an empty tag', 'destination_denied', '{"k":"just-a-password-9f3"}', () => bound(''), 0],
  ['with a tag that does not parse', 'destination_denied', '{"k":"just-a-password-9f3"}', (host) => bound(`${host} *.example.com`), 0],
  ['tagged for another port', 'destination_denied', '{"k":"just-a-password-9f3"}', () => bound('127.0.0.1'), 0],
  ['for another project', 'destination_denied', '{"k":"just-a-password-9f3"}', (host) => ({ ...bound(host), 'connection-projects': 'payments' }), 0],
];

it.each(SECRETS.map((row, index) => [...row, index] as const))('a secret %s: %s, nothing sent', async (_, code, text, tags, reads, index) => {
  product.remember('just-a-password-9f3');
  const name = `bad-input-${index}`;
  const arn =
    text === null
      ? (
          await product.askAws('CreateSecret', {
            Name: name,
            ClientRequestToken: randomUUID(),
            Tags: [{ Key: 'connection-hosts', Value: product.stack.jira.host }],
          })
        )['ARN']
      : await product.createSecret(name, text, tags(product.stack.jira.host));
  product.resetCounts();
  const { httpStatus, body } = await product.test(jira(maskOf('k', arn)));
  expect([httpStatus, body['status'], body['code']]).toEqual([200, 'not_attempted', code]);
  expect(body['message']).toContain(code === 'value_unusable' ? '/config/personalAccessToken' : arn);
  expect(body['fix'].text).toMatch(/\.$/);
  expect(product.spent()).toMatchObject({ reads, jira: 0 });
});

it('a secret that is missing, or was deleted, is said to be', async () => {
  const missing = maskOf('k', 'arn:aws:secretsmanager:us-east-1:137149879143:secret:never-was-AbCdEf');
  expect((await product.test(jira(missing))).body).toMatchObject({
    status: 'not_attempted',
    code: expect.stringMatching(/^secret_(?:not_found|access_denied)$/),
  });
  const arn = await product.createSecret('to-be-deleted', '{"k":"v-to-be-deleted"}', { 'connection-hosts': product.stack.jira.host });
  await product.askAws('DeleteSecret', { SecretId: arn });
  expect((await product.test(jira(maskOf('k', arn)))).body).toMatchObject({ status: 'not_attempted', code: 'secret_pending_deletion' });
  expect(product.spent().jira).toBe(0);
});

it('generic-http needs an entry with a path: a bare host sends nothing and reads nothing', async () => {
  const arn = await product.createSecret('bare-host', '{"k":"just-a-password-9f3"}', { 'connection-hosts': target.host });
  product.resetCounts();
  const body = { connector: 'generic-http', method: 'bearer', config: { baseUrl: target.url, path: '/v1/me', token: maskOf('k', arn) } };
  const refused = (await product.test(body)).body;
  expect(refused).toMatchObject({ code: 'destination_denied' });
  expect(refused['fix'].commands[0]).toContain(`Value=${target.host} ${target.host}/v1/'`);
  expect([product.spent().reads, target.requests.length]).toEqual([0, 0]);
  await product.askAws('TagResource', { SecretId: arn, Tags: [{ Key: 'connection-hosts', Value: `${target.host}/v1/` }] });
  expect((await product.test(body)).body).toMatchObject({ code: 'ok' });
  expect(target.requests).toMatchObject([{ method: 'GET', path: '/v1/me', headers: { authorization: 'Bearer just-a-password-9f3' } }]);
  expect((await product.test({ ...body, config: { ...body.config, path: '/v2/me' } })).body).toMatchObject({ code: 'destination_denied' });
  await target.close();
});
