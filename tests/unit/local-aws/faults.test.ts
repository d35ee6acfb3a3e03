import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient, UpdateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, it, onTestFinished } from 'vitest';

import { parseFaults, type Fault } from '../../../infra/local/aws/faults.ts';
import { ADMINISTRATOR, failure, policy, role, secretsClient, started, stsClient, valueOf, type Started } from './local-endpoint.ts';

const CANARY = 'canary-6f1f2f3c';
const SEED = { name: 'jira', suffix: 'FsmeTs', keyValues: { key: CANARY }, tags: {} };

async function withFaults(...faults: readonly Fault[]): Promise<{ readonly aws: Started; readonly client: SecretsManagerClient; readonly arn: string }> {
  const aws = await started();
  const { arn } = aws.store.seedSecret(SEED);
  for (const fault of faults) aws.faults.set(fault);
  return { aws, client: secretsClient(aws), arn };
}

const ERRORS: readonly (readonly [Fault['kind'], string, number])[] = [
  ['throttle', 'ThrottlingException', 400],
  ['internal_error', 'InternalServiceError', 500],
  ['access_denied', 'AccessDeniedException', 400],
  ['kms_denied', 'AccessDeniedException', 400],
  ['decryption_failure', 'DecryptionFailure', 400],
  ['expired_token', 'ExpiredTokenException', 400],
];
it.each(ERRORS)('%s answers %s with HTTP %i', async (kind, code, status) => {
  const { client } = await withFaults({ kind, action: 'GetSecretValue' });
  expect(await failure(valueOf(client, 'jira'))).toMatchObject({ code, status });
  expect((await client.send(new DescribeSecretCommand({ SecretId: 'jira' }))).Name).toBe('jira');
});

it('a fault happens as often as it says, then no more', async () => {
  const { aws, client } = await withFaults({ kind: 'throttle', action: 'GetSecretValue', times: 2 });
  expect((await failure(valueOf(client, 'jira'))).code).toBe('ThrottlingException');
  expect(aws.faults.list()).toEqual([{ kind: 'throttle', action: 'GetSecretValue', times: 1 }]);
  expect((await failure(valueOf(client, 'jira'))).code).toBe('ThrottlingException');
  expect(await valueOf(client, 'jira')).toContain(CANARY);
  expect(aws.faults.list()).toEqual([]);
});

it('one throttled answer is overcome by the second attempt of the SDK', async () => {
  const { aws } = await withFaults({ kind: 'throttle', action: 'GetSecretValue', times: 1 });
  const client = new SecretsManagerClient({ endpoint: aws.url, region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 2 });
  onTestFinished(() => client.destroy());
  expect(await valueOf(client, 'jira')).toContain(CANARY);
  expect(aws.calls.count('GetSecretValue')).toBe(2);
});

it.each(['jira', 'ARN', 'PARTIAL'])('a fault of one secret, set as %s, leaves the others alone', async (spelling) => {
  const { aws, client, arn } = await withFaults();
  aws.store.seedSecret({ ...SEED, name: 'other' });
  const secret = spelling === 'ARN' ? arn : spelling === 'PARTIAL' ? arn.slice(0, -7) : spelling;
  aws.faults.set({ kind: 'access_denied', action: '*', secret });
  expect((await failure(valueOf(client, arn))).code).toBe('AccessDeniedException');
  expect((await failure(valueOf(client, 'jira'))).code).toBe('AccessDeniedException');
  expect(await valueOf(client, 'other')).toContain(CANARY);
});

it('a hanging answer never comes, and closing the endpoint ends it', async () => {
  const { aws, client } = await withFaults({ kind: 'hang', action: 'GetSecretValue' });
  const controller = new AbortController();
  const call = failure(client.send(new GetSecretValueCommand({ SecretId: 'jira' }), { abortSignal: controller.signal }));
  expect((await client.send(new DescribeSecretCommand({ SecretId: 'jira' }))).Name).toBe('jira');
  await expect.poll(() => aws.calls.list().map(({ outcome }) => outcome)).toEqual(expect.arrayContaining(['hang', 'ok']));
  await aws.close();
  expect((await call).status).not.toBe(200);
});

