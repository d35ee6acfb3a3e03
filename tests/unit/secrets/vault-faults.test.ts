import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Vault } from '../../../shared/secrets/vault.ts';
import { answered, awsError, codeOf, CRM, failureOf, JIRA, maskOf, pretendAws, type PretendAws, READER, vaultsNow } from './pretend-aws.ts';
import { eventually } from '../../helpers/eventually.ts';

let aws: PretendAws;
beforeEach(() => {
  aws = pretendAws();
});
afterEach(() => {
  vi.useRealTimers();
  aws.restore();
});

const MASK = maskOf(JIRA, 'token');
const valueOf = async (vault: Vault, options = {}): Promise<string> => (await vault.fetchSecrets([MASK], options)).valueOf(MASK).reveal();
const unparsable = (httpStatusCode: number): Error =>
  Object.assign(new SyntaxError('Unexpected token \'<\', "<html>hunter2"... is not valid JSON'), { $metadata: { httpStatusCode } });
const broken = (code: string, name = 'Error'): Error => Object.assign(new Error('read hunter2'), { code, name });

const FAULTS: readonly (readonly [string, Error, string])[] = [
  ['ThrottlingException', awsError('ThrottlingException'), 'vault_throttled'],
  ['status 429', awsError('Unknown', 'x', 429), 'vault_throttled'],
  ['InternalServiceError', awsError('InternalServiceError', 'x', 500), 'vault_unavailable'],
  ['status 503 with HTML', unparsable(503), 'vault_unavailable'],
  ['status 200 with HTML or cut JSON', unparsable(200), 'vault_unavailable'],
  ['status 403 with HTML', unparsable(403), 'vault_unavailable'],
  ['a connection that breaks', broken('ECONNRESET', 'TimeoutError'), 'vault_unavailable'],
  ['a refused connection', broken('ECONNREFUSED'), 'vault_unavailable'],
  ['silence', broken('ETIMEDOUT', 'TimeoutError'), 'vault_timeout'],
  ['an error nobody knows', new Error('hunter2'), 'vault_unavailable'],
  ['ResourceNotFoundException', awsError('ResourceNotFoundException'), 'secret_not_found'],
  [
    'AccessDeniedException',
    awsError('AccessDeniedException', 'User: u is not authorized to perform: secretsmanager:GetSecretValue on resource: access-to-kms'),
    'secret_access_denied',
  ],
  ['AccessDeniedException about KMS', awsError('AccessDeniedException', 'Access to KMS is not allowed'), 'secret_decryption_failed'],
  [
    'AccessDeniedException for kms:Decrypt',
    awsError('AccessDeniedException', 'User: u is not authorized to perform: kms:Decrypt on r'),
    'secret_decryption_failed',
  ],
  ['DecryptionFailure', awsError('DecryptionFailure'), 'secret_decryption_failed'],
  [
    'InvalidRequestException for a deleted secret',
    awsError('InvalidRequestException', "You can't perform this operation on the secret because it was marked for deletion."),
    'secret_pending_deletion',
  ],
  ['InvalidRequestException for one scheduled', awsError('InvalidRequestException', 'because it was scheduled for deletion.'), 'secret_pending_deletion'],
  ['any other InvalidRequestException', awsError('InvalidRequestException', 'This operation is not permitted on deletion-service'), 'vault_unavailable'],
];

describe.each(FAULTS)('%s from Secrets Manager', (_, error, code) => {
  it(`means ${code} for a value, and no AWS text goes on`, async () => {
    aws.getFails(error);
    const failure = await failureOf(vaultsNow().vaultFor(READER).fetchSecrets([MASK]));
    expect(failure).toMatchObject({ code, where: { arn: JIRA } });
    expect(failure.cause).toBeUndefined();
    expect(`${failure.stack} ${JSON.stringify(failure)} ${Object.keys(failure).join()}`).not.toMatch(/hunter2|metadata/);
    expect(aws.gets()).toBe(1);
  });

  it(`means ${code} for tags`, async () => {
    aws.secretsManager.on(DescribeSecretCommand).rejects(error);
    expect(await codeOf(vaultsNow().vaultFor(READER).tagsOf(JIRA))).toBe(code);
  });
});

it.each([
  ['another ARN', { ...answered(JIRA, '{"token":"theirs"}'), ARN: CRM }],
  ['no ARN', { SecretString: '{"token":"theirs"}', VersionId: 'v1' }],
  ['another stage', { ...answered(JIRA, '{"token":"theirs"}'), VersionStages: ['AWSPREVIOUS'] }],
  ['no version', { ...answered(JIRA, '{"token":"theirs"}'), VersionId: undefined }],
  ['nothing', {}],
])('an answer with %s is not used', async (_, answer) => {
  aws.secretsManager.on(GetSecretValueCommand).resolves(answer);
  const vault = vaultsNow().vaultFor(READER);
  expect(await codeOf(valueOf(vault))).toBe('vault_unavailable');
  aws.getAnswers('{"token":"ours"}');
  expect(await valueOf(vault)).toBe('ours');
});

