import { createServer, type Server } from 'node:http';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RehearsalDeps, rehearse } from '../../../infra/samples/rotate-secret/rehearse.ts';
import { rotate, type RotationDeps } from '../../../infra/samples/rotate-secret/rotate.ts';
import { demoSetSecret, type NewCredential } from '../../../infra/samples/rotate-secret/set-secret.ts';
import { readSettings } from '../../../infra/samples/rotate-secret/settings.ts';
import { type Ask, signedApi } from '../../../infra/samples/rotate-secret/signed-api.ts';
import { freshToken } from '../../helpers/canary.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-FsmeTs';
const OLD = '00000000-0000-4000-8000-00000000000a';
const NEXT = '00000000-0000-4000-8000-00000000000b';
const idOf = (digit: string): string => `con_${digit.repeat(32)}`;
const [ONE, TWO, THREE] = [idOf('1'), idOf('2'), idOf('3')] as const;
const RUN = `run_${'e'.repeat(32)}`;
const EXAMPLE = { apiUrl: 'https://api.example', region: 'us-east-1' };

type Version = { text: string; stages: string[] };
type Member = { outcome: string | null; code: string | null };

let versions: Record<string, Version>;
let canaries: string[];
let lines: string[];
let told: NewCredential[];
let members: Record<string, Member>;
let states: string[];
let asked: { method: string; path: string; body: unknown }[];
let ms: number;
const aws = mockClient(SecretsManagerClient);

/** Secrets Manager as far as a rotation sees it. */
function pretendSecrets(): void {
  const find = (id: string | undefined, stage: string | undefined): [string, Version] => {
    const found = Object.entries(versions).find(
      ([versionId, { text, stages }]) => (id ?? versionId) === versionId && text !== '' && stages.includes(stage ?? ''),
    );
    if (!found) throw new ResourceNotFoundException({ message: canaries.join(), $metadata: {} });
    return found;
  };
  aws.reset();
  aws
    .on(DescribeSecretCommand)
    .callsFake(async () => ({ VersionIdsToStages: Object.fromEntries(Object.entries(versions).map(([id, { stages }]) => [id, [...stages]])) }));
  aws.on(GetSecretValueCommand).callsFake(async ({ VersionId, VersionStage }) => ({ SecretString: find(VersionId, VersionStage)[1].text }));
  aws.on(PutSecretValueCommand).callsFake(async ({ ClientRequestToken, SecretString, VersionStages }) => {
    versions[ClientRequestToken] = { text: SecretString, stages: VersionStages };
  });
  aws.on(UpdateSecretVersionStageCommand).callsFake(async ({ VersionStage, MoveToVersionId, RemoveFromVersionId }) => {
    versions[RemoveFromVersionId]!.stages = versions[RemoveFromVersionId]!.stages.filter((stage) => stage !== VersionStage);
    versions[MoveToVersionId]!.stages.push(VersionStage);
  });
}

const ask: Ask = async (method, path, body) => {
  asked.push({ method, path, body });
  if (path === '/v1/rehearsals') return { id: RUN, state: 'gathering' };
  if (path === `/v1/verification-runs/${RUN}`) return { id: RUN, state: states.length > 1 ? states.shift() : states[0] };
  const items = Object.entries(members).map(([connectionId, end]) => ({ connectionId, ...end }));
  return path.includes('cursor=') ? { items: items.slice(1), nextCursor: null } : { items: items.slice(0, 1), nextCursor: 'a/b' };
};
const rehearsal = (required: readonly string[] = [ONE, TWO]): RehearsalDeps => ({
  ask,
  required,
  longestMs: 10_000,
  now: () => ms,
  wait: async (pauseMs) => {
    ms += pauseMs;
  },
});
const deps = (more: Partial<RotationDeps> = {}): RotationDeps => ({
  secrets: new SecretsManagerClient({ region: 'us-east-1' }),
  rotatedKey: 'token',
  newValue: () => canaries[1]!,
  setSecret: async (credential) => void told.push(credential),
  rehearse: (arn) => rehearse(arn, rehearsal()),
  log: (line) => lines.push(JSON.stringify(line)),
  ...more,
});
const step = (name: string, more: Partial<RotationDeps> = {}): Promise<void> => rotate({ Step: name, SecretId: ARN, ClientRequestToken: NEXT }, deps(more));
/** As Secrets Manager: the next step only after the one before; the first that fails ends it. */
async function rotateAll(more: Partial<RotationDeps> = {}): Promise<string | null> {
  for (const name of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
    const failure = await step(name, more).then(
      () => null,
      (error: unknown) => String(error),
    );
    if (failure !== null) return failure;
  }
  return null;
}
const current = (): string | undefined => Object.entries(versions).find(([, { stages }]) => stages.includes('AWSCURRENT'))?.[0];

