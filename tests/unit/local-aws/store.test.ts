import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  TagResourceCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  ListSecretVersionIdsCommand,
  UpdateSecretVersionStageCommand,
  ListSecretsCommand,
} from '@aws-sdk/client-secrets-manager';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

import { failure, secretsClient, started, START, valueOf } from './local-endpoint.ts';

function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-aws-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, 'data');
}

const SEED = {
  name: 'prod-jira-credentials',
  suffix: 'FsmeTs',
  keyValues: { 'prod.jira.secret.key': 'value' },
  tags: { 'connection-hosts': 'acme.atlassian.net' },
};

it('secrets survive a restart, with their versions, labels, tags and dates', async () => {
  const dataDirectory = freshDirectory();
  const before = await started({ dataDirectory });
  const { arn } = before.store.seedSecret(SEED);
  await secretsClient(before).send(new PutSecretValueCommand({ SecretId: arn, SecretString: 'two' }));
  await secretsClient(before).send(new TagResourceCommand({ SecretId: arn, Tags: [{ Key: 'owner', Value: 'ops' }] }));
  const described = await secretsClient(before).send(new DescribeSecretCommand({ SecretId: arn }));
  await before.close();
  const after = await started({ dataDirectory });
  const again = await secretsClient(after).send(new DescribeSecretCommand({ SecretId: arn }));
  expect({ ...again, $metadata: null }).toEqual({ ...described, $metadata: null });
  expect([await valueOf(secretsClient(after), arn), await valueOf(secretsClient(after), arn, 'AWSPREVIOUS')]).toEqual([
    'two',
    '{"prod.jira.secret.key":"value"}',
  ]);
});

it('the file of secrets is readable by its owner only, and nothing is left beside it', async () => {
  const dataDirectory = freshDirectory();
  const aws = await started({ dataDirectory });
  aws.store.seedSecret(SEED);
  aws.store.seedSecret({ ...SEED, name: 'other' });
  expect(readdirSync(dataDirectory).toSorted()).toEqual(['dynamodb', 'secrets-manager.json']);
  expect([statSync(dataDirectory).mode & 0o777, statSync(join(dataDirectory, 'secrets-manager.json')).mode & 0o777]).toEqual([0o700, 0o600]);
});

