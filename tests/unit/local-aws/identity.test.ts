import { CreateSecretCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { request } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';

import { isSignedBy, parseAuthorization } from '../../../infra/local/aws/sigv4.ts';
import { ADMINISTRATOR, ANYTHING, failure, role, secretsClient, started, stsClient, valueOf, type Started } from './local-endpoint.ts';

/** Source: IAM User Guide, "Create a signed AWS API request": the example of ListUsers with a query and three signed headers. */
const EXAMPLE = {
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  request: {
    method: 'GET',
    url: '/?Action=ListUsers&Version=2010-05-08',
    headers: new Map([
      ['host', 'iam.amazonaws.com'],
      ['content-type', 'application/x-www-form-urlencoded; charset=utf-8'],
      ['x-amz-date', '20150830T123600Z'],
    ]),
    body: new Uint8Array(),
  },
  authorization:
    'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
};

it("AWS's own example of a signature is verified", () => {
  const scope = parseAuthorization(EXAMPLE.authorization)!;
  expect(scope).toMatchObject({ accessKeyId: 'AKIDEXAMPLE', region: 'us-east-1', service: 'iam' });
  expect(isSignedBy(EXAMPLE.secretAccessKey, EXAMPLE.request, scope)).toBe(true);
});

it('a signature does not hold for another key, body, query, header, date or an unsigned x-amz header', () => {
  const scope = parseAuthorization(EXAMPLE.authorization)!;
  const { request: signed, secretAccessKey } = EXAMPLE;
  const withHeader = (name: string, value: string): typeof signed => ({ ...signed, headers: new Map([...signed.headers, [name, value]]) });
  const changed = [
    { ...signed, body: Buffer.from('x') },
    { ...signed, url: '/?Action=ListRoles&Version=2010-05-08' },
    { ...signed, method: 'POST' },
    withHeader('host', 'sts.amazonaws.com'),
    withHeader('x-amz-date', '20150831T123600Z'),
    withHeader('x-amz-target', 'secretsmanager.GetSecretValue'),
  ];
  expect(changed.map((one) => isSignedBy(secretAccessKey, one, scope))).toEqual(changed.map(() => false));
  expect(isSignedBy('another', signed, scope)).toBe(false);
});

const ADMIN_ROLE = role('AdminRole', { policies: [ANYTHING] });

it('a key that was issued is its role, and any other is the administrator', async () => {
  const aws = await started();
  const who = async (keys = ADMINISTRATOR): Promise<string | undefined> => (await stsClient(aws, keys).send(new GetCallerIdentityCommand({}))).Arn;
  expect(await who()).toBe('arn:aws:iam::137149879143:user/administrator');
  expect(await who(aws.issueKey(ADMIN_ROLE))).toBe('arn:aws:sts::137149879143:assumed-role/AdminRole/AdminRole');
});

it('an issued key with a wrong secret is refused, not taken for the administrator', async () => {
  const aws = await started();
  const stolen = { ...aws.issueKey(ADMIN_ROLE), secretAccessKey: 'guessed' };
  expect(await failure(secretsClient(aws, stolen).send(new ListSecretsCommand({})))).toMatchObject({ code: 'InvalidSignatureException', status: 400 });
  expect(await failure(stsClient(aws, stolen).send(new GetCallerIdentityCommand({})))).toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 });
});

it('a signature made for another service is refused', async () => {
  const aws = await started();
  const config = { endpoint: aws.url, region: 'us-east-1', credentials: aws.issueKey(ADMIN_ROLE), maxAttempts: 1, signingName: 'secretsmanager' };
  const client = new STSClient(config);
  onTestFinished(() => client.destroy());
  expect(await failure(client.send(new GetCallerIdentityCommand({})))).toMatchObject({
    code: 'SignatureDoesNotMatch',
    message: 'Credential should be scoped to correct service.',
  });
});

it('an issued key with a session token it never had is refused', async () => {
  const aws = await started();
  const keys = { ...aws.issueKey(ADMIN_ROLE), sessionToken: 'made-up' };
  expect(await failure(secretsClient(aws, keys).send(new ListSecretsCommand({})))).toMatchObject({ code: 'UnrecognizedClientException' });
});

