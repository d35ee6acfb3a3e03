import { expect, it, vi } from 'vitest';
import type { Connection } from '../../shared/connections/connection.ts';
import { makeCatalogue } from '../../shared/connectors/catalogue.ts';
import { bind } from '../../shared/egress/bind.ts';
import type { TargetResponse } from '../../shared/egress/exchange.ts';
import { guard } from '../../shared/egress/guard.ts';
import { RequestError, ResolverError } from '../../shared/errors.ts';
import { Secret } from '../../shared/secrets/secret.ts';
import type { FetchedSecrets } from '../../shared/secrets/vault.ts';
import { verifyConnection } from '../../shared/verify.ts';
import type { VerifyDeps } from '../../shared/verify-deps.ts';
import { DIGEST_CHALLENGE } from './connectors/samples.ts';
import { asRequest } from '../helpers/outgoing.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:prod-jira-credentials-FsmeTs';
const MASK = `{{workato:sm:prod.jira.secret.key:${ARN}}}`;
const TOKEN = 'canary-5f2c1a77e0d94b6c';
const CONNECTION: Connection = {
  id: null,
  connector: 'jira-dc',
  method: undefined,
  project: 'demo',
  config: { baseUrl: 'https://jira.example.com', personalAccessToken: MASK },
};

const fetched = (value: string, versionId: string, wasCached = false): FetchedSecrets => ({
  valueOf: () => new Secret(value),
  uses: [{ arn: ARN, key: 'prod.jira.secret.key', field: '/config/personalAccessToken', versionId, versionStage: 'AWSCURRENT' }],
  wasCached,
});
const answer = (httpStatus: number, bodyText = ''): TargetResponse => ({ httpStatus, headers: new Map([['content-type', 'application/json']]), bodyText });
const ACCEPTED = answer(200, '{"name":"bot","key":"bot"}');

function depsWith(over: Partial<VerifyDeps> = {}, hosts = 'jira.example.com'): VerifyDeps {
  const tagsOf = async () => ({ tags: new Map([['connection-hosts', hosts]]), readAtMs: 0 });
  return {
    catalogue: makeCatalogue(),
    scope: { accounts: ['137149879143'], regions: ['us-east-1'] },
    now: () => Date.UTC(2026, 10, 23),
    elapsedMs: () => 0,
    uuid: () => '00000000-0000-4000-8000-000000000000',
    bind: (request) => bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => 0 }),
    fetchSecrets: vi.fn<VerifyDeps['fetchSecrets']>(async () => fetched(TOKEN, 'v1')),
    withinBudget: (_, send) => send(),
    guard: (request) => guard(request, { policy: { privateCidrs: [], furtherPorts: [], localTargets: [] }, resolve: async () => ['93.184.215.14'] }),
    probe: vi.fn<VerifyDeps['probe']>(async () => ACCEPTED),
    begin: vi.fn<VerifyDeps['begin']>(async () => {}),
    end: vi.fn<VerifyDeps['end']>(async (_, verification) => verification),
    ...over,
  };
}

it('a connection whose credentials are masks comes back authorized, with what was used and nothing of its value', async () => {
  const verification = await verifyConnection(CONNECTION, depsWith());
  expect(verification).toMatchObject({
    connector: 'jira-dc',
    method: 'pat',
    status: 'authorized',
    code: 'ok',
    fix: null,
    target: { host: 'jira.example.com', httpStatus: 200 },
    secrets: [{ arn: ARN, key: 'prod.jira.secret.key', field: '/config/personalAccessToken', versionId: 'v1', versionStage: 'AWSCURRENT' }],
  });
  expect(verification.steps.map((step) => step.name)).toEqual(['find_masks', 'bind', 'fetch_secrets', 'guard', 'probe']);
  expect(JSON.stringify(verification)).not.toContain(TOKEN);
});

it('a secret that may not go to the host is not read, and nothing is sent', async () => {
  const deps = depsWith({}, 'other.example.com');
  const verification = await verifyConnection(CONNECTION, deps);
  expect(verification).toMatchObject({ status: 'not_attempted', code: 'destination_denied' });
  expect(verification.fix?.commands[0]).toContain(`tag-resource --region us-east-1 --secret-id '${ARN}'`);
  expect(verification.fix?.commands[0]).toContain('other.example.com jira.example.com');
  expect(deps.fetchSecrets).not.toHaveBeenCalled();
  expect(deps.probe).not.toHaveBeenCalled();
});

it('a name that resolves to a private address is not dialled', async () => {
  const deps = depsWith({
    guard: (request) =>
      guard(request, { policy: { privateCidrs: [], furtherPorts: [], localTargets: [] }, resolve: async () => ['93.184.215.14', '10.0.0.7'] }),
  });
  expect(await verifyConnection(CONNECTION, deps)).toMatchObject({
    status: 'not_attempted',
    code: 'address_denied',
    target: { host: 'jira.example.com', httpStatus: null },
  });
  expect(deps.probe).not.toHaveBeenCalled();
});