beforeEach(() => {
  canaries = [freshToken(), freshToken()];
  versions = { [OLD]: { text: JSON.stringify({ user: 'bot', token: canaries[0] }), stages: ['AWSCURRENT'] } };
  [lines, told, asked, ms] = [[], [], [], 0];
  members = {
    [ONE]: { outcome: 'authorized', code: 'ok' },
    [TWO]: { outcome: 'authorized', code: 'ok_limited' },
    [THREE]: { outcome: 'refused', code: 'bad_credentials' },
  };
  states = ['gathering', 'running', 'running', 'done'];
  pretendSecrets();
});
afterEach(() => {
  if (canaries.some((canary) => lines.join().includes(canary))) throw new Error('A value of the secret stands in the log.');
});

describe('a rotation', () => {
  it('makes one value anew, tells the service, rehearses with the required connections, and promotes', async () => {
    expect(await rotateAll()).toBeNull();
    expect(JSON.parse(versions[NEXT]!.text)).toEqual({ user: 'bot', token: canaries[1] });
    expect(told).toEqual([{ current: canaries[0], pending: canaries[1] }]);
    expect(asked[0]).toEqual({ method: 'POST', path: '/v1/rehearsals', body: { secretArn: ARN, connections: [ONE, TWO] } });
    expect(current()).toBe(NEXT);
  });

  it.each<readonly [string, () => void]>([
    ['is refused with the new version', () => (members[TWO] = { outcome: 'refused', code: 'bad_credentials' })],
    ['could not be asked', () => (members[TWO] = { outcome: 'inconclusive', code: 'target_timeout' })],
    ['was not attempted', () => (members[TWO] = { outcome: 'not_attempted', code: 'key_not_found' })],
    ['was skipped', () => (members[TWO] = { outcome: 'skipped', code: null })],
    ['has no outcome', () => (members[TWO] = { outcome: null, code: null })],
    ['is not in the run', () => delete members[TWO]],
  ])('stops before finishSecret where a required connection %s: what is current stays', async (_, change) => {
    change();
    expect(await rotateAll()).toMatch(new RegExp(`^RotationError: Rehearsal ${RUN} failed: ${TWO} `));
    expect(current()).toBe(OLD);
    expect(aws.commandCalls(UpdateSecretVersionStageCommand)).toHaveLength(0);
  });

  it('stops where the rehearsal is cancelled before a required connection was tested, or is not over in time', async () => {
    states = ['cancelled'];
    members = { [ONE]: { outcome: 'authorized', code: 'ok' }, [TWO]: { outcome: 'skipped', code: null } };
    expect(await rotateAll()).toContain(`failed: ${TWO} has no verdict`);
    states = ['running'];
    expect(await rotateAll()).toContain('is not over in time');
    expect([current(), ms <= 10_000]).toEqual([OLD, true]);
  });

  it('stops where another version took the label while it was rehearsed', async () => {
    const more = {
      rehearse: async () => {
        versions[NEXT]!.stages = [];
      },
    };
    expect(await rotateAll(more)).toContain('Another version was labelled AWSPENDING during the rehearsal');
    expect(current()).toBe(OLD);
  });

  it('repeats a step without making a second value, and changes nothing once it is over', async () => {
    await step('createSecret');
    const first = versions[NEXT]!.text;
    await step('createSecret', { newValue: () => 'another' });
    expect(versions[NEXT]!.text).toBe(first);
    await rotateAll();
    const before = [aws.calls().length, asked.length];
    expect(await rotateAll()).toBeNull();
    expect([aws.calls().length, asked.length]).toEqual([before[0]! + 4, before[1]]);
    expect(aws.commandCalls(UpdateSecretVersionStageCommand)).toHaveLength(1);
  });

  it.each(['setSecret', 'testSecret', 'finishSecret', 'renameSecret'])('%s does nothing for a version that is not labelled AWSPENDING', async (name) => {
    versions[NEXT] = { text: '{"token":"x"}', stages: [] };
    await expect(step(name)).rejects.toThrow('not labelled AWSPENDING');
    expect([current(), asked, told]).toEqual([OLD, [], []]);
  });

  it.each([
    ['text', 'hunter2'],
    ['a list', '["hunter2"]'],
    ['keys without the one to rotate', '{"other":"hunter2"}'],
    ['a number under that key', '{"token":22}'],
  ])('of a secret that is %s stops at its first step, and quotes nothing of it', async (_, text) => {
    versions[OLD]!.text = text;
    const failure = await rotateAll();
    expect(failure).toMatch(/^RotationError: The (?:secret is not|key to rotate)/);
    expect(failure + lines.join()).not.toMatch(/hunter2|22/);
  });

  it('tells of an error of the SDK its name alone', async () => {
    aws.on(PutSecretValueCommand).rejects(Object.assign(new Error(canaries.join()), { name: 'EncryptionFailure' }));
    expect(await rotateAll()).toBe('RotationError: createSecret failed: EncryptionFailure.');
  });
});

