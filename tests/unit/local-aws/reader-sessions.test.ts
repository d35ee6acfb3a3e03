import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, type AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { expect, it } from 'vitest';

import {
  ACCOUNT,
  ADMINISTRATOR,
  ANYTHING,
  assumed,
  failure,
  policy,
  role,
  secretsClient,
  started,
  stsClient,
  valueOf,
  type Started,
} from './local-endpoint.ts';

const NAMES = { test: `arn:aws:iam::${ACCOUNT}:role/TestRole`, reader: `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/ReaderRole` };
const SESSION = {
  RoleArn: NAMES.reader,
  ExternalId: '0b5f9c2e',
  Tags: [
    { Key: 'workspace', Value: 'acme' },
    { Key: 'project', Value: 'demo' },
  ],
};

const TESTER = role('TestRole', {
  arn: NAMES.test,
  policies: [policy({ Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:TagSession'], Resource: NAMES.reader })],
});
const TRUST = policy(
  {
    Effect: 'Allow',
    Principal: { AWS: NAMES.test },
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': '0b5f9c2e', 'aws:RequestTag/workspace': 'acme' }, StringLike: { 'aws:RequestTag/project': '?*' } },
  },
  {
    Effect: 'Allow',
    Principal: { AWS: NAMES.test },
    Action: 'sts:TagSession',
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['workspace', 'project'] } },
  },
);
const READER = role('ReaderRole', {
  arn: NAMES.reader,
  trust: TRUST,
  policies: [
    policy(
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: `arn:aws:secretsmanager:*:${ACCOUNT}:secret:*`,
        Condition: { StringEquals: { 'secretsmanager:VersionStage': 'AWSCURRENT' }, Null: { 'aws:ResourceTag/connection-hosts': 'false' } },
      },
      { Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: `arn:aws:secretsmanager:*:${ACCOUNT}:secret:*` },
      {
        Effect: 'Allow',
        Action: 'kms:Decrypt',
        Resource: 'arn:aws:kms:*:*:key/known',
        Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
      },
    ),
  ],
  boundary: policy({
    Effect: 'Allow',
    Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret', 'secretsmanager:TagResource', 'kms:Decrypt'],
    Resource: '*',
  }),
});
const HOSTS = { 'connection-hosts': 'acme.atlassian.net' };

function stack(): Promise<Started> {
  return started({ roles: [TESTER, READER] });
}

async function readerOf(aws: Started): Promise<ReturnType<typeof secretsClient>> {
  return secretsClient(aws, await assumed(aws, aws.issueKey(TESTER), SESSION));
}

it('a reader session reads the current value of a tagged secret', async () => {
  const aws = await stack();
  const { arn } = aws.store.seedSecret({ name: 'prod-jira-credentials', suffix: 'FsmeTs', keyValues: { key: 'value' }, tags: HOSTS });
  expect(arn).toBe('arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs');
  expect(await valueOf(await readerOf(aws), arn, 'AWSCURRENT')).toBe('{"key":"value"}');
});

it('a request that does not say VersionStage has no such condition key, so it is denied', async () => {
  const aws = await stack();
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: HOSTS });
  expect(await failure(valueOf(await readerOf(aws), arn))).toEqual({
    code: 'AccessDeniedException',
    status: 400,
    message: `User: arn:aws:sts::137149879143:assumed-role/ReaderRole/session is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn} because no identity-based policy allows the secretsmanager:GetSecretValue action`,
  });
});

it('another stage is denied, even where it exists', async () => {
  const aws = await stack();
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: HOSTS });
  await secretsClient(aws).send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'next', VersionStages: ['AWSPENDING'] }));
  expect((await failure(valueOf(await readerOf(aws), arn, 'AWSPENDING'))).code).toBe('AccessDeniedException');
});

