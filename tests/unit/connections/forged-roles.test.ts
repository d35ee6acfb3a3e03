import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { routesOf } from '../../../infra/local/routes.ts';
import { type Ask, ARN, type Handlers, NEW, startHandlers } from '../../helpers/stored-connections.ts';
import { secretStore } from '../../helpers/stores/settings.ts';

const ALL = ['*:admin'];
type Forged = readonly [what: string, token: Pick<Ask, 'roles' | 'claims'>];

const FORGED: readonly Forged[] = [
  ['a text', { roles: 'demo:admin' }],
  ['a list as the gateway flattens it', { roles: '[demo:admin]' }],
  ['a flattened list in a list', { roles: ['[demo:admin]'] }],
  ['JSON in a text', { roles: '["demo:admin"]' }],
  ['two roles in one text', { roles: ['demo:viewer demo:admin'] }],
  ['two roles with a comma', { roles: ['demo:viewer,demo:admin'] }],
  ['two roles with a line break', { roles: ['x:none\ndemo:admin'] }],
  ['a space before', { roles: [' demo:admin'] }],
  ['a space after', { roles: ['demo:admin '] }],
  ['a NUL after', { roles: ['demo:admin\u0000'] }],
  ['a zero-width space inside', { roles: ['demo:\u200Badmin'] }],
  ['a wildcard alone', { roles: ['*'] }],
  ['a wildcard as role', { roles: ['demo:*'] }],
  ['two wildcards', { roles: ['*:*'] }],
  ['a wildcard inside a project', { roles: ['d*:admin', 'demo*:admin', '**:admin'] }],
  ['*:admin inside a longer text', { roles: ['x *:admin', '*:admin;', '(*:admin)', '*:admin:*'] }],
  ['a pattern of projects', { roles: ['.*:admin', '[a-z]+:admin', 'demo|other:admin'] }],
  ['upper case', { roles: ['DEMO:admin', 'demo:ADMIN', 'Demo:Admin'] }],
  ['a Cyrillic look-alike', { roles: ['d\u0435mo:admin', 'demo:\u0430dmin'] }],
  ['full-width letters', { roles: ['demo\uFF1Aadmin', '\uFF0A:admin'] }],
  ['a list in a list', { roles: [['demo:admin']] }],
  ['a deeper list', { roles: [[['*:admin']]] }],
  ['an object', { roles: { demo: 'admin', '*': 'admin' } }],
  ['an object that looks like a list', { roles: { 0: 'demo:admin', length: 1 } }],
  ['objects in a list', { roles: [{ project: 'demo', role: 'admin' }] }],
  ['a text wrapped in an object', { roles: [{ value: 'demo:admin', 0: 'demo:admin' }] }],
  ['numbers', { roles: [3, 0, -1] }],
  ['a number', { roles: 7 }],
  ['true', { roles: true }],
  ['null', { roles: null }],
  ['null in a list', { roles: [null] }],
  ['roles that are none', { roles: ['demo:owner', 'demo:root', 'demo:superadmin', 'demo:administrator'] }],
  ['a role without a project', { roles: ['admin', ':admin'] }],
  ['a project without a role', { roles: ['demo', 'demo:'] }],
  ['a URL-encoded role', { roles: ['demo%3Aadmin', '%2A:admin'] }],
  ['a path to a project', { roles: ['../demo:admin', 'x/../demo:admin', 'demo/:admin'] }],
  ['a project over 40 characters', { roles: [`${'a'.repeat(41)}:admin`] }],
  ['another claim: role', { roles: null, claims: { role: ALL, Roles: ALL, ROLES: ALL, 'roles ': ALL } }],
  ['another claim: groups', { roles: null, claims: { groups: ALL, 'cognito:groups': ALL, permissions: ALL } }],
  ['another claim: scope', { roles: null, claims: { scope: 'demo:admin *:admin', scp: ALL } }],
  ['a claim one level down', { roles: null, claims: { realm_access: { roles: ALL }, claims: { roles: ALL } } }],
  ['a claim of the prototype', { roles: null, claims: Object.fromEntries([['__proto__', { roles: ALL }]]) }],
  ['claims of an IAM caller', { roles: null, claims: { iam: { userArn: 'arn:aws:sts::137149879143:assumed-role/Admin/x' } } }],
];