it('a rehearsal of no connection, and an answer without a run, prove nothing', async () => {
  await expect(rehearse(ARN, rehearsal([]))).rejects.toThrow('No connection is required');
  await expect(rehearse(ARN, { ...rehearsal(), ask: async () => ({ id: '../../x' }) })).rejects.toThrow('without a run');
});

describe('over HTTP', () => {
  let server: Server;
  let url: string;
  let seen: { path: string; headers: NodeJS.Dict<string | string[]>; body: string }[];
  let reply: { status: number; body: string; headers?: Record<string, string> };
  beforeEach(async () => {
    seen = [];
    reply = { status: 200, body: '{}' };
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        seen.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() });
        response.writeHead(reply.status, reply.headers).end(reply.body);
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const api = (): Ask => signedApi({ ...EXAMPLE, apiUrl: url, credentials: { accessKeyId: 'AKIA', secretAccessKey: canaries[0]!, sessionToken: 'session' } });

  it('a request goes to the twin route, signed for execute-api, with the session token and without the secret key', async () => {
    await api()('GET', '/v1/verification-runs/x/connections?limit=100&cursor=a%2Fb');
    await api()('POST', '/v1/rehearsals', { secretArn: ARN });
    expect(seen.map(({ path }) => path)).toEqual(['/iam/v1/verification-runs/x/connections?limit=100&cursor=a%2Fb', '/iam/v1/rehearsals']);
    for (const { headers } of seen) {
      expect(headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/us-east-1\/execute-api\/aws4_request,/);
      expect(headers['x-amz-security-token']).toBe('session');
    }
    expect(JSON.stringify(seen)).not.toContain(canaries[0]);
  });

  it('a refusal is told by status and code, and never in the words of the answer', async () => {
    reply = { status: 403, body: '{"code":"not_allowed","title":"hunter2"}' };
    await expect(api()('POST', '/v1/rehearsals', {})).rejects.toThrow('POST /v1/rehearsals was answered with 403 not_allowed.');
    reply = { status: 502, body: 'hunter2' };
    await expect(api()('POST', '/v1/rehearsals', {})).rejects.toThrow('POST /v1/rehearsals was answered with 502 without a code.');
  });

  it('the demonstration of setSecret sends the new value with the old one as proof, follows no redirect, and tells the status alone', async () => {
    const credential = { current: canaries[0]!, pending: canaries[1]! };
    await demoSetSecret(`${url}/token`)(credential);
    expect(seen).toMatchObject([{ path: '/token', headers: { authorization: `Bearer ${canaries[0]}` }, body: JSON.stringify({ token: canaries[1] }) }]);
    reply = { status: 500, body: canaries.join() };
    await expect(demoSetSecret(url)(credential)).rejects.toThrow('The service answered 500 when it was told the new value.');
    reply = { status: 307, body: '', headers: { location: `${url}/elsewhere` } };
    await expect(demoSetSecret(url)(credential)).rejects.toThrow('did not answer');
    expect(seen.map(({ path }) => path)).toEqual(['/token', '/', '/']);
  });
});

describe('settings', () => {
  const GOOD = {
    API_URL: 'https://api.example',
    AWS_REGION: 'us-east-1',
    REQUIRED_CONNECTIONS: `${ONE} ${TWO}`,
    ROTATED_KEY: 'token',
    ADMIN_URL: 'https://a.example/x',
  };

  it('are read with 240 seconds for the rehearsal', () => {
    expect(readSettings(GOOD)).toEqual({
      ...EXAMPLE,
      requiredConnections: [ONE, TWO],
      rotatedKey: 'token',
      adminUrl: 'https://a.example/x',
      rehearsalMs: 240_000,
    });
  });

  it.each([
    ['API_URL', 'http://api.example'],
    ['API_URL', 'https://user:hunter2@api.example'],
    ['REQUIRED_CONNECTIONS', ''],
    ['REQUIRED_CONNECTIONS', `${ONE},${TWO}`],
    ['REQUIRED_CONNECTIONS', 'hunter2'],
    ['ROTATED_KEY', ''],
    ['ADMIN_URL', 'http://a.example'],
    ['REHEARSAL_SECONDS', '0'],
  ])('with a wrong %s (%s) stop the start, by name and never by value', (name, value) => {
    expect(() => readSettings({ ...GOOD, [name]: value })).toThrow(new RegExp(`^Missing or malformed: ${name} \\([^()]+\\)\\.$`));
  });
});
