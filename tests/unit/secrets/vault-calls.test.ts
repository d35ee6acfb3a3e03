import { DescribeSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answered, arnOf, codeOf, CRM, JIRA, maskOf, pretendAws, type PretendAws, READER, SLACK, vaultsNow } from './pretend-aws.ts';

let aws: PretendAws;
beforeEach(() => {
  aws = pretendAws();
});
afterEach(() => aws.restore());

const twentyMasks = Array.from({ length: 20 }, (_, index) => ({ ...maskOf([JIRA, SLACK, CRM][index % 3]!, 'token'), pointer: `/config/f${index}` }));

it('1,000 tests of 20 masks over 3 secrets, 100 at a time and cold, cost 3 GetSecretValue, 3 DescribeSecret and 1 AssumeRole', async () => {
  const vaults = vaultsNow();
  const one = async (): Promise<string> => {
    const vault = vaults.vaultFor({ ...READER });
    await Promise.all([JIRA, SLACK, CRM].map((arn) => vault.tagsOf(arn)));
    const fetched = await vault.fetchSecrets(twentyMasks);
    return twentyMasks.map((mask) => fetched.valueOf(mask).reveal()).join();
  };
  let left = 1_000;
  const answers = new Set<string>();
  const worker = async (): Promise<void> => {
    while (left-- > 0) answers.add(await one());
  };
  await Promise.all(Array.from({ length: 100 }, worker));
  expect([aws.gets(), aws.describes(), aws.sessions()]).toEqual([3, 3, 1]);
  expect([...answers]).toEqual([twentyMasks.map((mask) => `value-of-${mask.secretArn}`).join()]);
});

it('every GetSecretValue names the whole ARN and the version stage', async () => {
  await vaultsNow()
    .vaultFor(READER)
    .fetchSecrets([maskOf(JIRA, 'token')]);
  expect(aws.secretsManager.commandCalls(GetSecretValueCommand).map((call) => call.args[0].input)).toEqual([{ SecretId: JIRA, VersionStage: 'AWSCURRENT' }]);
});

it('each use tells the version that was read, and which field asked for it', async () => {
  const fetched = await vaultsNow()
    .vaultFor(READER)
    .fetchSecrets([maskOf(JIRA, 'token'), { ...maskOf(JIRA, '', '/token'), pointer: '/config/b' }]);
  expect(fetched.uses).toEqual([
    { arn: JIRA, key: 'token', field: '/config/apiToken', versionId: 'v1', versionStage: 'AWSCURRENT' },
    { arn: JIRA, key: '/token', field: '/config/b', versionId: 'v1', versionStage: 'AWSCURRENT' },
  ]);
});

it('two masks with one key name and two paths name two values', async () => {
  aws.getAnswers('{"token":"root","db":{"token":"inside"}}');
  const masks = [maskOf(JIRA, 'token'), maskOf(JIRA, 'token', '/db/token'), maskOf(JIRA, 'token')];
  const fetched = await vaultsNow().vaultFor(READER).fetchSecrets(masks);
  expect(masks.map((mask) => fetched.valueOf(mask).reveal())).toEqual(['root', 'inside', 'root']);
});

it('a value read for an earlier test is told apart from one read for this test', async () => {
  const vault = vaultsNow().vaultFor(READER);
  const both = await Promise.all([vault.fetchSecrets([maskOf(JIRA, 'token')]), vault.fetchSecrets([maskOf(JIRA, 'token')])]);
  expect(both.map((each) => each.wasCached)).toEqual([false, false]);
  expect((await vault.fetchSecrets([maskOf(JIRA, 'token'), maskOf(CRM, 'token')])).wasCached).toBe(true);
  expect((await vault.fetchSecrets([maskOf(JIRA, 'token')], { fresh: true })).wasCached).toBe(false);
  expect(aws.gets()).toBe(3);
});

it.each([
  ['project', { project: 'other' }],
  ['workspace', { workspace: 'other' }],
  ['external ID', { externalId: 'smr-other' }],
  ['role', { roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/other' }],
])('two readers that differ in %s alone never share a value, tags or a session', async (_, difference) => {
  const vaults = vaultsNow();
  let asked = 0;
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async () => answered(JIRA, `{"token":"answer-${(asked += 1)}"}`));
  const [first, second] = [vaults.vaultFor(READER), vaults.vaultFor({ ...READER, ...difference })];
  const values: string[] = [];
  for (const vault of [first, second, first, second]) {
    await vault.tagsOf(JIRA);
    values.push((await vault.fetchSecrets([maskOf(JIRA, 'token')])).valueOf(maskOf(JIRA, 'token')).reveal());
  }
  expect(values).toEqual(['answer-1', 'answer-2', 'answer-1', 'answer-2']);
  expect([aws.describes(), aws.sessions()]).toEqual([2, 2]);
  const [one, other] = aws.secretsManager.commandCalls(GetSecretValueCommand).map((call) => call.thisValue);
  expect(one).not.toBe(other);
});

it('the client that asks for sessions is built once', async () => {
  const vaults = vaultsNow();
  for (const project of ['a', 'b', 'c']) await vaults.vaultFor({ ...READER, project }).tagsOf(JIRA);
  expect(new Set(aws.sts.commandCalls(AssumeRoleCommand).map((call) => call.thisValue)).size).toBe(1);
});

it('readers whose parts only look alike when joined are still two', async () => {
  const vaults = vaultsNow();
  await vaults.vaultFor({ ...READER, workspace: 'a', project: 'b","c' }).fetchSecrets([maskOf(JIRA, 'token')]);
  await vaults.vaultFor({ ...READER, workspace: 'a","b', project: 'c' }).fetchSecrets([maskOf(JIRA, 'token')]);
  expect([aws.gets(), aws.sessions()]).toEqual([2, 2]);
});

it('AWSPENDING is never answered from the cache of AWSCURRENT', async () => {
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async ({ VersionStage }: { VersionStage: string }) => ({
    ...answered(JIRA, `{"token":"of-${VersionStage}"}`, VersionStage),
    VersionStages: [VersionStage],
  }));
  const vault = vaultsNow().vaultFor(READER);
  const [current, pending] = [
    await vault.fetchSecrets([maskOf(JIRA, 'token')]),
    await vault.fetchSecrets([maskOf(JIRA, 'token')], { versionStage: 'AWSPENDING' }),
  ];
  expect([current, pending].map((each) => each.valueOf(maskOf(JIRA, 'token')).reveal())).toEqual(['of-AWSCURRENT', 'of-AWSPENDING']);
});

