import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeVaults, type Vault } from '../../../shared/secrets/vault.ts';
import { answered, codeOf, JIRA, maskOf, READER } from './pretend-aws.ts';

type Answer = (response: ServerResponse, attempt: number) => void;
type Listener = { readonly vault: Vault; readonly requests: readonly IncomingMessage[]; readonly sessions: () => number };

const servers: Server[] = [];
/** The client's limits run by turns of the event loop, 20 ms each: however long this process stands still, an answer that is there is read in time. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true });
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((afterMs) => {
    const limit = new AbortController();
    setTimeout(() => limit.abort(new DOMException('too late', 'TimeoutError')), afterMs);
    return limit.signal;
  });
});
afterEach(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** Secrets Manager and STS on loopback; `secretsManager` and `sts` answer the nth request of their kind. */
async function listen(secretsManager: Answer, sts: Answer = issueSession): Promise<Listener> {
  const requests: IncomingMessage[] = [];
  let sessions = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      if (request.headers['x-amz-target'] === undefined) return sts(response, (sessions += 1));
      requests.push(request);
      return secretsManager(response, requests.length);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1' };
  const credentials = { accessKeyId: 'AKIAFUNCTION', secretAccessKey: 'x' };
  const vaults = makeVaults({ now: () => Date.now(), random: () => 0.5, secretsManager: client, sts: { ...client, credentials } });
  return { vault: vaults.vaultFor(READER), requests, sessions: () => sessions };
}

const issueSession: Answer = (response, attempt) => {
  const credentials = `<AccessKeyId>ASIASESSION${attempt}</AccessKeyId><SecretAccessKey>x</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>`;
  response.writeHead(200, { 'content-type': 'text/xml' });
  response.end(
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>${credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>`,
  );
};
const json = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const good: Answer = (response) => json(response, 200, answered(JIRA, '{"token":"ours"}'));
const throttled: Answer = (response) => {
  response.setHeader('retry-after', '30');
  json(response, 400, { __type: 'ThrottlingException', Message: 'Rate exceeded' });
};
const silent: Answer = () => undefined;
/** So long a busy machine may take; only a wait without end takes longer. */
const IN_TIME_MS = 20_000;
const MASK = maskOf(JIRA, 'token');
const valueOf = async (vault: Vault): Promise<string> => (await vault.fetchSecrets([MASK])).valueOf(MASK).reveal();

it.each([
  ['a throttle', throttled],
  ['a 500', (response: ServerResponse) => json(response, 500, { __type: 'InternalServiceError' })],
  ['a silence', silent],
  ['a broken connection', (response: ServerResponse) => void response.destroy()],
])('%s is met with one more attempt, without waiting for as long as Retry-After says', async (_, fault) => {
  const { vault, requests } = await listen((response, attempt) => (attempt === 1 ? fault : good)(response, attempt));
  expect(await valueOf(vault)).toBe('ours');
  expect(requests).toHaveLength(2);
});

it.each<[string, Answer, string, number]>([
  ['throttles for good', throttled, 'vault_throttled', 2],
  ['answers 500 for good', (response) => json(response, 500, { __type: 'InternalServiceError' }), 'vault_unavailable', 2],
  ['is silent', silent, 'vault_timeout', 2],
  ['answers HTML', (response) => json(response, 200, '<html>hunter2</html>'), 'vault_unavailable', 1],
  ['answers 503 with HTML', (response) => json(response, 503, '<html>hunter2</html>'), 'vault_unavailable', 2],
  ['cuts the JSON', (response) => json(response, 200, '{"ARN":"hun'), 'vault_unavailable', 1],
  ['breaks off', (response) => void response.destroy(), 'vault_unavailable', 2],
  ['denies', (response) => json(response, 400, { __type: 'AccessDeniedException', Message: 'hunter2' }), 'secret_access_denied', 1],
  ['drips without end', (response) => drip(response), 'vault_timeout', 1],
])('Secrets Manager that %s', async (_, answer, code, attempts) => {
  const { vault, requests } = await listen(answer);
  const startedMs = performance.now();
  expect(await codeOf(valueOf(vault))).toBe(code);
  expect(requests.length).toBe(attempts);
  expect(performance.now() - startedMs).toBeLessThan(IN_TIME_MS);
});

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
}

it('AWS_MAX_ATTEMPTS does not change the number of attempts', async () => {
  vi.stubEnv('AWS_MAX_ATTEMPTS', '5');
  const { vault, requests } = await listen(throttled);
  expect(await codeOf(valueOf(vault))).toBe('vault_throttled');
  expect(requests.length).toBe(2);
});

it('an STS that is silent means vault_timeout, and Secrets Manager is not asked', async () => {
  const { vault, requests, sessions } = await listen(good, silent);
  expect(await codeOf(valueOf(vault))).toBe('vault_timeout');
  expect([requests.length, sessions()]).toEqual([0, 2]);
});

it('an STS that denies means role_unavailable', async () => {
  const { vault, sessions } = await listen(good, (response) => {
    response.writeHead(403, { 'content-type': 'text/xml' });
    response.end('<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>hunter2</Message></Error></ErrorResponse>');
  });
  expect(await codeOf(valueOf(vault))).toBe('role_unavailable');
  expect(sessions()).toBe(1);
});

it('requests are signed with the session, and after ExpiredToken with the new one', async () => {
  const { vault, requests, sessions } = await listen((response, attempt) =>
    attempt === 1 ? json(response, 400, { __type: 'ExpiredTokenException', message: 'expired' }) : good(response, attempt),
  );
  expect(await valueOf(vault)).toBe('ours');
  const keys = requests.map((request) => /Credential=(\w+)\//.exec(request.headers.authorization ?? '')?.[1]);
  expect([keys, sessions()]).toEqual([['ASIASESSION1', 'ASIASESSION2'], 2]);
});
