import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ResolverError } from '../../../shared/errors.ts';
import { awsError, pretendAws, type PretendAws, READER, vaultsNow } from './pretend-aws.ts';

let aws: PretendAws;
beforeEach(() => {
  aws = pretendAws();
});
afterEach(() => aws.restore());

it('a role that lets us in is assumed, whatever else was assumed before', async () => {
  const vaults = vaultsNow();
  await vaults.vaultFor(READER).tagsOf('arn:aws:secretsmanager:us-east-1:137149879143:secret:a-FsmeTs');
  expect([await vaults.tryRole(READER, { externalId: 'own' }), aws.sessions()]).toEqual(['assumed', 2]);
  expect(await vaults.tryRole(READER, { externalId: 'own' })).toBe('assumed');
  expect(aws.sessions()).toBe(3);
});

it('each attempt differs from the real request by what it is named for, and by a policy that allows nothing', async () => {
  const vaults = vaultsNow();
  await vaults.vaultFor(READER).tagsOf('arn:aws:secretsmanager:us-east-1:137149879143:secret:a-FsmeTs');
  for (const attempt of [{ externalId: 'own' }, { externalId: 'none' }, { externalId: 'none_untagged' }, { externalId: 'other', text: 'guess' }] as const)
    await vaults.tryRole(READER, attempt);
  const [real, ...asked] = aws.sts.commandCalls(AssumeRoleCommand).map((call) => call.args[0].input);
  if (!real) throw new Error('no session was opened');
  const { ExternalId: _, ...nobody } = real;
  const { Tags: __, ...untagged } = nobody;
  const Policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
  expect(asked).toEqual([
    { ...real, Policy },
    { ...nobody, Policy },
    { ...untagged, Policy },
    { ...real, ExternalId: 'guess', Policy },
  ]);
});

it.each([
  ['AccessDenied', 'denied'],
  ['AccessDeniedException', 'denied'],
  ['ValidationError', 'role_unavailable'],
  ['ExpiredTokenException', 'role_unavailable'],
  ['Throttling', 'vault_throttled'],
  ['TimeoutError', 'vault_timeout'],
])('%s of STS is %s', async (name, expected) => {
  aws.sts.on(AssumeRoleCommand).rejects(awsError(name));
  const answer = await vaultsNow().tryRole(READER, { externalId: 'none' });
  expect(answer instanceof ResolverError ? answer.code : answer).toBe(expected);
  expect(JSON.stringify(answer)).not.toContain('hunter2');
});