it('a secret without the tag is denied, and described; once its tag is taken off, at once', async () => {
  const aws = await stack();
  const reader = await readerOf(aws);
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: HOSTS });
  expect(await valueOf(reader, arn, 'AWSCURRENT')).toBe('{}');
  await secretsClient(aws).send(new UntagResourceCommand({ SecretId: arn, TagKeys: ['connection-hosts'] }));
  expect((await failure(valueOf(reader, arn, 'AWSCURRENT'))).code).toBe('AccessDeniedException');
  expect((await reader.send(new DescribeSecretCommand({ SecretId: arn }))).ARN).toBe(arn);
});

it('a missing secret is denied like one without the tag, and not found where it may be described', async () => {
  const aws = await stack();
  const reader = await readerOf(aws);
  const missing = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:missing-AbCdEf`;
  expect((await failure(valueOf(reader, missing, 'AWSCURRENT'))).code).toBe('AccessDeniedException');
  expect((await failure(reader.send(new DescribeSecretCommand({ SecretId: missing })))).code).toBe('ResourceNotFoundException');
});

it('what the policies of the role do not allow, or only its boundary does, is denied', async () => {
  const aws = await stack();
  const reader = await readerOf(aws);
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: HOSTS });
  expect((await failure(reader.send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'x' })))).code).toBe('AccessDeniedException');
  expect((await failure(reader.send(new ListSecretsCommand({})))).message).toContain('perform: secretsmanager:ListSecrets because no identity-based policy');
  const wide = { ...READER, policies: [ANYTHING] };
  const other = await started({ roles: [TESTER, wide] });
  const denied = await failure((await readerOf(other)).send(new ListSecretsCommand({})));
  expect(denied.message).toContain('because no permissions boundary allows the secretsmanager:ListSecrets action');
});

it("a customer's key needs kms:Decrypt by way of Secrets Manager, and a refusal names only KMS", async () => {
  const aws = await stack();
  const [admin, reader] = [secretsClient(aws), await readerOf(aws)];
  const withKey = async (Name: string, KmsKeyId: string): Promise<string> => {
    await admin.send(new CreateSecretCommand({ Name, KmsKeyId, SecretString: 'x', Tags: [{ Key: 'connection-hosts', Value: 'a.example.com' }] }));
    return (await admin.send(new DescribeSecretCommand({ SecretId: Name }))).ARN!;
  };
  expect(await valueOf(reader, await withKey('one', 'known'), 'AWSCURRENT')).toBe('x');
  const denied = await failure(valueOf(reader, await withKey('other', `arn:aws:kms:us-east-1:${ACCOUNT}:key/other`), 'AWSCURRENT'));
  expect(denied).toMatchObject({ code: 'AccessDeniedException', message: 'Access to KMS is not allowed' });
});

it('in a batch each secret is judged as GetSecretValue without a stage', async () => {
  const batch = { Effect: 'Allow', Action: ['secretsmanager:BatchGetSecretValue', 'secretsmanager:GetSecretValue'], Resource: '*' };
  const may = role('BatchRole', { policies: [policy(batch)] });
  const stageOnly = role('StageRole', { policies: [policy({ ...batch, Action: 'secretsmanager:BatchGetSecretValue' }), ...READER.policies] });
  const aws = await started();
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: HOSTS });
  const asked = (keys: ReturnType<Started['issueKey']>) => secretsClient(aws, keys).send(new BatchGetSecretValueCommand({ SecretIdList: [arn] }));
  expect((await asked(aws.issueKey(may))).SecretValues).toHaveLength(1);
  expect((await asked(aws.issueKey(stageOnly))).Errors).toMatchObject([{ SecretId: arn, ErrorCode: 'AccessDeniedException' }]);
});

it('a session ends when its time is over, and the next one works', async () => {
  const aws = await stack();
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: HOSTS });
  const reader = secretsClient(aws, await assumed(aws, aws.issueKey(TESTER), { ...SESSION, DurationSeconds: 900 }));
  aws.clock.nowMs += 899_000;
  expect(await valueOf(reader, arn, 'AWSCURRENT')).toBe('{}');
  aws.clock.nowMs += 1_000;
  expect(await failure(valueOf(reader, arn, 'AWSCURRENT'))).toMatchObject({ code: 'ExpiredTokenException' });
  expect(await valueOf(await readerOf(aws), arn, 'AWSCURRENT')).toBe('{}');
});

it('a session key without its token is refused', async () => {
  const aws = await stack();
  const { accessKeyId, secretAccessKey } = await assumed(aws, aws.issueKey(TESTER), SESSION);
  expect((await failure(secretsClient(aws, { accessKeyId, secretAccessKey }).send(new ListSecretsCommand({})))).code).toBe('UnrecognizedClientException');
});

it('the answer of AssumeRole says who the session is and when it ends', async () => {
  const aws = await stack();
  const { Credentials, AssumedRoleUser } = await stsClient(aws, aws.issueKey(TESTER)).send(
    new AssumeRoleCommand({ ...SESSION, RoleSessionName: 'acme-demo', DurationSeconds: 900 }),
  );
  expect(Credentials!.Expiration!.getTime()).toBe(aws.clock.nowMs + 900_000);
  expect(AssumedRoleUser!.Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/ReaderRole/acme-demo`);
  expect(AssumedRoleUser!.AssumedRoleId).toMatch(/^AROA[A-Z2-7]{17}:acme-demo$/);
});

