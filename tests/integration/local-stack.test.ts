import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readTag } from '../../infra/local/aws-administrator.ts';
import { bannerOf } from '../../infra/local/banner.ts';
import { INTEGRATION_ROLE } from '../../infra/local/integration-role.ts';
import { close, listen, portOf } from '../../infra/local/loopback.ts';
import { GUIDE, HOSTS_TAG, REPORTING, RETIRED } from '../../infra/local/seed.ts';
import { plantConnections } from '../../infra/local/seed-connections.ts';
import { plantProject } from '../../infra/local/seed-project.ts';
import { startStack, type Stack, type StackOptions } from '../../infra/local/stack.ts';
import { assumeRole } from '../helpers/administrator.ts';
import { signatureOf } from '../helpers/sign.ts';

const FREE = { port: 0, awsPort: 0, jiraPort: 0, dataDirectory: null } satisfies StackOptions;
const run = promisify(execFile);

type Answer = { readonly status?: string; readonly code?: string };

async function test(stack: Stack, secret: { readonly arn: string; readonly key: string }, token?: string): Promise<Answer> {
  const config = { baseUrl: stack.jira.url, personalAccessToken: `{{workato:sm:${secret.key}:${secret.arn}}}` };
  const response = await fetch(`${stack.url}/v1/connections/test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token ?? (await stack.token(['demo:editor']))}` },
    body: JSON.stringify({ connector: 'jira-dc', config }),
  });
  const answer: Answer = JSON.parse(await response.text());
  return { status: answer.status ?? String(response.status), code: answer.code ?? '' };
}

async function bannerFor(stack: Stack): Promise<readonly string[]> {
  const facts = {
    url: stack.url,
    awsUrl: stack.aws.url,
    jiraUrl: stack.jira.url,
    jiraHost: stack.jira.host,
    otherSecretsManager: null,
    key: stack.aws.issueKey(INTEGRATION_ROLE),
    aheadMs: 0,
    dataDirectory: '.local',
  };
  const reportingHosts = await readTag(stack.aws.url, REPORTING.arn, HOSTS_TAG);
  return bannerOf({ ...facts, token: await stack.token(['demo:editor']), reportingHosts }).split('\n');
}

/** Of a request signed with a session of the local caller role. */
async function signedStatus({ url, aws }: Stack): Promise<number> {
  const asked = { url: `${url}/iam/v1/connectors` };
  return (await fetch(asked.url, { headers: await signatureOf(asked, { keys: await assumeRole(aws.url, INTEGRATION_ROLE.arn) }) })).status;
}

