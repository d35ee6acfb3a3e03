import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { GUIDE } from '../../infra/local/seed.ts';
import { type MotoServer, startMoto } from '../contract/moto-server.ts';
import { freshToken } from '../helpers/canary.ts';
import { type Loose, maskOf, Product, useProduct } from '../helpers/product.ts';
import type { Keys } from '../helpers/sign.ts';
import { startTarget, type Target } from '../helpers/target.ts';

// Oracles that nobody here wrote; without them these tests are skipped by name, not hidden.
const hasCli = spawnSync('aws', ['--version']).status === 0;
const hasMoto = spawnSync('moto_server', ['--help']).status === 0;
for (const [name, isThere] of Object.entries({ aws: hasCli, moto_server: hasMoto })) if (!isThere) console.log(`SKIPPED: ${name} is not installed here.`);

let target: Target;
const product = useProduct(async () => {
  target = await startTarget((_, response) => response.end('{}'));
  return { localTargets: [target.host] };
});

/** The AWS CLI as the account's administrator, or with the keys of a session; what it answers. @throws with the CLI's own words */
async function awsCli(args: readonly string[], keys: Partial<Keys> = {}): Promise<Loose> {
  const { accessKeyId = 'local', secretAccessKey = 'local', sessionToken } = keys;
  const credentials = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...(sessionToken && { AWS_SESSION_TOKEN: sessionToken }) };
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], AWS_PAGER: '', ...credentials };
  const where = ['--endpoint-url', product.stack.aws.url, '--region', 'us-east-1', '--output', 'json'];
  const { stdout } = await promisify(execFile)('aws', [...args, ...where], { env });
  return stdout === '' ? {} : JSON.parse(stdout);
}

it.skipIf(!hasCli)(
  'with the AWS CLI a project gets a reader role of its own, from the policies the product has ready',
  async () => {
    const admin = { authorization: `Bearer ${await product.stack.token(['*:admin'])}` };
    const store = { roleArn: `arn:aws:iam::137149879143:role/secret-mask-resolver/demo-reader`, accounts: ['137149879143'], regions: ['us-east-1'] };
    const { externalId, policies } = (await product.call('GET /v1/stores/projects/demo', undefined, admin)).body['own'];
    const named = ['--role-name', 'demo-reader'];
    const described = ['--path', '/secret-mask-resolver/', '--assume-role-policy-document', JSON.stringify(policies.trust)];
    const created = await awsCli(['iam', 'create-role', ...named, ...described, '--permissions-boundary', await readerBoundary()]);
    expect(created['Role']).toMatchObject({
      RoleName: 'demo-reader',
      Arn: store.roleArn,
      Path: '/secret-mask-resolver/',
      AssumeRolePolicyDocument: policies.trust,
    });
    for (const [index, document] of policies.permissions.entries())
      await awsCli(['iam', 'put-role-policy', ...named, '--policy-name', `read-${index}`, '--policy-document', JSON.stringify(document)]);
    expect((await product.call('PUT /v1/stores/projects/demo', store, admin)).body).toMatchObject({ revision: 1, externalId });
    const tested = (await product.call('POST /v1/stores/projects/demo/test', { secretArns: [GUIDE.arn] }, admin)).body;
    expect(tested).toMatchObject({ status: 'ok' });

    const { Role } = await awsCli(['iam', 'get-role', ...named]);
    expect(Role).toMatchObject({
      RoleId: created['Role'].RoleId,
      MaxSessionDuration: 3600,
      PermissionsBoundary: { PermissionsBoundaryArn: await readerBoundary() },
    });
    expect((await awsCli(['iam', 'list-roles', '--path-prefix', '/secret-mask-resolver/']))['Roles'].map((role: Loose) => role['RoleName'])).toEqual([
      'demo-reader',
      expect.stringMatching(/-ReaderRole$/),
      expect.stringMatching(/-RehearsalReaderRole$/),
    ]);
    expect((await awsCli(['iam', 'list-role-policies', ...named]))['PolicyNames']).toEqual(['read-0']);
    const { PolicyDocument } = await awsCli(['iam', 'get-role-policy', ...named, '--policy-name', 'read-0']);
    expect(PolicyDocument).toEqual(policies.permissions[0]);

    const refused = async (...args: string[]): Promise<string> => awsCli(args).then(String, (error: unknown) => String(Reflect.get(Object(error), 'stderr')));
    expect(await refused('iam', 'delete-role', ...named)).toContain('(DeleteConflict)');
    expect(await refused('iam', 'update-assume-role-policy', ...named, '--policy-document', '{}')).toContain('(MalformedPolicyDocument)');
    await awsCli(['iam', 'update-assume-role-policy', ...named, '--policy-document', JSON.stringify(policies.trust)]);
    await awsCli(['iam', 'delete-role-policy', ...named, '--policy-name', 'read-0']);
    await awsCli(['iam', 'delete-role', ...named]);
    expect(await refused('iam', 'get-role', ...named)).toContain('(NoSuchEntity)');
    expect((await product.call('DELETE /v1/stores/projects/demo', undefined, admin)).httpStatus).toBe(204);
  },
  120_000,
);

