import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ROOT } from '../../../infra/bundle/bundle-function.ts';
import { LAMBDA_BUNDLE } from '../../../infra/bundle/options.ts';
import { replacedModules } from '../../../infra/bundle/stubs.ts';
import { resolverFor } from '../../../infra/bundle/stubs/aws-endpoints.ts';
import { type CallConfig, sdkCalls, type SdkCalls } from '../../fixtures/sdk-calls.ts';
import { type AwsDouble, type CannedAnswer, startAwsDouble } from '../../helpers/aws-double.ts';

// The bundle leaves out much of the SDK. The SDK as it is says what must be the same all the same.
type Calls = (config?: CallConfig) => SdkCalls;
const TLS = new URL('../../fixtures/tls/', import.meta.url);
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_SESSION_TOKEN: 'example-token' };
const ONCE = { maxAttempts: 1 };

let folder: string;
let bundled: Calls;
let doubles: AwsDouble[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundled-sdk-'));
  await build({ ...LAMBDA_BUNDLE, absWorkingDir: ROOT, entryPoints: { calls: 'tests/fixtures/sdk-calls.ts' }, outdir: folder });
  ({ sdkCalls: bundled } = await import(/* @vite-ignore */ pathToFileURL(join(folder, 'calls.mjs')).href));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(doubles.map((double) => double.close()));
  doubles = [];
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function answering(answers: readonly CannedAnswer[], tls?: { readonly key: string; readonly cert: string }): Promise<AwsDouble> {
  const double = await startAwsDouble(answers, tls);
  doubles.push(double);
  const environment = {
    ...CREDENTIALS,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_SECRETS_MANAGER: double.url,
    AWS_ENDPOINT_URL_STS: `${double.url}/sts`,
    AWS_ENDPOINT_URL_DYNAMODB: double.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: double.url,
    AWS_ENDPOINT_URL_SQS: double.url,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  return double;
}

/** What one call sends and what it comes to, without what differs from call to call. */
async function observed(calls: Calls, name: keyof SdkCalls, answer: CannedAnswer): Promise<object> {
  const double = await answering([answer]);
  const outcome = await calls(ONCE)[name]().catch(described);
  const requests = double.seen.map(({ method, path, headers, body }) => {
    const { 'content-type': contentType, 'content-length': length, 'x-amz-target': target, authorization = '' } = headers;
    return {
      method,
      path,
      contentType,
      length,
      target,
      // x-amzn-query-mode asks SQS to call its errors what they were called before it spoke JSON. The bundle does without.
      scope: authorization
        .replace(/^.*?\/\d{8}\//, '')
        .replace(/Signature=.*/, '')
        .replace(';x-amzn-query-mode', ''),
      token: headers['x-amz-security-token'],
      body: fieldsOf(body),
    };
  });
  return { requests, outcome: JSON.parse(JSON.stringify(outcome)) };
}

/** What the product reads of an error, and what Powertools wrapped. */
function described(error: unknown): object {
  if (!(error instanceof Error)) throw new Error('Not an error.');
  const { name, message, cause } = error;
  return {
    name,
    message,
    fault: Reflect.get(error, '$fault'),
    metadata: Reflect.get(error, '$metadata'),
    cause: cause instanceof Error ? described(cause) : cause,
  };
}

async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => null,
    (error: unknown) => error,
  );
}

/** A body without the order of its fields. */
function fieldsOf(body: string): unknown {
  return body.startsWith('{') ? JSON.parse(body) : body.split('&').toSorted();
}

const json = (body: unknown, status = 200): CannedAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' },
  body: JSON.stringify(body),
});
const xml = (body: string, status = 200): CannedAnswer => ({ status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': 'r-1' }, body });
const SECRET = {
  ARN: 'arn:aws:secretsmanager:us-east-1:137149879143:secret:x-FsmeTs',
  Name: 'x',
  VersionId: 'v',
  VersionStages: ['AWSCURRENT'],
  CreatedDate: 1764000000.123,
  SecretString: '{"a":"é\\n"}',
};
const SESSION = xml(`<?xml version="1.0"?><AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
  <AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::137149879143:assumed-role/reader/x</Arn></AssumedRoleUser>
  <Credentials><AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>a/b+c&amp;d&lt;</SecretAccessKey><SessionToken>t==</SessionToken><Expiration>2026-11-23T17:00:00Z</Expiration></Credentials>
  <PackedPolicySize>6</PackedPolicySize></AssumeRoleResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></AssumeRoleResponse>`);
const DENIED = xml(
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: x is not authorized</Message></Error><RequestId>r</RequestId></ErrorResponse>',
  403,
);
const ITEM = {
  id: { S: 'é' },
  number: { N: '1e3' },
  B: { B: 'AAECAw==' },
  several: { BS: ['AQ==', 'Ag=='] },
  nested: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { M: { BS: { S: 'text' } } }] } } },
};
const tables = (body: unknown, status = 200): CannedAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': 'r-1' },
  body: JSON.stringify(body),
});
const ofDynamoDb = (name: string): string => `com.amazonaws.dynamodb.v20120810#${name}`;
const MD5 = createHash('md5').update('é').digest('hex');
const NOT_TAKEN = { Id: '1', Code: 'InternalError', SenderFault: false };
const HTML: CannedAnswer = { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><body>Bad gateway<br></body></html>' };

describe('the bundled SDK sends and understands what the whole SDK does', () => {
  const rows: readonly (readonly [string, keyof SdkCalls, CannedAnswer])[] = [
    ['AssumeRole', 'assumeRole', SESSION],
    [
      'DescribeSecret',
      'describe',
      json({ ARN: SECRET.ARN, Tags: [{ Key: 'connection-hosts', Value: 'a.example' }], DeletedDate: 1764000000, VersionIdsToStages: { v: ['AWSCURRENT'] } }),
    ],
    ['members that are null', 'describe', json({ ARN: SECRET.ARN, DeletedDate: null, Description: null, Tags: [{ Key: 'k', Value: null }] })],
    ['GetSecretValue through Powertools', 'getValue', json(SECRET)],
    ['GetSecretValue of a binary secret', 'getBinary', json({ ...SECRET, SecretString: undefined, SecretBinary: 'AAECAw==' })],
    ['AssumeRole denied', 'assumeRole', DENIED],
    ['AssumeRole with an expired token', 'assumeRole', xml('<ErrorResponse><Error><Code>ExpiredToken</Code><Message>m</Message></Error></ErrorResponse>', 403)],
    ['a secret not found', 'describe', json({ __type: 'ResourceNotFoundException', Message: 'm' }, 400)],
    ['a denial with a namespace', 'getBinary', json({ __type: 'com.amazonaws.secretsmanager#AccessDeniedException', message: 'm' }, 400)],
    ['an error through Powertools', 'getValue', json({ __type: 'InvalidRequestException', Message: 'marked for deletion' }, 400)],
    ['throttling', 'describe', json({ __type: 'ThrottlingException', message: 'm' }, 400)],
    ['a server error', 'describe', json({ __type: 'InternalServiceError', Message: 'm' }, 500)],
    ['an error without a body', 'describe', { status: 503, body: '' }],
    ['GetItem with attributes of every kind', 'getItem', tables({ Item: ITEM })],
    ['GetItem of nothing', 'getItem', tables({})],
    [
      'BatchGetItem of a table called B',
      'getItems',
      tables({ Responses: { B: [ITEM, { id: { S: 'b' } }] }, UnprocessedKeys: { B: { Keys: [{ id: { S: 'c' } }] } } }),
    ],
    ['PutItem with attributes of every kind', 'putItem', tables({ Attributes: ITEM })],
    ['UpdateItem', 'updateItem', tables({})],
    ['DeleteItem', 'deleteItem', tables({ Attributes: null })],
    ['Query', 'query', tables({ Items: [ITEM], Count: 1, ScannedCount: 2, LastEvaluatedKey: { id: { S: 'x' } } })],
    ['a condition that fails', 'putItem', tables({ __type: ofDynamoDb('ConditionalCheckFailedException'), message: 'The conditional request failed' }, 400)],
    ['a table that is not there', 'query', tables({ __type: ofDynamoDb('ResourceNotFoundException'), message: 'm' }, 400)],
    ['a denial of DynamoDB', 'getItem', tables({ __type: 'com.amazon.coral.service#AccessDeniedException', Message: 'm' }, 400)],
    ['throttling by DynamoDB', 'updateItem', tables({ __type: ofDynamoDb('ProvisionedThroughputExceededException'), message: 'm' }, 400)],
    ['PutEvents with a time', 'putEvents', json({ FailedEntryCount: 1, Entries: [{ EventId: 'e' }, { ErrorCode: 'InternalFailure', ErrorMessage: 'm' }] })],
    ['throttling by EventBridge', 'putEvents', json({ __type: 'ThrottlingException', message: 'm' }, 400)],
    ['a denial of EventBridge', 'putEvents', json({ __type: 'AccessDeniedException', Message: 'm' }, 400)],
    ['SendMessage', 'sendMessage', tables({ MessageId: 'm', MD5OfMessageBody: MD5 })],
    [
      'SendMessageBatch of which one is not taken',
      'sendMessages',
      tables({ Successful: [{ Id: '0', MessageId: 'm', MD5OfMessageBody: MD5 }], Failed: [NOT_TAKEN] }),
    ],
    ['SendMessage that arrives altered', 'sendMessage', tables({ MessageId: 'm', MD5OfMessageBody: '0' })],
    ['ChangeMessageVisibility', 'hideMessage', tables({})],
    ['a queue that is not there', 'sendMessages', tables({ __type: 'com.amazonaws.sqs#QueueDoesNotExist', message: 'm' }, 400)],
    ['a server error of DynamoDB', 'deleteItem', tables({ __type: ofDynamoDb('InternalServerError'), message: 'm' }, 500)],
  ];

  it.each(rows)('%s', async (_title, name, answer) => {
    expect(await observed(bundled, name, answer)).toEqual(await observed(sdkCalls, name, answer));
  });

  it.each(['assumeRole', 'describe', 'getItem'] as const)('an HTML page keeps its HTTP status and shows nothing of itself (%s)', async (name) => {
    const double = await answering([HTML]);
    const error = await failureOf(bundled(ONCE)[name]());
    expect(double.seen).toHaveLength(1);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 502 } });
    expect(String(error)).not.toContain('gateway');
  });

  it.each(['{"SecretString":"k/ey', '[]', '"text"', ''])('an answer cut short or of another kind (%s) is an error that quotes nothing', async (body) => {
    await answering([{ body }]);
    const error = await failureOf(bundled(ONCE).getBinary());
    expect(error).toMatchObject({ name: 'SyntaxError', $metadata: { httpStatusCode: 200 } });
    expect(JSON.stringify([String(error), error, Object.getOwnPropertyNames(error)])).not.toContain('k/ey');
  });
});