const REFUSED: readonly (readonly [string, Partial<AssumeRoleCommandInput>, string])[] = [
  ['without the external ID', { ExternalId: undefined }, 'AccessDenied'],
  ['with another external ID', { ExternalId: 'another' }, 'AccessDenied'],
  ['without session tags', { Tags: [] }, 'AccessDenied'],
  [
    'with the tag of another workspace',
    {
      Tags: [
        { Key: 'workspace', Value: 'other' },
        { Key: 'project', Value: 'demo' },
      ],
    },
    'AccessDenied',
  ],
  ['with a tag the trust policy does not list', { Tags: [...SESSION.Tags, { Key: 'admin', Value: 'yes' }] }, 'AccessDenied'],
  ['of a role that does not exist', { RoleArn: `arn:aws:iam::${ACCOUNT}:role/secret-mask-resolver/Missing` }, 'AccessDenied'],
  ['for less than 15 minutes', { DurationSeconds: 899 }, 'ValidationError'],
  ['for more than an hour', { DurationSeconds: 3601 }, 'ValidationError'],
  ['under a name with a space', { RoleSessionName: 'a b' }, 'ValidationError'],
  [
    'with the same tag twice',
    {
      Tags: [
        { Key: 'project', Value: 'a' },
        { Key: 'Project', Value: 'b' },
      ],
    },
    'InvalidParameterValue',
  ],
];
it.each(REFUSED)('a reader session %s is refused', async (_, change, code) => {
  const aws = await stack();
  expect((await failure(assumed(aws, aws.issueKey(TESTER), { ...SESSION, ...change }))).code).toBe(code);
});

it('only the role that the trust policy names may assume the reader, the administrator not either', async () => {
  const aws = await stack();
  const other = role('OtherRole', { policies: [ANYTHING] });
  const sentence = `is not authorized to perform: sts:AssumeRole on resource: ${NAMES.reader}`;
  expect(await failure(assumed(aws, ADMINISTRATOR, SESSION))).toMatchObject({
    code: 'AccessDenied',
    status: 403,
    message: `User: arn:aws:iam::${ACCOUNT}:user/administrator ${sentence}`,
  });
  expect((await failure(assumed(aws, aws.issueKey(other), SESSION))).message).toBe(
    `User: arn:aws:sts::${ACCOUNT}:assumed-role/OtherRole/OtherRole ${sentence}`,
  );
});

it('a service that the trust policy names is not the account of the same spelling', async () => {
  const trust = policy({ Effect: 'Allow', Principal: { Service: [ACCOUNT, '*'] }, Action: 'sts:AssumeRole' });
  const service = role('ServiceRole', { trust });
  const aws = await started({ roles: [service] });
  expect((await failure(assumed(aws, ADMINISTRATOR, { RoleArn: service.arn }))).code).toBe('AccessDenied');
});

