import { CreateSecretCommand, DeleteSecretCommand, DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { expect, it } from 'vitest';
import { ACCOUNT, failure, policy, role, secretsClient, started } from './local-endpoint.ts';

const DESCRIBING = (resource: string) =>
  role('Reader', { policies: [policy({ Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: resource })] });

async function describing(resource: string) {
  const reader = DESCRIBING(resource);
  const aws = await started({ roles: [reader] });
  const owner = secretsClient(aws);
  const { ARN: first = '' } = await owner.send(new CreateSecretCommand({ Name: 'prod-jira', SecretString: '{}' }));
  await owner.send(new DeleteSecretCommand({ SecretId: first, ForceDeleteWithoutRecovery: true }));
  const { ARN: second = '' } = await owner.send(new CreateSecretCommand({ Name: 'prod-jira', SecretString: '{}' }));
  const client = secretsClient(aws, aws.issueKey(reader));
  return { first, second, describe: (SecretId: string) => client.send(new DescribeSecretCommand({ SecretId })) };
}

it('a secret that was made again is found by its name, and not by the ARN it had', async () => {
  const { first, second, describe } = await describing(`arn:aws:secretsmanager:*:${ACCOUNT}:secret:*`);
  expect(second).not.toBe(first);
  expect((await describe('prod-jira')).ARN).toBe(second);
  expect((await failure(describe(first))).code).toBe('ResourceNotFoundException');
});

it('who asks by name needs the right to the ARN that the name stands for', async () => {
  const { describe } = await describing(`arn:aws:secretsmanager:*:${ACCOUNT}:secret:prod-other-*`);
  expect((await failure(describe('prod-jira'))).code).toBe('AccessDeniedException');
});

it('a name that nothing has is denied to who may ask about ARNs alone', async () => {
  const { describe } = await describing(`arn:aws:secretsmanager:*:${ACCOUNT}:secret:*`);
  expect((await failure(describe('prod-missing'))).code).toBe('AccessDeniedException');
});