describe('endpoints', () => {
  const REGIONS = [
    'us-east-1',
    'eu-central-1',
    'ap-southeast-7',
    'cn-north-1',
    'us-gov-west-1',
    'us-gov-east-1',
    'us-iso-east-1',
    'us-isob-east-1',
    'eu-isoe-west-1',
    'us-isof-south-1',
    'eusc-de-east-1',
  ];
  const whole = {
    secretsmanager: new SecretsManagerClient({ region: 'us-east-1' }).config.endpointProvider,
    sts: new STSClient({ region: 'us-east-1' }).config.endpointProvider,
    dynamodb: new DynamoDBClient({ region: 'us-east-1' }).config.endpointProvider,
    events: new EventBridgeClient({ region: 'us-east-1' }).config.endpointProvider,
    sqs: new SQSClient({ region: 'us-east-1' }).config.endpointProvider,
  };

  it.each(REGIONS.flatMap((Region) => [false, true].map((UseFIPS) => ({ Region, UseFIPS }))))('$Region, FIPS $UseFIPS: as the SDK has them', (parameters) => {
    for (const service of ['secretsmanager', 'sts', 'dynamodb', 'events', 'sqs'] as const) {
      expect(resolverFor(service)(parameters).url.href).toBe(whole[service]({ ...parameters, UseDualStack: false }).url.href);
    }
  });

  it('dual stack is refused instead of half supported', () => {
    expect(() => resolverFor('sts')({ Region: 'us-east-1', UseDualStack: true })).toThrow(/AWS_ENDPOINT_URL_STS/);
  });

  it('without AWS_ENDPOINT_URL_* the request goes to AWS in the region of the client', async () => {
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    const hosts: string[] = [];
    const lookup: LookupFunction = (host, _options, done) => done(new Error(String(hosts.push(host))), '');
    const calls = bundled({ ...ONCE, credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, requestHandler: { httpsAgent: { lookup } } });
    await Promise.allSettled([calls.describe(), calls.assumeRole(), calls.getItem(), calls.putEvents(), calls.sendMessages()]);
    const services = ['dynamodb', 'events', 'secretsmanager', 'sqs', 'sts'];
    expect(hosts.toSorted()).toEqual(services.map((service) => `${service}.eu-west-1.amazonaws.com`));
  });
});