describe('the first minute', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack(FREE);
    await plantProject(stack);
    await plantConnections(stack);
  });
  afterAll(() => stack.close());

  it('the third secret goes there and is refused', async () => {
    expect(await test(stack, RETIRED)).toEqual({ status: 'refused', code: 'bad_credentials' });
  });

  it('the printed lines work when pasted into a shell: authorized, refused, mended, authorized', async () => {
    const lines = (await bannerFor(stack)).filter((line) => /^(?:curl|sleep)/.test(line));
    const outputs: string[] = [];
    for (const line of lines) outputs.push((await run('/bin/sh', ['-c', line])).stdout);
    expect(lines).toHaveLength(9);
    expect(outputs.map((output) => /"items":\[\{|"kind":"bulk"|"items":\[|"code":"(\w+)"|HTTP \d+|accessToken/.exec(output)?.[0])).toEqual([
      '"code":"ok"',
      '"code":"destination_denied"',
      'HTTP 200',
      '"code":"ok"',
      '"items":[{',
      '"items":[{',
      '"kind":"bulk"',
      expect.stringContaining('"items":['),
      'accessToken',
    ]);
  });

  it('nothing the stack prints holds a value of its secrets', async () => {
    const { account, retiredToken } = stack.seed;
    const printed = [...stack.lines, ...(await bannerFor(stack))].join('\n');
    for (const value of [account.token, account.password, retiredToken]) expect(printed).not.toContain(value);
    expect(stack.lines.some((line) => line.startsWith('[test-connection] '))).toBe(true);
  });

  it("the functions act under their own roles, and read through the reader's session", () => {
    const principals = stack.aws.calls
      .list()
      .filter(({ action }) => ['AssumeRole', 'GetSecretValue'].includes(action))
      .map(({ action, principal }) => `${action} ${principal.split(':').at(-1)}`);
    expect(principals).toEqual(expect.arrayContaining([expect.stringMatching(/^AssumeRole assumed-role\/.*TestConnectionRole/)]));
    expect(principals.filter((line) => line.startsWith('GetSecretValue') && !/ReaderRole/i.test(line))).toEqual([]);
  });
});

describe('a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  let stack: Stack | undefined;
  afterEach(() => stack?.close());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps secrets, tags, tokens and keys', async () => {
    const first = await startStack({ ...FREE, dataDirectory: folder });
    const ports = [first.url, first.aws.url, first.jira.url].map((url) => Number(new URL(url).port));
    const token = await first.token(['demo:editor']);
    await first.close();
    const [port = 0, awsPort = 0, jiraPort = 0] = ports;
    stack = await startStack({ port, awsPort, jiraPort, dataDirectory: folder });
    expect(await test(stack, GUIDE, token)).toEqual({ status: 'authorized', code: 'ok' });
    expect(stack.seed.account).toEqual(first.seed.account);
  });

  it('is refused where a port is taken, with a sentence that says what to do', async () => {
    const blocker = createServer();
    await listen(blocker, 0);
    const port = portOf(blocker);
    for (const taken of [{ port }, { awsPort: port }, { jiraPort: port }]) {
      await expect(startStack({ ...FREE, ...taken })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use. Stop what uses it, or choose others: PORT=4000`);
    }
    await close(blocker);
  });
});

describe('another Secrets Manager named by the shell', () => {
  it('is what the functions read, instead of the embedded one', async () => {
    const actions: unknown[] = [];
    const other = createServer((request, response) => {
      actions.push(request.headers['x-amz-target']);
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end('{"__type":"ResourceNotFoundException","Message":"not here"}');
    });
    await listen(other, 0);
    const stack = await startStack({ ...FREE, shell: { AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${portOf(other)}` } });
    try {
      expect(await test(stack, GUIDE)).toMatchObject({ code: 'secret_not_found' });
      expect(actions).toContain('secretsmanager.DescribeSecret');
      expect(stack.aws.calls.count('GetSecretValue') + stack.aws.calls.count('DescribeSecret')).toBe(0);
    } finally {
      await Promise.all([stack.close(), close(other)]);
    }
  });

  it('switches the local issuer off where it is not on loopback: no tokens, old ones are refused, and so are signatures', async () => {
    const shell = { AWS_ENDPOINT_URL_SECRETS_MANAGER: 'https://secretsmanager.us-east-1.amazonaws.com' };
    const [off, on] = await Promise.all([startStack({ ...FREE, shell }), startStack({ ...FREE, shell: { ...shell, LOCAL_ISSUER: '1' } })]);
    try {
      const asked = await fetch(`${off.url}/local/token`, { method: 'POST', body: '{"sub":"ada","roles":["*:admin"]}' });
      expect(asked.status).toBe(404);
      await expect(off.token(['demo:editor'])).rejects.toThrow('off');
      expect(await test(off, GUIDE, await on.token(['demo:editor']))).toMatchObject({ status: '401' });
      expect([await signedStatus(off), await signedStatus(on)]).toEqual([403, 200]);
    } finally {
      await Promise.all([off.close(), on.close()]);
    }
  });
});

it('settings go over those of the template, and local targets through the guard', async () => {
  const target = createServer((_, response) => response.end('{"name":"x"}'));
  await listen(target, 0);
  const host = `127.0.0.1:${portOf(target)}`;
  const open = await startStack({ ...FREE, localTargets: [host], settings: { LOG_LEVEL: 'ERROR' } });
  const shut = await startStack(FREE);
  try {
    for (const [stack, code] of [
      [open, 'ok'],
      [shut, 'address_denied'],
    ] as const) {
      const { arn } = stack.aws.store.seedSecret({ name: 'mine', suffix: 'AbCdEf', keyValues: { token: 'a-value-of-mine' }, tags: { [HOSTS_TAG]: host } });
      const jira = { ...stack.jira, url: `http://${host}` };
      expect(await test({ ...stack, jira }, { arn, key: 'token' })).toMatchObject({ code });
    }
    expect(open.lines.filter((line) => line.includes('"level":"INFO"'))).toEqual([]);
    expect(shut.lines.filter((line) => line.includes('"level":"INFO"')).length).toBeGreaterThan(0);
  } finally {
    await Promise.all([open.close(), shut.close(), close(target)]);
  }
});