it('a policy can tell how a secret was asked for', async () => {
  const byName = role('ByName', {
    policies: [policy({ Effect: 'Allow', Action: 'secretsmanager:*', Resource: '*', Condition: { StringEquals: { 'secretsmanager:SecretId': 'jira' } } })],
  });
  const aws = await started();
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: {} });
  const client = secretsClient(aws, aws.issueKey(byName));
  expect(await valueOf(client, 'jira')).toBe('{}');
  expect((await failure(valueOf(client, arn))).code).toBe('AccessDeniedException');
});

it('the sender needs rights of its own, for tagging too', async () => {
  const aws = await stack();
  const withActions = (...Action: readonly string[]): ReturnType<typeof role> => ({
    ...TESTER,
    policies: [policy({ Effect: 'Allow', Action, Resource: '*' })],
  });
  expect((await failure(assumed(aws, aws.issueKey(withActions('sts:AssumeRole')), SESSION))).message).toContain('perform: sts:TagSession on resource');
  expect((await failure(assumed(aws, aws.issueKey(withActions('sts:TagSession')), SESSION))).message).toContain('perform: sts:AssumeRole on resource');
});

it('session tags are the principal tags of the session, and transitive ones go on to the next', async () => {
  const anyone = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: ['sts:AssumeRole', 'sts:TagSession'] };
  const own = { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: 'arn:aws:secretsmanager:us-east-1:*:secret:${aws:PrincipalTag/project}/*' };
  const first = role('First', { trust: policy(anyone), policies: [policy(own, { Effect: 'Allow', Action: 'sts:*', Resource: '*' })] });
  const second = role('Second', { trust: policy(anyone), policies: first.policies });
  const aws = await started({ roles: [first, second] });
  for (const name of ['demo/jira', 'other/jira']) aws.store.seedSecret({ name, suffix: 'FsmeTs', keyValues: {}, tags: {} });
  const reads = async (keys: Awaited<ReturnType<typeof assumed>>, name: string): Promise<string | undefined> => {
    const SecretId = `arn:aws:secretsmanager:us-east-1:${ACCOUNT}:secret:${name}-FsmeTs`;
    return (await secretsClient(aws, keys).send(new GetSecretValueCommand({ SecretId }))).Name;
  };
  const tagged = await assumed(aws, ADMINISTRATOR, { RoleArn: first.arn, Tags: [{ Key: 'project', Value: 'demo' }], TransitiveTagKeys: ['project'] });
  expect(await reads(tagged, 'demo/jira')).toBe('demo/jira');
  expect((await failure(reads(tagged, 'other/jira'))).code).toBe('AccessDeniedException');
  const next = await assumed(aws, tagged, { RoleArn: second.arn });
  expect(await reads(next, 'demo/jira')).toBe('demo/jira');
  expect(await reads(await assumed(aws, next, { RoleArn: first.arn }), 'demo/jira')).toBe('demo/jira');
  expect((await failure(assumed(aws, tagged, { RoleArn: second.arn, Tags: [{ Key: 'project', Value: 'other' }] }))).code).toBe('AccessDenied');
});

it('a session policy limits the session, and one that cannot be judged is refused', async () => {
  const trusting = role('Wide', { trust: policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }), policies: [ANYTHING] });
  const aws = await started({ roles: [trusting] });
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: '*' }] });
  const limited = secretsClient(aws, await assumed(aws, ADMINISTRATOR, { RoleArn: trusting.arn, Policy }));
  expect((await failure(limited.send(new ListSecretsCommand({})))).message).toContain('because no session policy allows');
  expect((await failure(assumed(aws, ADMINISTRATOR, { RoleArn: trusting.arn, Policy: '{' }))).code).toMatch(/^MalformedPolicyDocument/);
  expect((await failure(assumed(aws, ADMINISTRATOR, { RoleArn: trusting.arn, PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }))).code).toBe(
    'ValidationError',
  );
});

it('the administrator may not take a session of more than an hour either', async () => {
  const trusting = role('Wide', { trust: policy({ Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }) });
  const aws = await started({ roles: [trusting] });
  expect((await failure(assumed(aws, ADMINISTRATOR, { RoleArn: trusting.arn, DurationSeconds: 7200 }))).message).toContain('MaxSessionDuration');
});