it('credentials refused with a freshly read secret are not sent again', async () => {
  const deps = depsWith({ probe: vi.fn<VerifyDeps['probe']>(async () => answer(401)) });
  expect(await verifyConnection(CONNECTION, deps)).toMatchObject({ status: 'refused', code: 'bad_credentials' });
  expect([deps.fetchSecrets, deps.probe].map((each) => vi.mocked(each).mock.calls.length)).toEqual([1, 1]);
});

it('credentials refused with a cached secret are sent again only if its version changed meanwhile', async () => {
  const probe = vi.fn<VerifyDeps['probe']>().mockResolvedValueOnce(answer(401)).mockResolvedValueOnce(ACCEPTED);
  const fetchSecrets = vi.fn<VerifyDeps['fetchSecrets']>(async (_, options) => (options?.fresh ? fetched('rotated-value', 'v2') : fetched(TOKEN, 'v1', true)));
  expect(await verifyConnection(CONNECTION, depsWith({ probe, fetchSecrets }))).toMatchObject({ code: 'ok', secrets: [{ versionId: 'v2' }] });
  expect([fetchSecrets.mock.calls.length, probe.mock.calls.length]).toEqual([2, 2]);
});

it('the refusal stands where the secret cannot be read again', async () => {
  const fetchSecrets = vi.fn<VerifyDeps['fetchSecrets']>(async (_, options) =>
    options?.fresh ? Promise.reject(new ResolverError('vault_unavailable')) : fetched(TOKEN, 'v1', true),
  );
  expect(await verifyConnection(CONNECTION, depsWith({ probe: async () => answer(401), fetchSecrets }))).toMatchObject({
    status: 'refused',
    code: 'bad_credentials',
  });
});

it('credentials refused with a cached secret of the same version are not sent again', async () => {
  const fetchSecrets = vi.fn<VerifyDeps['fetchSecrets']>(async () => fetched(TOKEN, 'v1', true));
  const deps = depsWith({ probe: vi.fn<VerifyDeps['probe']>(async () => answer(401)), fetchSecrets });
  expect(await verifyConnection(CONNECTION, deps)).toMatchObject({ code: 'bad_credentials' });
  expect([fetchSecrets.mock.calls.length, vi.mocked(deps.probe).mock.calls.length]).toEqual([2, 1]);
});

it('a code thrown on the way becomes the verdict, with the steps so far', async () => {
  const deps = depsWith({ fetchSecrets: async () => Promise.reject(new ResolverError('vault_throttled')) });
  const verification = await verifyConnection(CONNECTION, deps);
  expect(verification).toMatchObject({ status: 'not_attempted', code: 'vault_throttled', retryable: true });
  expect(verification.steps.map((step) => step.name)).toEqual(['find_masks', 'bind', 'fetch_secrets']);
});

it('an error nobody foresaw is not made a verdict', async () => {
  await expect(verifyConnection(CONNECTION, depsWith({ probe: () => Promise.reject(new TypeError('boom')) }))).rejects.toThrow(TypeError);
});

it('a malformed connection is a request error with every issue, before anything is asked', async () => {
  const deps = depsWith();
  const config = { baseUrl: `https://${MASK}`, personalAccessToken: '{{workato:sm:k:arn:aws:s3:::bucket}}', colour: 'red' };
  const error: unknown = await verifyConnection({ ...CONNECTION, config }, deps).catch((thrown: unknown) => thrown);
  const issues = error instanceof RequestError ? error.issues.map((issue) => `${issue.code} ${issue.where.pointer}`) : [];
  expect(new Set(issues)).toEqual(
    new Set(['arn_wrong_service /config/personalAccessToken', 'mask_not_allowed_here /config/baseUrl', 'schema_invalid /config/colour']),
  );
  expect(deps.fetchSecrets).not.toHaveBeenCalled();
});

it('a header that no connection may set, or that carries the credential, is refused before anything is asked, though its text is a good mask', async () => {
  const bindNever = vi.fn<VerifyDeps['bind']>();
  const deps = depsWith({ bind: bindNever });
  const config = {
    baseUrl: 'https://api.example.com',
    path: '/',
    token: MASK,
    headers: { Host: MASK, 'X-Forwarded-Host': MASK, Authorization: MASK, 'X-A': MASK },
  };
  const error: unknown = await verifyConnection({ ...CONNECTION, connector: 'generic-http', method: 'bearer', config }, deps).catch(
    (thrown: unknown) => thrown,
  );
  const issues = error instanceof RequestError ? error.issues.map((issue) => `${issue.code} ${issue.where.pointer}`) : [];
  expect(issues).toEqual(['Host', 'X-Forwarded-Host', 'Authorization'].map((name) => `schema_invalid /config/headers/${name}`));
  expect(bindNever).not.toHaveBeenCalled();
});

it('what the target echoes is in no part of the answer', async () => {
  const deps = depsWith({ probe: async () => answer(418, JSON.stringify({ error: `you sent Bearer ${TOKEN}` })) });
  const verification = await verifyConnection(CONNECTION, deps);
  expect(verification.code).toBe('unexpected_response');
  expect(JSON.stringify(verification)).not.toMatch(/canary|you sent/);
});