it('latency delays the answer and nothing else, and closing the endpoint does not wait for it', async () => {
  const { aws, client } = await withFaults({ kind: 'latency', action: 'GetSecretValue', latencyMs: 60, times: 1 });
  const before = performance.now();
  expect(await valueOf(client, 'jira')).toContain(CANARY);
  expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  aws.faults.set({ kind: 'latency', action: '*', latencyMs: 600_000 });
  const call = failure(valueOf(client, 'jira'));
  await expect.poll(() => aws.calls.count('GetSecretValue')).toBe(2);
  await aws.close();
  expect((await call).code).not.toBe('');
});

it('an HTML page and a cut answer are no answers that an SDK can read', async () => {
  const { aws, client } = await withFaults({ kind: 'html', action: 'GetSecretValue', times: 1 }, { kind: 'cut_json', action: 'GetSecretValue', times: 1 });
  expect((await failure(valueOf(client, 'jira'))).status).toBe(503);
  expect((await failure(valueOf(client, 'jira'))).code).toBe('SyntaxError');
  expect(aws.calls.list().map(({ outcome }) => outcome)).toEqual(['html', 'cut_json']);
});

it('a wrong ARN in the answer names another secret than was asked for', async () => {
  const { client, arn } = await withFaults({ kind: 'wrong_arn', action: 'GetSecretValue' });
  const got = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  expect(got.ARN).toBe(arn.replace('FsmeTs', 'XXXXXX'));
});

it('a lost event reaches nobody, whoever tells it, and the request is carried out', async () => {
  const { aws, client, arn } = await withFaults(
    { kind: 'lost_event', action: 'UpdateSecret', times: 1 },
    { kind: 'lost_event', action: 'PutEvents', times: 1 },
  );
  const rotate = (SecretString: string): Promise<unknown> => client.send(new UpdateSecretCommand({ SecretId: arn, SecretString }));
  const bus = new EventBridgeClient({ endpoint: aws.url, region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 1 });
  onTestFinished(() => bus.destroy());
  const tell = async (Source: string): Promise<unknown> =>
    (await bus.send(new PutEventsCommand({ Entries: [{ Source, DetailType: 'Told', Detail: '{}' }] }))).FailedEntryCount;
  await rotate('second');
  expect([await valueOf(client, 'jira'), await tell('unheard'), aws.events]).toEqual(['second', 0, []]);
  await rotate('third');
  await tell('heard');
  expect(aws.events.map(({ source, 'detail-type': type }) => `${source} ${type}`)).toEqual(
    expect.arrayContaining(['aws.secretsmanager Secret Label Updated', 'heard Told']),
  );
});

it('STS suffers in its own protocol', async () => {
  const { aws } = await withFaults(
    { kind: 'throttle', action: 'GetCallerIdentity', times: 1 },
    { kind: 'access_denied', action: 'GetCallerIdentity', times: 1 },
  );
  expect(await failure(stsClient(aws).send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'Throttling', status: 400 });
  expect(await failure(stsClient(aws).send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'AccessDenied', status: 403 });
});

it('cleared faults are gone', async () => {
  const { aws, client } = await withFaults({ kind: 'throttle', action: '*' });
  aws.faults.clear();
  expect(await valueOf(client, 'jira')).toContain(CANARY);
});

it('faults are read strictly from JSON', () => {
  const fault = { kind: 'throttle', action: 'GetSecretValue', times: 2 };
  expect(parseFaults(fault)).toEqual([fault]);
  expect(parseFaults([fault, { kind: 'latency', action: '*', latencyMs: 5 }])).toHaveLength(2);
  const wrong = [
    {},
    { ...fault, kind: 'explode' },
    { ...fault, times: 0 },
    { ...fault, extra: 1 },
    { kind: 'latency', action: '*' },
    { ...fault, latencyMs: 5 },
    null,
    'x',
  ];
  expect(wrong.map((json) => parseFaults(json))).toEqual(wrong.map(() => null));
});

it('a call that the SDK sends again says so in the list', async () => {
  const { aws, arn } = await withFaults({ kind: 'internal_error', action: 'GetSecretValue', times: 1 });
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' };
  const patient = new SecretsManagerClient({ endpoint: aws.url, region: 'us-east-1', credentials, maxAttempts: 2 });
  await valueOf(patient, arn);
  patient.destroy();
  expect(aws.calls.list().map(({ outcome, attempt }) => [outcome, attempt])).toEqual([
    ['InternalServiceError', undefined],
    ['ok', 2],
  ]);
});