it('a key of another run of the stack is refused, not taken for the administrator', async () => {
  const [before, now] = [await started(), await started()];
  const call = secretsClient(now, before.issueKey(ADMIN_ROLE)).send(new ListSecretsCommand({}));
  expect(await failure(call)).toMatchObject({ code: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' });
});

it('secrets are per region: the one of the signature', async () => {
  const aws = await started();
  await secretsClient(aws, ADMINISTRATOR, 'eu-west-1').send(new CreateSecretCommand({ Name: 'jira', SecretString: 'x' }));
  expect((await failure(valueOf(secretsClient(aws), 'jira'))).code).toBe('ResourceNotFoundException');
  expect(await valueOf(secretsClient(aws, ADMINISTRATOR, 'eu-west-1'), 'jira')).toBe('x');
});

it('secrets are per account, and the one of another account is denied', async () => {
  const aws = await started();
  const { arn } = aws.store.seedSecret({ name: 'jira', suffix: 'FsmeTs', keyValues: {}, tags: {}, account: '210987654321' });
  expect(await failure(valueOf(secretsClient(aws), arn))).toMatchObject({
    code: 'AccessDeniedException',
    message: `User: arn:aws:iam::137149879143:user/administrator is not authorized to perform: secretsmanager:GetSecretValue on resource: ${arn} because no resource-based policy allows the secretsmanager:GetSecretValue action`,
  });
  const there = aws.issueKey({ ...ADMIN_ROLE, arn: 'arn:aws:iam::210987654321:role/reader' });
  expect(await valueOf(secretsClient(aws, there), arn)).toBe('{}');
});

type RawAnswer = { readonly status: number; readonly body: string };

/** A request as a browser or curl sends it, with any Host. */
function raw(aws: Started, headers: Readonly<Record<string, string>>, body = '{}', method = 'POST'): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(aws.url);
    const sent = request({ host: '127.0.0.1', port, method, headers, setHost: headers['host'] === undefined }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const LIST = { 'x-amz-target': 'secretsmanager.ListSecrets', 'content-type': 'application/x-amz-json-1.1' };

it.each(['evil.example', 'evil.example:PORT', '127.0.0.1', '127.0.0.1:1', '0.0.0.0:PORT', 'localhost.evil.example:PORT'])(
  'a request for host %s is not answered',
  async (host) => {
    const aws = await started();
    const { port } = new URL(aws.url);
    expect((await raw(aws, { ...LIST, host: host.replace('PORT', port) })).status).toBe(421);
    expect(aws.calls.list()).toEqual([]);
  },
);

it('a request without a signature is the administrator, on 127.0.0.1 and localhost', async () => {
  const aws = await started();
  const { port } = new URL(aws.url);
  for (const name of ['127.0.0.1', 'localhost'])
    expect(await raw(aws, { ...LIST, host: `${name}:${port}` })).toEqual({ status: 200, body: '{"SecretList":[]}' });
});

it('a web page of another origin is not answered', async () => {
  const aws = await started();
  expect((await raw(aws, { ...LIST, origin: 'http://localhost:3000' })).status).toBe(403);
  expect((await raw(aws, { ...LIST, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
});

it('requests that are no AWS requests are refused without an echo of what they held', async () => {
  const aws = await started();
  const bodies = [
    await raw(aws, { 'x-amz-target': 'secretsmanager.Canary7' }),
    await raw(aws, { 'x-amz-target': 'canary7.ListSecrets' }),
    await raw(aws, { ...LIST, authorization: 'Bearer canary7' }),
    await raw(aws, LIST, '{"canary7'),
    await raw(aws, { ...LIST, 'x-amz-target': 'secretsmanager.CreateSecret' }, '{"Name":"a","SecretString":{"canary7":1}}'),
    await raw(aws, { 'content-type': 'application/x-www-form-urlencoded' }, 'Action=Canary7&Version=2011-06-15'),
  ];
  expect(bodies.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
  expect(bodies.filter(({ body }) => body.toLowerCase().includes('canary7'))).toEqual([]);
  expect((await raw(aws, LIST, '', 'GET')).status).toBe(405);
});
