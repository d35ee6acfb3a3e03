import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startAws, type AwsEndpoint } from '../../infra/local/aws/endpoint.ts';
import { cliEnvironment, isThere } from '../helpers/oracles.ts';
import { startMoto, type MotoServer } from './moto-server.ts';
import { LABEL_CASES, LIFE_CASES, VALUE_CASES, type ContractCase } from './secrets-manager-cases.ts';

const CASES: readonly ContractCase[] = [...VALUE_CASES, ...LABEL_CASES, ...LIFE_CASES];
/** The CLI takes a second or more to start each time. */
const CLI_TIMEOUT_MS = 180_000;
const ADMINISTRATOR = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'not-checked-here' };

/** Where moto does not do what AWS does, and how that is known. A row whose case passes on moto fails the suite, so none outlives its reason. */
const MOTO_DIFFERENCES: Readonly<Record<string, string>> = {
  'a missing secret is ResourceNotFoundException with HTTP 400': 'it answers 404; the recorded answers of AWS are 400',
  'a stage that is not on the version asked for is InvalidRequestException with HTTP 400': 'it answers 404; AWS errors of this service are 400 or 500',
  'a new value becomes AWSCURRENT, the one before AWSPREVIOUS, and the one before that has no label':
    'it describes versions without a label; AWS lists "the versions that have staging labels attached"',
  'versions without a label are listed only where asked for': 'it ignores IncludeDeprecated; AWS leaves them out by default',
  'a value may be 65,536 bytes long and no longer': 'it allows one byte more; the limit of the service model is 65,536',
  'a secret name may hold no colon': 'it checks no names; AWS allows letters, digits and /_+=.@-!',
  'a SecretId that is neither a name nor the ARN of a secret is ValidationException': 'it checks no names; AWS says "Invalid name."',
  'a request without a SecretId is refused': 'it stops with HTTP 500 and an HTML page; SecretId is required in the service model',
  'a rotation ends with the pending version current': 'it reads the version last put; AWS reads the one with AWSCURRENT',
  'a batch reads the current version after a rotation': 'it reads the version last put; AWS reads the one with AWSCURRENT',
  'AWSCURRENT cannot be taken off without a version to go to': 'it takes it off; AWS only moves it',
  'a name that is marked for deletion cannot be used again yet': 'it answers ResourceExistsException; AWS InvalidRequestException (recorded 2022-09-28)',
};

function clientFor(endpoint: string): SecretsManagerClient {
  return new SecretsManagerClient({ endpoint, region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 1 });
}

function startEmbedded(): Promise<AwsEndpoint> {
  const now = (): number => Date.now();
  return startAws({ port: 0, dataDirectory: null, now, account: '137149879143', region: 'us-east-1', roles: [], onEvent: () => {} });
}

describe('the embedded Secrets Manager, asked by the AWS SDK', () => {
  let aws: AwsEndpoint;
  let client: SecretsManagerClient;
  beforeAll(async () => {
    aws = await startEmbedded();
    client = clientFor(aws.url);
  });
  afterAll(async () => {
    client.destroy();
    await aws.close();
  });
  it.each(CASES)('$title', async ({ run }) => {
    await expect(run(client)).resolves.toBeUndefined();
  });
});

const hasMoto = isThere('moto_server', ['-h']);
describe.skipIf(!hasMoto)(`the same, of moto_server${hasMoto ? '' : ' (not installed here: SKIPPED)'}`, () => {
  let moto: MotoServer;
  let client: SecretsManagerClient;
  beforeAll(async () => {
    moto = await startMoto();
    client = clientFor(moto.url);
  });
  afterAll(async () => {
    client.destroy();
    await moto.stop();
  });
  const same = CASES.filter(({ title }) => MOTO_DIFFERENCES[title] === undefined);
  const different = CASES.flatMap((one) => (MOTO_DIFFERENCES[one.title] === undefined ? [] : [{ ...one, why: MOTO_DIFFERENCES[one.title] }]));
  it.each(same)('$title', async ({ run }) => {
    await expect(run(client)).resolves.toBeUndefined();
  });
  it.each(different)('not so on moto, where $why: $title', async ({ run }) => {
    await expect(run(client)).rejects.toThrow(/expected/);
  });
});