it('a file that others may read is replaced by one that they may not', async () => {
  const dataDirectory = freshDirectory();
  const aws = await started({ dataDirectory });
  aws.store.seedSecret(SEED);
  const path = join(dataDirectory, 'secrets-manager.json');
  chmodSync(path, 0o644);
  aws.store.seedSecret({ ...SEED, name: 'other' });
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('what a stop in the middle of a write left behind is overwritten, with the right mode', async () => {
  const dataDirectory = freshDirectory();
  const aws = await started({ dataDirectory });
  aws.store.seedSecret(SEED);
  writeFileSync(join(dataDirectory, `secrets-manager.json.${process.pid}.next`), 'half', { mode: 0o644 });
  aws.store.seedSecret({ ...SEED, name: 'other' });
  expect(readdirSync(dataDirectory).toSorted()).toEqual(['dynamodb', 'secrets-manager.json']);
  expect(statSync(join(dataDirectory, 'secrets-manager.json')).mode & 0o777).toBe(0o600);
});

it.each(['', '{"format":1,"secrets":[{"canary7":1}]}', 'canary7'])(
  'a file that is not ours stops the start, is left as it is, and is not quoted: %j',
  async (text) => {
    const dataDirectory = freshDirectory();
    const aws = await started({ dataDirectory });
    aws.store.seedSecret(SEED);
    await aws.close();
    const path = join(dataDirectory, 'secrets-manager.json');
    writeFileSync(path, text);
    const told: unknown = await started({ dataDirectory }).catch((error: unknown) => error);
    expect(String(told)).toContain(`${path} is not a file of the local Secrets Manager`);
    expect(String(told)).not.toContain('canary7');
    expect(readFileSync(path, 'utf8')).toBe(text);
  },
);

it('a seed leaves a secret of that name as it is', async () => {
  const aws = await started();
  const first = aws.store.seedSecret(SEED);
  const second = aws.store.seedSecret({ ...SEED, suffix: 'AbCdEf', keyValues: { key: 'other' } });
  expect([first.isNew, second]).toEqual([true, { arn: first.arn, isNew: false }]);
  expect(await valueOf(secretsClient(aws), SEED.name)).toBe('{"prod.jira.secret.key":"value"}');
});

it('a secret is gone when its recovery window is over, and its name is free', async () => {
  const aws = await started();
  const client = secretsClient(aws);
  const { arn } = aws.store.seedSecret(SEED);
  const { DeletionDate } = await client.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
  expect(DeletionDate).toEqual(new Date(START + 7 * 86_400_000));
  aws.clock.nowMs = START + 7 * 86_400_000 - 1;
  expect((await failure(valueOf(client, arn))).code).toBe('InvalidRequestException');
  aws.clock.nowMs += 1;
  expect((await failure(valueOf(client, arn))).code).toBe('ResourceNotFoundException');
  expect((await client.send(new ListSecretsCommand({ IncludePlannedDeletion: true }))).SecretList).toEqual([]);
  expect((await client.send(new CreateSecretCommand({ Name: SEED.name, SecretString: 'x' }))).ARN).not.toBe(arn);
});

it('a read is dated to its day', async () => {
  const aws = await started();
  const client = secretsClient(aws);
  aws.store.seedSecret(SEED);
  await client.send(new GetSecretValueCommand({ SecretId: SEED.name }));
  expect((await client.send(new DescribeSecretCommand({ SecretId: SEED.name }))).LastAccessedDate).toEqual(new Date('2026-11-23T00:00:00Z'));
});

it('a secret keeps a hundred versions, and those with labels', async () => {
  const aws = await started();
  const client = secretsClient(aws);
  aws.store.seedSecret(SEED);
  for (let count = 0; count < 120; count += 1) await client.send(new PutSecretValueCommand({ SecretId: SEED.name, SecretString: `value ${count}` }));
  const { Versions, NextToken } = await client.send(new ListSecretVersionIdsCommand({ SecretId: SEED.name, IncludeDeprecated: true, MaxResults: 100 }));
  expect(NextToken).toBeUndefined();
  expect(Versions).toHaveLength(100);
  expect([await valueOf(client, SEED.name), await valueOf(client, SEED.name, 'AWSPREVIOUS')]).toEqual(['value 119', 'value 118']);
});

it('an ARN with a wrong suffix finds nothing', async () => {
  const aws = await started();
  const { arn } = aws.store.seedSecret(SEED);
  expect((await failure(valueOf(secretsClient(aws), arn.replace('FsmeTs', 'XXXXXX')))).code).toBe('ResourceNotFoundException');
});

it('every move of a label but AWSPENDING and AWSPREVIOUS is told to EventBridge, and making a secret is not', async () => {
  const aws = await started();
  const client = secretsClient(aws);
  const { ARN, VersionId: first } = await client.send(new CreateSecretCommand({ Name: 'jira', SecretString: 'one' }));
  await client.send(new TagResourceCommand({ SecretId: 'jira', Tags: [{ Key: 'a', Value: 'b' }] }));
  const pending = randomUUID();
  await client.send(new PutSecretValueCommand({ SecretId: 'jira', SecretString: 'two', VersionStages: ['AWSPENDING'], ClientRequestToken: pending }));
  expect(aws.events).toEqual([]);
  await client.send(
    new UpdateSecretVersionStageCommand({ SecretId: 'jira', VersionStage: 'AWSCURRENT', MoveToVersionId: pending, RemoveFromVersionId: first! }),
  );
  expect(aws.events).toEqual([
    {
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Secret Label Updated',
      source: 'aws.secretsmanager',
      account: '137149879143',
      time: '2026-11-23T12:00:00Z',
      region: 'us-east-1',
      resources: [ARN],
      detail: { name: 'jira', labelUpdated: 'AWSCURRENT', versionId: pending },
    },
  ]);
  await client.send(new PutSecretValueCommand({ SecretId: 'jira', SecretString: 'three', VersionStages: ['BLUE'] }));
  expect(aws.events.at(-1)?.detail['labelUpdated']).toBe('BLUE');
  await client.send(new PutSecretValueCommand({ SecretId: 'jira', SecretString: 'two', ClientRequestToken: pending }));
  expect(aws.events).toHaveLength(2);
});
