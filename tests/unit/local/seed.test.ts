import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askSecretsManager, readTag } from '../../../infra/local/aws-administrator.ts';
import { startAws, type AwsEndpoint } from '../../../infra/local/aws/endpoint.ts';
import { memoryDirectory } from '../../../infra/local/data-directory.ts';
import { GUIDE, HOSTS_TAG, openSeed, plantSecrets, REPORTING, RETIRED } from '../../../infra/local/seed.ts';

const JIRA = '127.0.0.1:3002';

let aws: AwsEndpoint;
let data = memoryDirectory();

beforeEach(async () => {
  data = memoryDirectory();
  aws = await startAws({ port: 0, dataDirectory: null, now: Date.now, account: '137149879143', region: 'us-east-1', roles: [], onEvent: () => {} });
  await plant(JIRA);
});

afterEach(() => aws.close());

const plant = (jiraHost: string): Promise<void> => plantSecrets({ aws, data, seed: openSeed(data), jiraHost });

async function valuesOf(secret: { readonly arn: string }): Promise<unknown> {
  const { SecretString: text } = await askSecretsManager(aws.url, 'GetSecretValue', { SecretId: secret.arn });
  return typeof text === 'string' ? JSON.parse(text) : null;
}

it("the guide's ARN and key hold the token that the demo Jira accepts, and may go to it", async () => {
  const { token, user, password } = openSeed(data).account;
  expect(GUIDE.arn).toBe('arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs');
  expect(await valuesOf(GUIDE)).toEqual({ 'prod.jira.secret.key': token, 'prod.jira.user': user, 'prod.jira.password': password });
  expect(await readTag(aws.url, GUIDE.arn, HOSTS_TAG)).toBe(JIRA);
});

it('the second secret is right but may not go there; the third may, and is wrong', async () => {
  const { account, retiredToken } = openSeed(data);
  expect(await valuesOf(REPORTING)).toEqual({ [REPORTING.key]: account.token });
  expect(await readTag(aws.url, REPORTING.arn, HOSTS_TAG)).toBe('jira.example.com');
  expect(await valuesOf(RETIRED)).toEqual({ [RETIRED.key]: retiredToken });
  expect(await readTag(aws.url, RETIRED.arn, HOSTS_TAG)).toBe(JIRA);
  expect(retiredToken).not.toBe(account.token);
});

it('what the user changed or deleted stays so at the next start', async () => {
  await askSecretsManager(aws.url, 'TagResource', { SecretId: REPORTING.arn, Tags: [{ Key: HOSTS_TAG, Value: `jira.example.com ${JIRA}` }] });
  await askSecretsManager(aws.url, 'PutSecretValue', { SecretId: GUIDE.arn, SecretString: '{"a":"b"}', ClientRequestToken: randomUUID() });
  await askSecretsManager(aws.url, 'DeleteSecret', { SecretId: RETIRED.arn, ForceDeleteWithoutRecovery: true });
  await plant(JIRA);
  expect(await readTag(aws.url, REPORTING.arn, HOSTS_TAG)).toBe(`jira.example.com ${JIRA}`);
  expect(await valuesOf(GUIDE)).toEqual({ a: 'b' });
  await expect(valuesOf(RETIRED)).rejects.toThrow('HTTP 400');
});

it('on another PORT the tags follow the demo Jira, and a deleted secret does not stop the start', async () => {
  await askSecretsManager(aws.url, 'DeleteSecret', { SecretId: RETIRED.arn, ForceDeleteWithoutRecovery: true });
  await plant('127.0.0.1:4002');
  expect(await readTag(aws.url, GUIDE.arn, HOSTS_TAG)).toBe('127.0.0.1:4002');
  expect(await readTag(aws.url, REPORTING.arn, HOSTS_TAG)).toBe('jira.example.com');
});