it('every difference of moto names a case of the suite', () => {
  const titles = new Set(CASES.map(({ title }) => title));
  expect(Object.keys(MOTO_DIFFERENCES).filter((title) => !titles.has(title))).toEqual([]);
});

const hasCli = isThere('aws', ['--version']);
describe.skipIf(!hasCli)(
  `the embedded Secrets Manager, asked by the aws CLI${hasCli ? '' : ' (not installed here: SKIPPED)'}`,
  { timeout: CLI_TIMEOUT_MS },
  () => {
    let aws: AwsEndpoint;
    beforeAll(async () => {
      aws = await startEmbedded();
    });
    afterAll(() => aws.close());

    const cli = async (service: string, ...rest: readonly string[]): Promise<Record<string, unknown>> => {
      const args = [service, ...rest, '--endpoint-url', aws.url, '--region', 'us-east-1', '--output', 'json'];
      const { stdout } = await promisify(execFile)('aws', args, { env: cliEnvironment(ADMINISTRATOR) });
      const parsed: unknown = stdout.trim() === '' ? {} : JSON.parse(stdout);
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {};
    };
    const sm = (action: string, name: string, ...rest: readonly string[]): Promise<Record<string, unknown>> =>
      cli('secretsmanager', action, action === 'create-secret' ? '--name' : '--secret-id', name, ...rest);

    it('a secret is made, tagged, rotated, listed, deleted and restored', async () => {
      const name = `cli/${randomUUID()}`;
      const created = await sm('create-secret', name, '--secret-string', '{"key":"one"}', '--tags', 'Key=owner,Value=ops');
      await sm('tag-resource', name, '--tags', 'Key=connection-hosts,Value=acme.atlassian.net');
      const described = await sm('describe-secret', name);
      expect(described['Tags']).toEqual([
        { Key: 'owner', Value: 'ops' },
        { Key: 'connection-hosts', Value: 'acme.atlassian.net' },
      ]);
      await sm('put-secret-value', name, '--secret-string', 'next', '--version-stages', 'AWSPENDING');
      expect(await sm('get-secret-value', name, '--version-stage', 'AWSCURRENT')).toMatchObject({
        ARN: created['ARN'],
        SecretString: '{"key":"one"}',
        VersionStages: ['AWSCURRENT'],
      });
      expect(await sm('get-secret-value', name, '--version-stage', 'AWSPENDING')).toMatchObject({ SecretString: 'next' });
      const listed = await cli('secretsmanager', 'list-secrets', '--filters', `Key=name,Values=${name}`);
      expect(listed['SecretList']).toMatchObject([{ Name: name, ARN: created['ARN'] }]);
      await sm('delete-secret', name, '--recovery-window-in-days', '7');
      await expect(sm('get-secret-value', name)).rejects.toThrow('(InvalidRequestException) when calling the GetSecretValue operation');
      await sm('restore-secret', name);
      expect(await sm('get-secret-value', name)).toMatchObject({ SecretString: '{"key":"one"}' });
    });

    it('an unknown key is the administrator of the account', async () => {
      expect(await cli('sts', 'get-caller-identity')).toMatchObject({ Account: '137149879143', Arn: 'arn:aws:iam::137149879143:user/administrator' });
    });

    it("a function's key is that function's role, and may not list secrets", async () => {
      const role = { logicalId: 'NobodyRole', arn: 'arn:aws:iam::137149879143:role/nobody', trust: { statements: [] }, policies: [], boundary: null };
      const key = aws.issueKey(role);
      const env = { ...cliEnvironment(ADMINISTRATOR), AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey };
      const asked = (service: string, action: string): Promise<{ readonly stdout: string }> =>
        promisify(execFile)('aws', [service, action, '--endpoint-url', aws.url, '--region', 'us-east-1', '--output', 'json'], { env });
      expect(JSON.parse((await asked('sts', 'get-caller-identity')).stdout)).toMatchObject({ Arn: 'arn:aws:sts::137149879143:assumed-role/nobody/NobodyRole' });
      await expect(asked('secretsmanager', 'list-secrets')).rejects.toThrow('because no identity-based policy allows the secretsmanager:ListSecrets action');
    });
  },
);