it('the list of calls names action, sender, secret and outcome, and never a value', async () => {
  const { aws, client, arn } = await withFaults();
  await valueOf(client, 'jira');
  await failure(valueOf(client, CANARY));
  await failure(valueOf(secretsClient(aws, aws.issueKey(role('Nobody'))), arn));
  expect(aws.calls.list()).toEqual([
    { action: 'GetSecretValue', principal: 'arn:aws:iam::137149879143:user/administrator', secretId: arn, outcome: 'ok' },
    { action: 'GetSecretValue', principal: 'arn:aws:iam::137149879143:user/administrator', outcome: 'ResourceNotFoundException' },
    { action: 'GetSecretValue', principal: 'arn:aws:sts::137149879143:assumed-role/Nobody/Nobody', secretId: arn, outcome: 'AccessDeniedException' },
  ]);
  expect(JSON.stringify(aws.calls.list())).not.toContain(CANARY);
  aws.calls.reset();
  expect([aws.calls.count('GetSecretValue'), aws.calls.list()]).toEqual([0, []]);
});

it('PutEvents hands events of the default bus on, tells bad entries apart, and takes no event of AWS itself', async () => {
  const aws = await started();
  const client = new EventBridgeClient({ endpoint: aws.url, region: 'us-east-1', credentials: ADMINISTRATOR, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const entry = { Source: 'secret-mask-resolver', DetailType: 'Connection Status Changed', Detail: '{"to":"refused"}', Resources: ['arn:x'] };
  const { FailedEntryCount, Entries } = await client.send(
    new PutEventsCommand({
      Entries: [entry, { ...entry, Source: 'aws.secretsmanager' }, { ...entry, Detail: '[1' }, { ...entry, Source: '' }, { ...entry, EventBusName: 'other' }],
    }),
  );
  expect([FailedEntryCount, Entries!.map(({ ErrorCode }) => ErrorCode)]).toEqual([
    3,
    [undefined, 'NotAuthorizedForSourceException', 'MalformedDetail', 'InvalidArgument', undefined],
  ]);
  expect(aws.events).toMatchObject([
    { source: 'secret-mask-resolver', 'detail-type': 'Connection Status Changed', detail: { to: 'refused' }, resources: ['arn:x'], region: 'us-east-1' },
  ]);
  const nobody = new EventBridgeClient({ endpoint: aws.url, region: 'us-east-1', credentials: aws.issueKey(role('Nobody')), maxAttempts: 1 });
  onTestFinished(() => nobody.destroy());
  expect((await failure(nobody.send(new PutEventsCommand({ Entries: [entry] })))).message).toContain(
    'events:PutEvents on resource: arn:aws:events:us-east-1:137149879143:event-bus/default',
  );
});

it('PutEvents judges all sources and types of a request at once, as the conditions of a policy want them', async () => {
  const aws = await started();
  const Condition = { 'ForAllValues:StringEquals': { 'events:source': ['secret-mask-resolver'] }, Null: { 'events:source': 'false' } };
  const teller = role('Teller', { policies: [policy({ Effect: 'Allow', Action: 'events:PutEvents', Resource: '*', Condition })] });
  const client = new EventBridgeClient({ endpoint: aws.url, region: 'us-east-1', credentials: aws.issueKey(teller), maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  const entry = { Source: 'secret-mask-resolver', DetailType: 'Connection Status Changed', Detail: '{}' };
  const put = (...sources: readonly string[]): Promise<unknown> =>
    client.send(new PutEventsCommand({ Entries: sources.map((Source) => ({ ...entry, Source })) }));
  await put('secret-mask-resolver', 'secret-mask-resolver');
  for (const sources of [['com.example'], ['secret-mask-resolver', 'com.example'], ['']])
    expect((await failure(put(...sources))).code).toBe('AccessDeniedException');
  expect(aws.events).toHaveLength(2);
});

it('the list of calls names the role that was meant, also where a fault answers, and no other text', async () => {
  const { aws } = await withFaults({ kind: 'throttle', action: 'AssumeRole' });
  const asked = [role('Reader').arn, `${role('Reader').arn} ${CANARY}`];
  for (const RoleArn of asked) await failure(stsClient(aws).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session' })));
  expect(aws.calls.list().map(({ secretId }) => secretId)).toEqual([asked[0], undefined]);
});