describe('the line', () => {
  it('https endpoints work, and a certificate nobody signed does not', async () => {
    const [key, cert, ca] = await Promise.all(['good.key.pem', 'good.pem', 'ca.pem'].map((name) => readFile(new URL(name, TLS), 'utf8')));
    const double = await answering([json(SECRET)], { key: key ?? '', cert: cert ?? '' });
    await expect(bundled(ONCE).getValue()).rejects.toMatchObject({ cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } });
    expect(double.seen).toHaveLength(0);
    const trusting = { ...ONCE, requestHandler: { httpsAgent: { ca: ca ?? '' } } };
    expect(await bundled(trusting).getValue()).toBe(SECRET.SecretString);
  });

  it('a server error is tried again, a denial is not', async () => {
    const recovering = await answering([json({ __type: 'InternalServiceError' }, 500), json(SECRET)]);
    expect(await bundled({ maxAttempts: 2 }).getValue()).toBe(SECRET.SecretString);
    expect(recovering.seen).toHaveLength(2);
    const denying = await answering([json({ __type: 'AccessDeniedException' }, 400)]);
    await expect(bundled({ maxAttempts: 2 }).getValue()).rejects.toMatchObject({ cause: { name: 'AccessDeniedException' } });
    expect(denying.seen).toHaveLength(1);
  });

  it('a server that never answers ends as a TimeoutError', async () => {
    await answering([{ hangs: true }]);
    const hurried = bundled({ ...ONCE, requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true } });
    await expect(hurried.describe()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('without credentials in the environment nothing is sent, whatever ~/.aws holds', async () => {
    const double = await answering([json(SECRET)]);
    await writeFile(join(folder, 'credentials'), '[default]\naws_access_key_id = a\naws_secret_access_key = b\n');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    await expect(bundled(ONCE).describe()).rejects.toMatchObject({ name: 'CredentialsProviderError' });
    expect(double.seen).toHaveLength(0);
  });
});

it('neither loading the bundle nor its first calls, over http, load undici, http2 or worker threads', async () => {
  const double = await answering([json(SECRET)]);
  const script = `
    const { sdkCalls } = await import(${JSON.stringify(pathToFileURL(join(folder, 'calls.mjs')).href)});
    const calls = sdkCalls();
    await calls.getValue();
    await calls.describe();
    process.stdout.write(JSON.stringify(process.moduleLoadList));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env: process.env });
  const loaded: readonly string[] = JSON.parse(stdout);
  expect(double.seen).toHaveLength(2);
  expect(loaded).toContain('NativeModule https');
  expect(loaded.filter((name) => /undici|http2|worker_threads/.test(name))).toEqual([]);
});

it.each(replacedModules)('%s is still there to be replaced', async (module) => {
  await expect(readFile(join(ROOT, 'node_modules', module))).resolves.toBeDefined();
});