it.each([
  ['binary', { ...answered(JIRA, ''), SecretString: undefined, SecretBinary: new TextEncoder().encode('{"token":"hunter2"}') }],
  ['empty', answered(JIRA, '')],
  ['plain text', answered(JIRA, 'hunter2')],
  ['an array', answered(JIRA, '["hunter2"]')],
])('a secret that is %s is secret_not_key_value, and nothing of it is kept', async (_, answer) => {
  aws.secretsManager.on(GetSecretValueCommand).resolves(answer);
  const vault = vaultsNow().vaultFor(READER);
  await expect(vault.fetchSecrets([MASK])).rejects.toMatchObject({ code: 'secret_not_key_value', message: `Secret ${JIRA} is not a JSON key/value secret.` });
  aws.getAnswers('{"token":"ours"}');
  expect(await valueOf(vault)).toBe('ours');
});

const REFUSALS = FAULTS.filter(([, , code]) => code.startsWith('secret_'));

it.each([...REFUSALS, ['a malformed version', null, 'secret_not_key_value'] as const, ['a wrong ARN', undefined, 'vault_unavailable'] as const])(
  'after %s the cached value and tags are gone, and never served again',
  async (_, error, code) => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const vault = vaultsNow().vaultFor(READER);
    await vault.tagsOf(JIRA);
    await valueOf(vault);
    if (error instanceof Error) aws.getFails(error);
    else aws.secretsManager.on(GetSecretValueCommand).resolves(error === null ? answered(JIRA, 'hunter2') : answered(CRM, '{"token":"x"}'));
    expect(await codeOf(valueOf(vault, { fresh: true }))).toBe(code);
    expect(await codeOf(valueOf(vault))).toBe(code);
    vi.setSystemTime(Date.now() + 1_000);
    expect(await codeOf(valueOf(vault))).toBe(code);
    await vault.tagsOf(JIRA);
    expect(aws.describes()).toBe(2);
  },
);

it.each(REFUSALS)('%s on the tags drops the cached value too', async (_, error, code) => {
  const vault = vaultsNow().vaultFor(READER);
  await valueOf(vault);
  aws.secretsManager.on(DescribeSecretCommand).rejects(error);
  expect(await codeOf(vault.tagsOf(JIRA))).toBe(code);
  await valueOf(vault);
  expect(aws.gets()).toBe(2);
});

it.each(FAULTS.filter(([, , code]) => code === 'vault_throttled' || code === 'vault_timeout'))(
  '%s leaves the cached value to others until its end',
  async (_, error, code) => {
    const vault = vaultsNow().vaultFor(READER);
    await valueOf(vault);
    aws.getFails(error);
    expect(await codeOf(valueOf(vault, { fresh: true }))).toBe(code);
    expect(await valueOf(vault)).toBe(`value-of-${JIRA}`);
  },
);

it('a failure is shared by those who wait for it and by nobody later', async () => {
  const vault = vaultsNow().vaultFor(READER);
  aws.getFails(awsError('InternalServiceError', 'x', 500));
  expect(await Promise.all([1, 2, 3].map(() => codeOf(valueOf(vault))))).toEqual(Array(3).fill('vault_unavailable'));
  expect(aws.gets()).toBe(1);
  aws.getAnswers('{"token":"ours"}');
  expect(await valueOf(vault)).toBe('ours');
});

