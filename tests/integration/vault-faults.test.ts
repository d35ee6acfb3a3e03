import { expect, it } from 'vitest';
import type { Fault } from '../../infra/local/aws/faults.ts';
import { GUIDE } from '../../infra/local/seed.ts';
import { eventually } from '../helpers/eventually.ts';
import { type Loose, maskOf, useProduct } from '../helpers/product.ts';

/** A busy machine must not decide, only a wait without end. */
const SLACK_MS = 3_000;
const product = useProduct(async () => ({ hasSchedules: false }));
let projects = 0;

/** In a project of its own, so that neither session nor value is cached. */
async function testCold(): Promise<Loose> {
  const project = `fresh-${(projects += 1)}`;
  const authorization = `Bearer ${await product.stack.token([`${project}:editor`])}`;
  const config = { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) };
  const { httpStatus, body } = await product.test({ connector: 'jira-dc', config }, { authorization });
  expect(httpStatus, 'trouble with the vault is never an HTTP error of ours').toBe(200);
  return body;
}

const FAULTS: readonly (readonly [name: string, fault: Fault, code: string, calls: number])[] = [
  ['throttles once', { kind: 'throttle', action: 'GetSecretValue', times: 1 }, 'ok', 2],
  ['fails once', { kind: 'internal_error', action: 'GetSecretValue', times: 1 }, 'ok', 2],
  ['throttles for good', { kind: 'throttle', action: 'GetSecretValue' }, 'vault_throttled', 2],
  ['fails for good', { kind: 'internal_error', action: 'GetSecretValue' }, 'vault_unavailable', 2],
  ['hangs', { kind: 'hang', action: 'GetSecretValue' }, 'vault_timeout', 2],
  ['denies access', { kind: 'access_denied', action: 'GetSecretValue' }, 'secret_access_denied', 1],
  ['may not use the key', { kind: 'kms_denied', action: 'GetSecretValue' }, 'secret_decryption_failed', 1],
  ['cannot decrypt', { kind: 'decryption_failure', action: 'GetSecretValue' }, 'secret_decryption_failed', 1],
  ['answers with another secret', { kind: 'wrong_arn', action: 'GetSecretValue' }, 'vault_unavailable', 1],
  ['calls the session expired once', { kind: 'expired_token', action: 'GetSecretValue', times: 1 }, 'ok', 2],
  ['calls every session expired', { kind: 'expired_token', action: 'GetSecretValue' }, 'role_unavailable', 2],
];

it.each(FAULTS)('Secrets Manager %s: %s → its code', async (_, fault, code, calls) => {
  product.stack.aws.faults.set(fault);
  expect((await testCold())['code']).toBe(code);
  expect(product.spent()).toMatchObject({ reads: calls, jira: code === 'ok' ? 1 : 0 });
});

it('what hangs is given up after 1.7 s', async () => {
  product.stack.aws.faults.set({ kind: 'hang', action: 'GetSecretValue' });
  const { steps } = await testCold();
  const fetching = steps.find(({ name }: Loose) => name === 'fetch_secrets');
  expect([fetching.ms > 1_500, fetching.ms < 1_700 + SLACK_MS]).toEqual([true, true]);
});

it.each(['html', 'cut_json'] as const)('an answer that is %s is vault_unavailable, and its text is nowhere', async (kind) => {
  product.stack.aws.faults.set({ kind, action: 'GetSecretValue' });
  const linesBefore = product.stack.lines.length;
  const body = await testCold();
  expect(body['code']).toBe('vault_unavailable');
  const lines = await eventually(() => {
    const since = product.stack.lines.slice(linesBefore).join('\n');
    expect(since).toContain('"code":"vault_unavailable"');
    return since;
  });
  for (const text of [JSON.stringify(body), lines])
    expect(text).not.toMatch(/<html|Temporarily|SecretString|VersionStages|SyntaxError|Unexpected|UnknownError/i);
});

const READER = /:role\/secret-mask-resolver\/secret-mask-resolver-local-ReaderRole$/;
it.each([
  ['access_denied', 'role_unavailable', 1],
  ['expired_token', 'role_unavailable', 1],
  ['throttle', 'vault_throttled', 2],
  ['internal_error', 'vault_unavailable', 2],
  ['hang', 'vault_timeout', 2],
  ['html', 'vault_unavailable', 2],
  ['cut_json', 'vault_unavailable', 1],
] as const)('STS with %s: %s after %i calls, no other role is tried', async (kind, code, calls) => {
  product.stack.aws.faults.set({ kind, action: 'AssumeRole' });
  expect((await testCold())['code']).toBe(code);
  expect(product.spent()).toMatchObject({ reads: 0, tags: 0, jira: 0 });
  const roles = product.stack.aws.calls.list().flatMap(({ action, secretId }) => (action === 'AssumeRole' ? [secretId] : []));
  expect(roles).toEqual(Array(calls).fill(expect.stringMatching(READER)));
});