let handlers: Handlers;
let questions: readonly (readonly [route: string, ask: Ask, refusal: 403 | 404])[];
beforeAll(async () => {
  handlers = await startHandlers({ IAM_ROLES: '{"arn:aws:iam::137149879143:role/Admin":["*:admin"]}' });
  const { id } = await handlers.create();
  await handlers.stores.settings.putStore(secretStore(), 0);
  const store = { roleArn: secretStore().roleArn, accounts: ['137149879143'], regions: ['us-east-1'] };
  const demo = { id: 'demo' };
  const selector = { project: 'demo' };
  const run = { id: (await handlers.call('POST /v1/verification-runs', { roles: ALL, body: { selector } })).body['id'] };
  questions = [
    ['GET /v1/connections', {}, 403],
    ['POST /v1/connections', { body: { ...NEW, project: 'demo' } }, 403],
    ['POST /v1/connections/test', { body: { connector: NEW.connector, config: NEW.config, project: 'demo' } }, 403],
    ['POST /v1/connections/lint', { body: { connector: NEW.connector, config: NEW.config, project: 'demo' } }, 403],
    ['GET /v1/connections/{id}', { id }, 404],
    ['GET /v1/connections/{id}/verifications', { id }, 404],
    ['PATCH /v1/connections/{id}', { id, body: { name: 'Mine' }, headers: { 'if-match': '"1"' } }, 404],
    ['POST /v1/connections/{id}/test', { id }, 404],
    ['DELETE /v1/connections/{id}', { id }, 404],
    ['POST /v1/secrets/keys', { body: { arn: ARN, project: 'demo' } }, 403],
    ['GET /v1/secrets/usage', { query: `arn=${ARN}` }, 403],
    ['DELETE /v1/secrets/cache', { query: 'project=demo' }, 403],
    ['DELETE /v1/secrets/cache', {}, 403],
    ['GET /v1/audit', { query: 'project=demo' }, 403],
    ['GET /v1/projects', {}, 403],
    ['GET /v1/projects/{id}', demo, 404],
    ['PUT /v1/projects/{id}', { ...demo, body: { name: 'Mine' } }, 404],
    ['GET /v1/stores/projects/{id}', demo, 404],
    ['PUT /v1/stores/projects/{id}', { ...demo, body: store }, 404],
    ['POST /v1/stores/projects/{id}/test', demo, 404],
    ['DELETE /v1/stores/projects/{id}', demo, 404],
    ['GET /v1/stores/workspace', {}, 403],
    ['PUT /v1/stores/workspace', { body: store }, 403],
    ['POST /v1/stores/workspace/test', {}, 403],
    ['POST /v1/verification-runs', { body: { selector } }, 403],
    ['GET /v1/verification-runs', {}, 403],
    ['GET /v1/verification-runs/{id}', run, 404],
    ['GET /v1/verification-runs/{id}/connections', run, 404],
    ['POST /v1/verification-runs/{id}/cancel', run, 404],
    ['POST /v1/verification-runs/{id}/retry-failed', run, 404],
    ['POST /v1/rehearsals', { body: { secretArn: ARN } }, 403],
  ];
});

it.each(FORGED)('a roles claim that is %s opens nothing at any route', async (_, token) => {
  const told = await Promise.all(questions.map(async ([route, ask]) => [route, (await handlers.call(route, { ...ask, ...token })).status]));
  expect(told).toEqual(questions.map(([route, , refusal]) => [route, refusal]));
});

it('an admin of all projects is let in at each of these routes: the refusals above are those of the claim', async () => {
  for (const [route, ask] of questions) {
    const { status } = await handlers.call(route, { ...ask, roles: ALL });
    expect([route, status < 300]).toEqual([route, true]);
  }
});

it('every route that asks for a role is among them', () => {
  const routes = routesOf(readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8')).filter(({ authorizer }) => authorizer === 'jwt');
  const open = new Set(['GET /v1/connectors', 'GET /v1/connectors/{id}']);
  const asked = new Set(questions.map(([route]) => route));
  expect([...asked].toSorted()).toEqual(routes.flatMap(({ routeKey }) => (open.has(routeKey) ? [] : routeKey)).toSorted());
});
