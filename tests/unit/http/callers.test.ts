import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../shared/connections/access.ts';
import { RequestError } from '../../../shared/errors.ts';
import { json } from '../../../shared/http/reply.ts';
import type { CallerEvent } from '../../../shared/http/caller-event.ts';
import { routing } from '../../../shared/http/route.ts';
import { entranceOf } from '../../../shared/http/twin-route.ts';

const SESSION = 'arn:aws:sts::137149879143:assumed-role/Deploy/deploy-42';
const ROLE = 'arn:aws:iam::137149879143:role/Deploy';
const IAM_ROLES = { [ROLE]: ['demo:editor', 'other:viewer'], 'arn:aws:iam::137149879143:role/teams/ci/Tester': ['demo:tester'] };
const DEMO = [
  { project: 'demo', role: 'editor' },
  { project: 'other', role: 'viewer' },
];
const ADMIN = `Bearer aGVhZA.${Buffer.from('{"sub":"ada","roles":["*:admin"]}').toString('base64url')}.c2ln`;
type Authorizer = Readonly<Record<string, unknown>>;
type Change = { readonly routeKey?: string; readonly authorizer?: Authorizer | undefined; readonly authorization?: string | undefined };

const fixtureOf = (name: string): string => readFileSync(new URL(`../../fixtures/events/${name}.json`, import.meta.url), 'utf8');

/** The captured event, with what a test changes of it. */
function iamEvent(change: Change = {}): CallerEvent {
  const { event } = JSON.parse(fixtureOf('http-api-iam-get'));
  if ('routeKey' in change) event.routeKey = change.routeKey;
  if ('authorizer' in change) event.requestContext.authorizer = change.authorizer;
  if ('authorization' in change) event.headers.authorization = change.authorization;
  return event;
}

const iam = (userArn: unknown): CallerEvent =>
  iamEvent({ authorizer: { iam: { ...JSON.parse(fixtureOf('http-api-iam-get')).event.requestContext.authorizer.iam, userArn } } });

function jwtEvent(change: Change = {}): CallerEvent {
  return iamEvent({ routeKey: 'GET /v1/connections/{id}', authorization: ADMIN, authorizer: { jwt: { claims: { sub: 'ada' }, scopes: null } }, ...change });
}

/** Who is let in as whom, or the code of the refusal. */
async function callerOf(event: CallerEvent, iamRoles: Readonly<Record<string, readonly string[]>> = IAM_ROLES): Promise<Caller | string> {
  let caller: Caller | null = null;
  const answer = async (request: { readonly caller: Caller }) => {
    caller = request.caller;
    return json(200, {});
  };
  try {
    await routing({ 'GET /v1/connections/{id}': answer }, { rolesClaim: 'roles', iamRoles })(event);
    return caller ?? 'nobody';
  } catch (error) {
    return error instanceof RequestError ? error.issues[0].code : 'native error';
  }
}

async function grantsOf(event: CallerEvent, iamRoles?: Readonly<Record<string, readonly string[]>>): Promise<unknown> {
  const caller = await callerOf(event, iamRoles);
  return typeof caller === 'string' ? caller : caller.grants;
}