describe('the reader session', () => {
  const openSession = (id: number) => ({ Credentials: { AccessKeyId: `A${id}`, SecretAccessKey: 'hunter2', SessionToken: 'hunter2', Expiration: new Date() } });

  it.each([
    ['a denial', awsError('AccessDenied', 'x', 403), 'role_unavailable'],
    ['a role that is gone', awsError('NoSuchEntity', 'x', 404), 'role_unavailable'],
    ['our own credentials having expired', awsError('ExpiredToken', 'x', 403), 'role_unavailable'],
    ['having no credentials to ask with', broken('', 'CredentialsProviderError'), 'role_unavailable'],
    ['a throttle', awsError('Throttling', 'x', 400), 'vault_throttled'],
    ['an outage', awsError('InternalFailure', 'x', 500), 'vault_unavailable'],
    ['silence', broken('ETIMEDOUT', 'TimeoutError'), 'vault_timeout'],
    ['HTML', unparsable(200), 'vault_unavailable'],
  ])('%s from STS means %s, Secrets Manager is not asked, and nothing is cached', async (_, error, code) => {
    aws.sts.on(AssumeRoleCommand).rejects(error);
    const vault = vaultsNow().vaultFor(READER);
    const failure = await failureOf(vault.fetchSecrets([MASK]));
    expect(failure).toMatchObject({ code, where: code === 'role_unavailable' ? { arn: JIRA } : { arn: JIRA, found: 'AWS STS' } });
    expect([failure.cause, aws.gets(), aws.sessions()]).toEqual([undefined, 0, 1]);
    aws.sts.on(AssumeRoleCommand).resolves(openSession(2));
    expect(await valueOf(vault)).toBe(`value-of-${JIRA}`);
  });

  it.each([
    ['credentials', undefined],
    ['a key', { AccessKeyId: undefined, SecretAccessKey: 'k', SessionToken: 't', Expiration: undefined }],
    ["the key's secret half", { AccessKeyId: 'A', SecretAccessKey: undefined, SessionToken: 't', Expiration: undefined }],
    ['a session token', { AccessKeyId: 'A', SecretAccessKey: 'k', SessionToken: undefined, Expiration: undefined }],
  ])('an answer of STS without %s is not used', async (_, Credentials) => {
    aws.sts.on(AssumeRoleCommand).resolves({ Credentials });
    expect(await codeOf(valueOf(vaultsNow().vaultFor(READER)))).toBe('vault_unavailable');
  });

  it('is renewed five minutes before its end, by one request though many need it', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const vault = vaultsNow().vaultFor(READER);
    const touch = (): Promise<unknown> =>
      Promise.all([vault.tagsOf(JIRA, { fresh: true }), vault.tagsOf(CRM, { fresh: true }), valueOf(vault, { fresh: true })]);
    await touch();
    vi.setSystemTime(Date.now() + 599_999);
    await touch();
    expect(aws.sessions()).toBe(1);
    vi.setSystemTime(Date.now() + 1);
    await touch();
    expect(aws.sessions()).toBe(2);
  });

  it('lives on when its early renewal meets trouble, asks again after 30 s, and ends at its end', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const vault = vaultsNow().vaultFor(READER);
    await vault.tagsOf(JIRA);
    aws.sts.on(AssumeRoleCommand).rejects(awsError('InternalFailure', 'x', 500));
    vi.setSystemTime(Date.now() + 600_000);
    await vault.tagsOf(JIRA, { fresh: true });
    await vault.tagsOf(JIRA, { fresh: true });
    expect(aws.sessions()).toBe(2);
    vi.setSystemTime(Date.now() + 30_000);
    await vault.tagsOf(JIRA, { fresh: true });
    expect(aws.sessions()).toBe(3);
    vi.setSystemTime(Date.now() + 270_000);
    expect(await codeOf(vault.tagsOf(JIRA, { fresh: true }))).toBe('vault_unavailable');
  });

  it('does not live on when its renewal is denied', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
    const vault = vaultsNow().vaultFor(READER);
    await vault.tagsOf(JIRA);
    aws.sts.on(AssumeRoleCommand).rejects(awsError('AccessDenied', 'x', 403));
    vi.setSystemTime(Date.now() + 600_000);
    expect(await codeOf(vault.tagsOf(JIRA, { fresh: true }))).toBe('role_unavailable');
  });

  it.each(['ExpiredTokenException', 'UnrecognizedClientException'])(
    'is renewed once when Secrets Manager answers %s, together for all calls in the air',
    async (name) => {
      const vault = vaultsNow().vaultFor(READER);
      await vault.tagsOf(JIRA);
      aws.secretsManager.on(GetSecretValueCommand).callsFake(async ({ SecretId }: { SecretId: string }) => {
        if (aws.sessions() < 2) throw awsError(name);
        return answered(SecretId, '{"token":"ours"}');
      });
      await vault.fetchSecrets([JIRA, CRM].map((arn) => maskOf(arn, 'token')));
      expect([aws.gets(), aws.sessions()]).toEqual([4, 2]);
    },
  );

  it('is not renewed twice when a second call learns late that the old one expired', async () => {
    const vault = vaultsNow().vaultFor(READER);
    await vault.tagsOf(JIRA);
    aws.secretsManager.on(GetSecretValueCommand).callsFake(async ({ SecretId }: { SecretId: string }) => {
      const calls = aws.gets();
      if (SecretId === CRM) await eventually(() => aws.gets() > 2);
      if (calls <= 2) throw awsError('ExpiredTokenException');
      return answered(SecretId, '{"token":"ours"}');
    });
    await vault.fetchSecrets([JIRA, CRM].map((arn) => maskOf(arn, 'token')));
    expect([aws.gets(), aws.sessions()]).toEqual([4, 2]);
  });

  it('that stays expired after one renewal means role_unavailable', async () => {
    aws.getFails(awsError('ExpiredTokenException'));
    expect(await codeOf(valueOf(vaultsNow().vaultFor(READER)))).toBe('role_unavailable');
    expect([aws.gets(), aws.sessions()]).toEqual([2, 2]);
  });
});