it('each region is asked by a client of its own, under one session', async () => {
  const frankfurt = arnOf('prod-jira', 'eu-central-1');
  await vaultsNow()
    .vaultFor(READER)
    .fetchSecrets([maskOf(JIRA, 'token'), maskOf(frankfurt, 'token')]);
  const regions = aws.secretsManager
    .commandCalls(GetSecretValueCommand)
    .map(async (call) => [call.args[0].input.SecretId, await call.thisValue.config.region()]);
  expect(await Promise.all(regions)).toEqual([
    [JIRA, 'us-east-1'],
    [frankfurt, 'eu-central-1'],
  ]);
  expect(aws.sessions()).toBe(1);
});

it('what is not the ARN of a secret is asked of nobody', async () => {
  const vault = vaultsNow().vaultFor(READER);
  expect(await codeOf(vault.fetchSecrets([maskOf('arn:aws:secretsmanager:evil.example/:137149879143:secret:a-FsmeTs', 'k')]))).toBe('secret_not_found');
  expect(await codeOf(vault.tagsOf('prod-jira'))).toBe('secret_not_found');
  expect([aws.gets(), aws.describes(), aws.sessions()]).toEqual([0, 0, 0]);
});

it('no masks, no calls', async () => {
  const fetched = await vaultsNow().vaultFor(READER).fetchSecrets([]);
  expect(fetched).toMatchObject({ uses: [], wasCached: false });
  expect(() => fetched.valueOf(maskOf(JIRA, 'token'))).toThrow(`Secret ${JIRA} cannot be read`);
  expect([aws.gets(), aws.sessions()]).toEqual([0, 0]);
});

it('of several secrets that fail, the one whose mask stands first is told', async () => {
  aws.secretsManager.on(GetSecretValueCommand).callsFake(async ({ SecretId }: { SecretId: string }) => answered(SecretId, 'not key/value'));
  aws.secretsManager.on(GetSecretValueCommand, { SecretId: JIRA }).callsFake(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return answered(JIRA, 'not key/value');
  });
  await expect(
    vaultsNow()
      .vaultFor(READER)
      .fetchSecrets([JIRA, SLACK, CRM].map((arn) => maskOf(arn, 'token'))),
  ).rejects.toMatchObject({ where: { arn: JIRA } });
});

it('tags come with the time they were asked for, and the tags of another secret are not believed', async () => {
  const vault = vaultsNow().vaultFor(READER);
  const before = Date.now();
  const { tags, readAtMs } = await vault.tagsOf(JIRA);
  expect([...tags]).toEqual([['connection-hosts', 'acme.atlassian.net']]);
  expect(readAtMs).toBeGreaterThanOrEqual(before);
  aws.secretsManager.on(DescribeSecretCommand).resolves({ ARN: CRM, Tags: [] });
  expect(await codeOf(vault.tagsOf(JIRA, { fresh: true }))).toBe('vault_unavailable');
  aws.secretsManager.on(DescribeSecretCommand).resolves({ ARN: JIRA, DeletedDate: new Date() });
  expect(await codeOf(vault.tagsOf(JIRA, { fresh: true }))).toBe('secret_pending_deletion');
});

it('the session is asked for with external ID, session tags, 900 seconds and a name that STS takes', async () => {
  const odd = { ...READER, workspace: 'Büro & Söhne '.repeat(12), project: 'demo/#1' };
  await vaultsNow().vaultFor(odd).tagsOf(JIRA);
  const [call] = aws.sts.commandCalls(AssumeRoleCommand);
  const input = call!.args[0].input;
  expect(input).toMatchObject({ RoleArn: READER.roleArn, ExternalId: READER.externalId, DurationSeconds: 900 });
  expect(input.Tags).toEqual([
    { Key: 'workspace', Value: odd.workspace },
    { Key: 'project', Value: odd.project },
  ]);
  expect(input.RoleSessionName).toMatch(/^smr-demo--1@B-ro[\w+=,.@-]{2,54}$/);
  expect(input.RoleSessionName).toHaveLength(64);
});
