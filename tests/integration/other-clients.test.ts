import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { type MotoServer, startMoto } from '../contract/moto-server.ts';
import { freshToken } from '../helpers/canary.ts';
import { maskOf, Product, useProduct } from '../helpers/product.ts';
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

it.skipIf(!hasCli)(
  'a secret made and tagged with the AWS CLI resolves through generic-http',
  async () => {
    const value = product.remember(freshToken());
    const cli = async (...args: string[]): Promise<Record<string, string>> => {
      const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local', AWS_PAGER: '' };
      const { stdout } = await promisify(execFile)(
        'aws',
        ['secretsmanager', ...args, '--endpoint-url', product.stack.aws.url, '--region', 'us-east-1', '--output', 'json'],
        { env },
      );
      return stdout === '' ? {} : JSON.parse(stdout);
    };
    const { ARN = '' } = await cli('create-secret', '--name', 'from-the-cli', '--secret-string', JSON.stringify({ 'api.token': value }));
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