it.skipIf(!hasCli)(
  'the AWS CLI assumes the local caller role, and its session is the one that the API knows',
  async () => {
    const roleArn = 'arn:aws:iam::137149879143:role/local-integration';
    const { Credentials } = await awsCli(['sts', 'assume-role', '--role-arn', roleArn, '--role-session-name', 'ci']);
    const keys = { accessKeyId: Credentials.AccessKeyId, secretAccessKey: Credentials.SecretAccessKey, sessionToken: Credentials.SessionToken };
    expect((await awsCli(['sts', 'get-caller-identity'], keys))['Arn']).toBe('arn:aws:sts::137149879143:assumed-role/local-integration/ci');
    const denied = await awsCli(['iam', 'list-roles'], keys).then(String, (error: unknown) => String(Reflect.get(Object(error), 'stderr')));
    expect(denied).toContain('(AccessDenied)');
    const user = `${keys.accessKeyId}:${keys.secretAccessKey}`;
    const signed = ['--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', user, '-H', `x-amz-security-token: ${keys.sessionToken}`];
    const { stdout } = await promisify(execFile)('curl', ['-s', ...signed, `${product.stack.url}/iam/v1/connections?limit=1`]);
    expect(JSON.parse(stdout)).toEqual({ items: [], nextCursor: null });
  },
  60_000,
);

async function readerBoundary(): Promise<string> {
  const { Roles } = await awsCli(['iam', 'list-roles', '--path-prefix', '/secret-mask-resolver/']);
  const reader = Roles.find((role: Loose) => role['RoleName'].includes('ReaderRole'));
  return (await awsCli(['iam', 'get-role', '--role-name', reader.RoleName]))['Role'].PermissionsBoundary.PermissionsBoundaryArn;
}

it.skipIf(!hasCli)(
  'a secret made and tagged with the AWS CLI resolves through generic-http',
  async () => {
    const value = product.remember(freshToken());
    const secret = ['--name', 'from-the-cli', '--secret-string', JSON.stringify({ 'api.token': value })];
    const { ARN = '' } = await awsCli(['secretsmanager', 'create-secret', ...secret]);
    const body = { connector: 'generic-http', method: 'bearer', config: { baseUrl: target.url, path: '/v1/me', token: maskOf('api.token', ARN) } };
    const refused = (await product.test(body)).body;
    expect(refused['code']).toBe('destination_denied');
    // The fix as it is printed, run by a shell, pointed at the local endpoint.
    const command = `${refused['fix'].commands[0]} --endpoint-url ${product.stack.aws.url}`;
    await promisify(execFile)('sh', ['-c', command], {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
    });
    expect((await product.test(body)).body).toMatchObject({ status: 'authorized', code: 'ok' });
    expect(target.requests.at(-1)?.headers.authorization).toBe(`Bearer ${value}`);
  },
  60_000,
);

it.skipIf(!hasMoto)(
  'pointed at moto_server by the SDK’s own variables, the same functions read their secrets there',
  async () => {
    const moto: MotoServer = await startMoto();
    const elsewhere = new Product();
    try {
      const post = async (action: string, body: object): Promise<Record<string, string>> => {
        const headers = {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': `secretsmanager.${action}`,
          authorization: 'AWS4-HMAC-SHA256 Credential=a/20261123/us-east-1/secretsmanager/aws4_request',
        };
        return JSON.parse(await (await fetch(moto.url, { method: 'POST', headers, body: JSON.stringify(body) })).text());
      };
      const value = elsewhere.remember(freshToken());
      const { ARN = '' } = await post('CreateSecret', {
        Name: 'in-moto',
        ClientRequestToken: crypto.randomUUID(),
        SecretString: JSON.stringify({ k: value }),
        Tags: [{ Key: 'connection-hosts', Value: `${target.host}/` }],
      });
      const account = ARN.split(':')[4] ?? '';
      await elsewhere.start({
        localTargets: [target.host],
        shell: {
          AWS_ENDPOINT_URL_SECRETS_MANAGER: moto.url,
          AWS_ENDPOINT_URL_STS: moto.url,
          AWS_ACCESS_KEY_ID: 'a',
          AWS_SECRET_ACCESS_KEY: 'b',
          READER_ROLE_ARN: `arn:aws:iam::${account}:role/secret-mask-resolver/reader`,
          READER_ACCOUNTS: account,
        },
      });
      const body = { connector: 'generic-http', method: 'bearer', config: { baseUrl: target.url, path: '/v1/me', token: maskOf('k', ARN) } };
      expect((await elsewhere.test(body)).body).toMatchObject({ status: 'authorized', code: 'ok', secrets: [{ arn: ARN }] });
      expect(target.requests.at(-1)?.headers.authorization).toBe(`Bearer ${value}`);
      expect(elsewhere.spent()).toMatchObject({ reads: 0, tags: 0, sessions: 0 });
    } finally {
      await elsewhere.close();
      await moto.stop();
    }
  },
  90_000,
);

it.skipIf(!hasCli)(
  'the commands of docs/operate.md for a laptop work as they stand there',
  async () => {
    const { url, aws } = product.stack;
    const page = readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8');
    const laptop = page.slice(page.indexOf('## On a laptop'), page.indexOf('## In AWS'));
    const commands = [...laptop.matchAll(/```sh\n(.*?)```/gs)].map(([, text]) => text).join('');
    const here = commands.replaceAll('http://127.0.0.1:3000', url).replaceAll('http://127.0.0.1:3001', aws.url);
    const env = { PATH: `${dirname(process.execPath)}:${process.env['PATH']}`, HOME: process.env['HOME'], AWS_PAGER: '' };
    const { stdout } = await promisify(execFile)('sh', ['-ec', here], { env });
    expect(stdout).toContain('"RoleName": "demo-reader"');
    expect(stdout).toContain('"scope":"project","inherited":false,"project":"demo"');
    expect(stdout).toContain('"scope":"project","project":"demo","status":"ok"');
    expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toEqual({ items: [], nextCursor: null });
  },
  120_000,
);