it('who is about to use which secret, and where, is written before the secret is read; what came of it, after', async () => {
  const order: string[] = [];
  const deps = depsWith({
    begin: async (intent) => {
      order.push('begin');
      expect(intent).toMatchObject({
        project: 'demo',
        connectionId: null,
        connector: 'jira-dc',
        method: 'pat',
        hosts: ['jira.example.com'],
        secrets: [{ arn: ARN, key: 'prod.jira.secret.key', field: '/config/personalAccessToken' }],
      });
    },
    fetchSecrets: async () => {
      order.push('fetch');
      return fetched(TOKEN, 'v1');
    },
    end: async (intent, verification) => {
      order.push('end');
      expect([intent.id, intent.at]).toEqual([verification.id, verification.startedAt]);
      return verification;
    },
  });
  await verifyConnection(CONNECTION, deps);
  expect(order).toEqual(['begin', 'fetch', 'end']);
});

it('a secret whose use cannot be written down is not used', async () => {
  const deps = depsWith({ begin: async () => Promise.reject(new Error('the table is not there')) });
  await expect(verifyConnection(CONNECTION, deps)).rejects.toThrow('the table is not there');
  expect([deps.fetchSecrets, deps.probe, deps.end].map((each) => vi.mocked(each).mock.calls.length)).toEqual([0, 0, 0]);
});

it('a refusal before anything was used is written all the same, with the secret and the host that were asked for', async () => {
  const deps = depsWith({}, 'other.example.com');
  await verifyConnection(CONNECTION, deps);
  expect(deps.begin).not.toHaveBeenCalled();
  expect(vi.mocked(deps.end).mock.calls[0]?.[0]).toMatchObject({ hosts: ['jira.example.com'], secrets: [{ arn: ARN }] });
});

const ATLAS: Connection = { id: null, connector: 'mongodb-atlas', method: 'digest', project: 'demo', config: { publicKey: 'abcdefgh', privateKey: MASK } };
const challenged = (header = DIGEST_CHALLENGE): TargetResponse => ({ ...answer(401), headers: new Map([['www-authenticate', header]]) });
/** The Authorization headers that were sent, with null for a request that had none. */
const proofs = (deps: VerifyDeps): readonly (string | null)[] =>
  vi.mocked(deps.probe).mock.calls.map(([, request]) => asRequest(request).headers['authorization']?.reveal() ?? null);

function atlasWith(...answers: readonly TargetResponse[]): VerifyDeps {
  const probe = vi.fn<VerifyDeps['probe']>();
  for (const each of answers) probe.mockResolvedValueOnce(each);
  return depsWith({ probe }, 'cloud.mongodb.com');
}

it('HTTP Digest: the first request shows no credential, the second answers the challenge, and the secret itself is never sent', async () => {
  const deps = atlasWith(challenged(), answer(200, '{"results":[],"totalCount":0}'));
  expect(await verifyConnection(ATLAS, deps)).toMatchObject({ status: 'authorized', code: 'ok', method: 'digest' });
  const [first, second, ...others] = proofs(deps);
  expect([first, others]).toEqual([null, []]);
  expect(second).toMatch(/^Digest username="abcdefgh", realm="MMS Public API", uri="\/api\/atlas\/v2\/groups\?itemsPerPage=1", algorithm=MD5, /);
  for (const [, request] of vi.mocked(deps.probe).mock.calls)
    expect([asRequest(request).pathAndQuery, ...Object.values(asRequest(request).headers)].map((part) => part.reveal()).join('\n')).not.toContain(TOKEN);
});

it('HTTP Digest: an answer that is refused is not followed by another, whatever new challenge comes with it', async () => {
  const deps = atlasWith(challenged(), challenged(DIGEST_CHALLENGE.replace('b3Vy', 'YW5k')));
  expect(await verifyConnection(ATLAS, deps)).toMatchObject({ status: 'refused', code: 'bad_credentials' });
  expect(proofs(deps)).toEqual([null, expect.stringMatching(/^Digest /)]);
});

it.each([
  ['it asks for Basic', challenged('Basic realm="MMS Public API"'), 'unexpected_response'],
  ['it asks for nothing', answer(401), 'unexpected_response'],
  ['its digest is of a kind that cannot be answered', challenged(DIGEST_CHALLENGE.replace('algorithm=MD5', 'algorithm=SHA-512-256')), 'unexpected_response'],
  ['it answers without asking', answer(200, '{"results":[],"totalCount":0}'), 'unexpected_response'],
  ['a challenge comes with another status', { ...challenged(), httpStatus: 403 }, 'unexpected_response'],
  ['there is nothing', answer(404), 'wrong_address'],
  ['it is too busy', answer(429), 'rate_limited'],
  ['it is down', answer(503), 'target_unavailable'],
  ['it sends elsewhere', answer(302), 'redirect_blocked'],
])('HTTP Digest: no credential is sent, and none is called wrong, where %s', async (_, first, code) => {
  const deps = atlasWith(first);
  expect(await verifyConnection(ATLAS, deps)).toMatchObject({ status: 'inconclusive', code });
  expect(proofs(deps)).toEqual([null]);
});