describe('a caller with a signature', () => {
  it('has the roles that its IAM role is mapped to, and its session as subject', async () => {
    expect(await callerOf(iamEvent())).toEqual({ subject: SESSION, grants: DEMO });
  });

  it('is the same whatever its session is called, and however deep its role lies', async () => {
    expect(await grantsOf(iam(SESSION.replace('deploy-42', 'ada@example.com')))).toEqual(DEMO);
    expect(await grantsOf(iam('arn:aws:sts::137149879143:assumed-role/Tester/i-0abc'))).toEqual([{ project: 'demo', role: 'tester' }]);
  });

  it.each([
    ['a user', 'arn:aws:iam::137149879143:user/Deploy'],
    ['a user below the path of a role', 'arn:aws:iam::137149879143:user/role/Deploy'],
    ['the root of the account', 'arn:aws:iam::137149879143:root'],
    ['a federated user', 'arn:aws:sts::137149879143:federated-user/Deploy'],
    ['a role that is not mapped', SESSION.replace('Deploy', 'Other')],
    ['a role in another account', SESSION.replace('137149879143', '999999999999')],
    ['a role in another partition', SESSION.replace('arn:aws:', 'arn:aws-cn:')],
    ['a role in another case', SESSION.replace('Deploy', 'deploy')],
    ['a role whose name goes on', SESSION.replace('Deploy', 'Deploy2')],
    ['a role whose name begins earlier', SESSION.replace('Deploy', 'Pre-Deploy')],
    ['a session with a slash in its name', `${SESSION}/x`],
    ['a session whose name is another role', 'arn:aws:sts::137149879143:assumed-role/Other/Deploy'],
    ['a session named like a path', 'arn:aws:sts::137149879143:assumed-role/Other/x/assumed-role/Deploy/y'],
    ['a role with its path written out', 'arn:aws:sts::137149879143:assumed-role/teams/ci/Tester/x'],
    ['a session without a name', 'arn:aws:sts::137149879143:assumed-role/Deploy/'],
    ['no session at all', 'arn:aws:sts::137149879143:assumed-role/Deploy'],
    ['the ARN of the role itself', ROLE],
    ['a session of IAM', SESSION.replace(':sts:', ':iam:')],
    ['a key of the table of roles', 'arn:aws:sts::137149879143:__proto__'],
  ])('has no role at all where it is %s', async (_, userArn) => {
    expect(await callerOf(iam(userArn))).toEqual({ subject: userArn, grants: [] });
  });

  it.each([
    ['a line break after it', `${SESSION}\n`],
    ['a space in it', SESSION.replace('deploy-42', 'deploy 42')],
    ['a second ARN after it', `${SESSION} ${SESSION}`],
    ['a look-alike letter in it', SESSION.replace('Deploy', 'Dеploy')],
    ['an account of letters', SESSION.replace('137149879143', 'aaaaaaaaaaaa')],
    ['no text', ''],
    ['null', null],
    ['a list', [SESSION]],
    ['an object', { toString: SESSION }],
    ['nothing', undefined],
  ])('is not let in with an ARN that is %s', async (_, userArn) => {
    expect(await callerOf(iam(userArn))).toBe('not_allowed');
  });

  it.each<[string, Change]>([
    ['no verified principal', { authorizer: undefined }],
    ['a token in the place of a signature', { authorizer: { jwt: { claims: { sub: 'ada' }, scopes: null } }, authorization: ADMIN }],
    ['both a token and a signature', { authorizer: { jwt: { claims: { sub: 'ada' }, scopes: null }, iam: { userArn: SESSION } }, authorization: ADMIN }],
    ['facts that are a text', { authorizer: { iam: SESSION } }],
    ['facts of a Lambda authorizer', { authorizer: { lambda: { iam: { userArn: SESSION } } } }],
    ['a token alone', { authorizer: {}, authorization: ADMIN }],
  ])('is not let in by the entrance for signatures with %s', async (_, change) => {
    expect(await callerOf(iamEvent(change))).toBe('not_allowed');
  });

  it('gains nothing by a token that it sends along', async () => {
    expect(await callerOf(iamEvent({ authorization: ADMIN }))).toEqual({ subject: SESSION, grants: DEMO });
    expect(await grantsOf(iamEvent({ authorization: ADMIN }), {})).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, readonly string[]>>]>([
    ['another account', { 'arn:aws:iam::999999999999:role/Deploy': ['*:admin'] }],
    ['another partition', { 'arn:aws-us-gov:iam::137149879143:role/Deploy': ['*:admin'] }],
    ['another case', { 'arn:aws:iam::137149879143:role/DEPLOY': ['*:admin'] }],
    ['a folder of that name', { 'arn:aws:iam::137149879143:role/Deploy/Other': ['*:admin'] }],
    ['a user of that name', { 'arn:aws:iam::137149879143:user/Deploy': ['*:admin'] }],
    ['a session in the place of a role', { [SESSION]: ['*:admin'] }],
    ['two paths, of which nobody knows the right one', { [ROLE]: ['*:admin'], 'arn:aws:iam::137149879143:role/old/Deploy': ['demo:viewer'] }],
    ['three paths', { [ROLE]: ['*:admin'], [ROLE.replace('/', '/a/')]: ['*:admin'], [ROLE.replace('/', '/b/')]: ['*:admin'] }],
    ['roles that are none', { [ROLE]: ['admin', '*:root', ' *:admin'] }],
  ])('has no role by a map that names %s', async (_, iamRoles) => {
    expect(await grantsOf(iamEvent(), iamRoles)).toEqual([]);
  });

  it('reaches the routes of /v1 by their twins and nothing else', async () => {
    for (const routeKey of [
      'GET /iam/connections/{id}',
      'GET /iam/iam/v1/connections/{id}',
      'GET /IAM/v1/connections/{id}',
      'GET /iam/v1/',
      'GET /x/iam/v1/connections/{id}',
    ])
      expect(await callerOf(iamEvent({ routeKey }))).toBe('not_found');
  });

  it('finds no route outside /v1 behind its entrance', () => {
    for (const routeKey of ['GET /iam/health', 'GET /iam/openapi.json', 'GET /iam', 'POST /iam/v2/connections'])
      expect(entranceOf(routeKey)).toEqual({ route: routeKey, isIam: false });
    expect(entranceOf('GET /iam/v1/connectors')).toEqual({ route: 'GET /v1/connectors', isIam: true });
  });

  it('finds what it has made where it made it', async () => {
    const made = async () => json(201, {}, { headers: { location: '/v1/connections/con_1', etag: '"1"' } });
    const answer = routing({ 'GET /v1/connections/{id}': made }, { rolesClaim: 'roles', iamRoles: IAM_ROLES });
    expect((await answer(iamEvent())).headers).toEqual({ location: '/iam/v1/connections/con_1', etag: '"1"' });
    expect((await answer(jwtEvent())).headers).toEqual({ location: '/v1/connections/con_1', etag: '"1"' });
  });
});

describe('a caller with a token', () => {
  it('is let in as the subject that the gateway verified, with the roles of the token itself', async () => {
    expect(await callerOf(jwtEvent())).toEqual({ subject: 'ada', grants: [{ project: '*', role: 'admin' }] });
  });

  it.each<[string, Change]>([
    ['the facts of a signature beside it', { authorizer: { jwt: { claims: { sub: 'ada' } }, iam: { userArn: SESSION } } }],
    ['the facts of a signature alone', { authorizer: { iam: { userArn: SESSION } } }],
    ['no authorizer', { authorizer: undefined }],
    ['another subject than was verified', { authorizer: { jwt: { claims: { sub: 'eve' } } } }],
    ['no verified subject', { authorizer: { jwt: { claims: {} } } }],
    ['a signature in its place', { authorization: 'AWS4-HMAC-SHA256 Credential=ASIA/20261123/us-east-1/execute-api/aws4_request' }],
    ['no header', { authorization: undefined }],
    ['a payload that is no JSON', { authorization: 'Bearer aGVhZA.eyJ.c2ln' }],
    ['a payload that is a list', { authorization: `Bearer aGVhZA.${Buffer.from('[]').toString('base64url')}.c2ln` }],
  ])('is not let in with %s', async (_, change) => {
    expect(await callerOf(jwtEvent(change))).toBe('not_allowed');
  });

  it("cannot bring a subject that is an IAM session's", async () => {
    const payload = Buffer.from(JSON.stringify({ sub: SESSION, roles: ['demo:admin'] })).toString('base64url');
    const change = { authorization: `Bearer aGVhZA.${payload}.c2ln`, authorizer: { jwt: { claims: { sub: SESSION } } } };
    expect(await callerOf(jwtEvent(change))).toBe('not_allowed');
  });
});