it.each([
  ['access_denied', 'secret_access_denied'],
  ['throttle', 'vault_throttled'],
  ['internal_error', 'vault_unavailable'],
  ['hang', 'vault_timeout'],
  ['html', 'vault_unavailable'],
  ['cut_json', 'vault_unavailable'],
  ['wrong_arn', 'vault_unavailable'],
] as const)('tags that cannot be read deny (%s: %s): nothing is read, nothing is sent', async (kind, code) => {
  product.stack.aws.faults.set({ kind, action: 'DescribeSecret' });
  expect((await testCold())['code']).toBe(code);
  expect(product.spent()).toMatchObject({ reads: 0, jira: 0 });
});

it('a denial is never answered from the cache: what was good before is not used after it', async () => {
  const authorization = `Bearer ${await product.stack.token(['kept:editor'])}`;
  const body = { connector: 'jira-dc', config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) } };
  expect((await product.test(body, { authorization })).body['code']).toBe('ok');
  product.stack.clock.advance('PT2M');
  product.stack.aws.faults.set({ kind: 'access_denied', action: 'GetSecretValue' });
  expect((await product.test(body, { authorization })).body['code']).toBe('secret_access_denied');
  expect(product.spent().jira).toBe(1);
});

it('a secret that is deleted has its own code, and what was read of it before is not used after that, nor when it is gone for good', async () => {
  const { account } = product.stack.seed;
  const arn = await product.createSecret('deleted', JSON.stringify({ k: account.token }), { 'connection-hosts': product.stack.jira.host });
  const body = { connector: 'jira-dc', config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf('k', arn) } };
  const test = async (): Promise<unknown> => (await product.test(body)).body['code'];
  expect(await test()).toBe('ok');
  await product.askAws('DeleteSecret', { SecretId: arn, RecoveryWindowInDays: 7 });
  product.stack.clock.advance('PT1M');
  expect([await test(), await test()]).toEqual(['secret_pending_deletion', 'secret_pending_deletion']);
  await product.askAws('RestoreSecret', { SecretId: arn });
  product.stack.clock.advance('PT1M');
  expect(await test()).toBe('ok');
  await product.askAws('DeleteSecret', { SecretId: arn, ForceDeleteWithoutRecovery: true });
  product.stack.clock.advance('PT1M');
  expect(await test()).toMatch(/^secret_(?:not_found|access_denied)$/);
  expect(product.spent().jira).toBe(2);
});

it('a session that ends amid the work is opened anew, early', async () => {
  const authorization = `Bearer ${await product.stack.token(['renewed:editor'])}`;
  const body = { connector: 'jira-dc', config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf(GUIDE.key, GUIDE.arn) } };
  const test = async (): Promise<unknown> => (await product.test(body, { authorization })).body['code'];
  const sessions: number[] = [];
  for (const later of ['PT0M', 'PT9M', 'PT2M', 'PT20M']) {
    product.stack.clock.advance(later);
    expect(await test()).toBe('ok');
    sessions.push(product.spent().sessions);
  }
  expect(sessions).toEqual([1, 1, 2, 3]);
});

it('a refused version is not sent again; a newer one that no event told of is looked for, and sent at once', async () => {
  const host = product.stack.jira.host;
  const arn = await product.createSecret('rotating', JSON.stringify({ k: product.remember('wrong-at-first-3d1f') }), { 'connection-hosts': host });
  const body = { connector: 'jira-dc', config: { baseUrl: product.stack.jira.url, personalAccessToken: maskOf('k', arn) } };
  expect((await product.test(body)).body['code']).toBe('bad_credentials');
  product.stack.aws.faults.set({ kind: 'lost_event', action: 'UpdateSecret' });
  await product.askAws('UpdateSecret', {
    SecretId: arn,
    SecretString: JSON.stringify({ k: product.stack.seed.account.token }),
    ClientRequestToken: crypto.randomUUID(),
  });
  product.resetCounts();
  expect((await product.test(body)).body['code']).toBe('ok');
  expect(product.spent()).toMatchObject({ reads: 1, jira: 1 });
  product.resetCounts();
  expect((await product.test(body)).body['code']).toBe('ok');
  expect(product.spent()).toMatchObject({ reads: 0, jira: 1 });
});
