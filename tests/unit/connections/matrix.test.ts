import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { routesOf } from '../../../infra/local/routes.ts';
import { ARN, type Ask, type Handlers, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';
import { secretStore } from '../../helpers/stores/settings.ts';

// PRODUCT contract §6, by hand: viewer reads; tester also tests stored connections as they are; editor also lints and tests unsaved
// configs, creates, edits, deletes; another project's connection is 404, and one who has no role anywhere has no list either.
// "own" is a connection, or a request, of project demo; "other" of project other; "none" names none.
const TABLE = `
  caller          | action  | own | other | none
  demo:viewer     | list    | 200 | empty | 200
  demo:viewer     | read    | 200 | 404   | 404
  demo:viewer     | history | 200 | 404   | 404
  demo:viewer     | test    | 403 | 404   | 404
  demo:viewer     | unsaved | 403 | 403   | 403
  demo:viewer     | lint    | 403 | 403   | 403
  demo:viewer     | create  | 403 | 403   | 403
  demo:viewer     | edit    | 403 | 404   | 404
  demo:viewer     | delete  | 403 | 404   | 404

  demo:tester     | list    | 200 | empty | 200
  demo:tester     | read    | 200 | 404   | 404
  demo:tester     | history | 200 | 404   | 404
  demo:tester     | test    | 200 | 404   | 404
  demo:tester     | unsaved | 403 | 403   | 403
  demo:tester     | lint    | 403 | 403   | 403
  demo:tester     | create  | 403 | 403   | 403
  demo:tester     | edit    | 403 | 404   | 404
  demo:tester     | delete  | 403 | 404   | 404

  demo:editor     | list    | 200 | empty | 200
  demo:editor     | read    | 200 | 404   | 404
  demo:editor     | history | 200 | 404   | 404
  demo:editor     | test    | 200 | 404   | 404
  demo:editor     | unsaved | 200 | 403   | 200
  demo:editor     | lint    | 200 | 403   | 200
  demo:editor     | create  | 201 | 403   | 201
  demo:editor     | edit    | 200 | 404   | 404
  demo:editor     | delete  | 204 | 404   | 404

  demo:admin      | list    | 200 | empty | 200
  demo:admin      | read    | 200 | 404   | 404
  demo:admin      | history | 200 | 404   | 404
  demo:admin      | test    | 200 | 404   | 404
  demo:admin      | unsaved | 200 | 403   | 200
  demo:admin      | lint    | 200 | 403   | 200
  demo:admin      | create  | 201 | 403   | 201
  demo:admin      | edit    | 200 | 404   | 404
  demo:admin      | delete  | 204 | 404   | 404

  *:viewer        | list    | 200 | 200   | 200
  *:viewer        | read    | 200 | 200   | 404
  *:viewer        | history | 200 | 200   | 404
  *:viewer        | test    | 403 | 403   | 404
  *:viewer        | unsaved | 403 | 403   | 400
  *:viewer        | lint    | 403 | 403   | 400
  *:viewer        | create  | 403 | 403   | 400
  *:viewer        | edit    | 403 | 403   | 404
  *:viewer        | delete  | 403 | 403   | 404

  *:tester        | list    | 200 | 200   | 200
  *:tester        | read    | 200 | 200   | 404
  *:tester        | history | 200 | 200   | 404
  *:tester        | test    | 200 | 200   | 404
  *:tester        | unsaved | 403 | 403   | 400
  *:tester        | lint    | 403 | 403   | 400
  *:tester        | create  | 403 | 403   | 400
  *:tester        | edit    | 403 | 403   | 404
  *:tester        | delete  | 403 | 403   | 404

  *:editor        | list    | 200 | 200   | 200
  *:editor        | read    | 200 | 200   | 404
  *:editor        | history | 200 | 200   | 404
  *:editor        | test    | 200 | 200   | 404
  *:editor        | unsaved | 200 | 200   | 400
  *:editor        | lint    | 200 | 200   | 400
  *:editor        | create  | 201 | 201   | 400
  *:editor        | edit    | 200 | 200   | 404
  *:editor        | delete  | 204 | 204   | 404

  *:admin         | list    | 200 | 200   | 200
  *:admin         | read    | 200 | 200   | 404
  *:admin         | history | 200 | 200   | 404
  *:admin         | test    | 200 | 200   | 404
  *:admin         | unsaved | 200 | 200   | 400
  *:admin         | lint    | 200 | 200   | 400
  *:admin         | create  | 201 | 201   | 400
  *:admin         | edit    | 200 | 200   | 404
  *:admin         | delete  | 204 | 204   | 404

  demo:viewer third:admin | list    | 200 | empty | 200
  demo:viewer third:admin | read    | 200 | 404   | 404
  demo:viewer third:admin | history | 200 | 404   | 404
  demo:viewer third:admin | test    | 403 | 404   | 404
  demo:viewer third:admin | unsaved | 403 | 403   | 400
  demo:viewer third:admin | lint    | 403 | 403   | 400
  demo:viewer third:admin | create  | 403 | 403   | 400
  demo:viewer third:admin | edit    | 403 | 404   | 404
  demo:viewer third:admin | delete  | 403 | 404   | 404

  nobody          | list    | 403 | 403   | 403
  nobody          | read    | 404 | 404   | 404
  nobody          | history | 404 | 404   | 404
  nobody          | test    | 404 | 404   | 404
  nobody          | unsaved | 403 | 403   | 403
  nobody          | lint    | 403 | 403   | 403
  nobody          | create  | 403 | 403   | 403
  nobody          | edit    | 404 | 404   | 404
  nobody          | delete  | 404 | 404   | 404
`;

// The same for secrets, projects and settings: editor also uses secrets; admin also manages settings and sees the audit; *:admin writes projects and
// what is the workspace's. Cells: own, other, none. For what a path names, "none" is a project nobody has heard of; there is one workspace alone.
const FURTHER = `
  action         | demo:viewer        | demo:tester        | demo:editor        | demo:admin         | *:viewer           | *:tester           | *:editor           | *:admin            | demo:viewer third:admin | nobody
  keys           | 403 403 403        | 403 403 403        | 200 403 200        | 200 403 200        | 403 403 400        | 403 403 400        | 200 200 400        | 200 200 400        | 403 403 400             | 403 403 403
  usage          | shown empty empty  | shown empty empty  | shown empty empty  | shown empty empty  | shown shown empty  | shown shown empty  | shown shown empty  | shown shown empty  | shown empty empty       | 403 403 403
  purge          | 403 403 403        | 403 403 403        | 403 403 403        | 204 403 204        | 403 403 400        | 403 403 400        | 403 403 400        | 204 204 204        | 403 403 400             | 403 403 403
  audit          | 403 403 403        | 403 403 403        | 403 403 403        | 200 403 200        | 403 403 400        | 403 403 400        | 403 403 400        | 200 200 400        | 403 403 400             | 403 403 403
  audit of all   | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 200 200 200        | 403 403 403             | 403 403 403
  projects       | shown empty empty  | shown empty empty  | shown empty empty  | shown empty empty  | shown shown empty  | shown shown empty  | shown shown empty  | shown shown empty  | shown empty empty       | 403 403 403
  project        | 200 404 404        | 200 404 404        | 200 404 404        | 200 404 404        | 200 200 200        | 200 200 200        | 200 200 200        | 200 200 200        | 200 404 404             | 404 404 404
  name it        | 403 404 404        | 403 404 404        | 403 404 404        | 403 404 404        | 403 403 403        | 403 403 403        | 403 403 403        | put put put        | 403 404 404             | 404 404 404
  store          | 403 404 404        | 403 404 404        | 403 404 404        | 200 404 404        | 403 403 403        | 403 403 403        | 403 403 403        | 200 200 200        | 403 404 404             | 404 404 404
  set store      | 403 404 404        | 403 404 404        | 403 404 404        | put 404 404        | 403 403 403        | 403 403 403        | 403 403 403        | put put put        | 403 404 404             | 404 404 404
  rehearse store | 403 404 404        | 403 404 404        | 403 404 404        | 200 404 404        | 403 403 403        | 403 403 403        | 403 403 403        | 200 200 200        | 403 404 404             | 404 404 404
  drop store     | 403 404 404        | 403 404 404        | 403 404 404        | 204 404 404        | 403 403 403        | 403 403 403        | 403 403 403        | 204 204 404        | 403 404 404             | 404 404 404
  try store      | 403 404 404        | 403 404 404        | 403 404 404        | 200 404 404        | 403 403 403        | 403 403 403        | 403 403 403        | 200 200 200        | 403 404 404             | 404 404 404
  workspace      | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 200 200 200        | 403 403 403             | 403 403 403
  set workspace  | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | put put put        | 403 403 403             | 403 403 403
  try workspace  | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 403 403 403        | 200 200 200        | 403 403 403             | 403 403 403
  runs           | 403 403 403        | 200 empty 200      | 200 empty 200      | 200 empty 200      | 403 403 403        | 200 200 200        | 200 200 200        | 200 200 200        | 403 empty 200           | 403 403 403
  start run      | 403 403 403        | 202 403 202        | 202 403 202        | 202 403 202        | 403 403 403        | 202 202 202        | 202 202 202        | 202 202 202        | 403 403 202             | 403 403 403
  run            | 403 404 404        | 200 404 404        | 200 404 404        | 200 404 404        | 403 403 404        | 200 200 404        | 200 200 404        | 200 200 404        | 403 404 404             | 404 404 404
  run members    | 403 404 404        | 200 404 404        | 200 404 404        | 200 404 404        | 403 403 404        | 200 200 404        | 200 200 404        | 200 200 404        | 403 404 404             | 404 404 404
  cancel run     | 403 404 404        | 200 404 404        | 200 404 404        | 200 404 404        | 403 403 404        | 200 200 404        | 200 200 404        | 200 200 404        | 403 404 404             | 404 404 404
  retry run      | 403 404 404        | 202 404 404        | 202 404 404        | 202 404 404        | 403 403 404        | 202 202 404        | 202 202 404        | 202 202 404        | 403 404 404             | 404 404 404
  rehearse       | 403 403 403        | 403 403 403        | 202 404 202        | 202 404 202        | 403 403 403        | 403 403 403        | 202 202 202        | 202 202 202        | 403 404 202             | 403 403 403
`;

type Whose = 'own' | 'other' | 'none';
type Cell = readonly [caller: string, action: string, whose: Whose, expected: string];
const WHOSE = ['own', 'other', 'none'] as const;
const rowsOf = (table: string): readonly (readonly string[])[] =>
  table
    .split('\n')
    .filter((line) => line.includes('|'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
const [, ...ROWS] = rowsOf(TABLE);
const [[, ...CALLERS] = [], ...FURTHER_ROWS] = rowsOf(FURTHER);
const CELLS: readonly Cell[] = [
  ...ROWS.flatMap(([caller = '', action = '', ...expected]) => WHOSE.map((whose, at): Cell => [caller, action, whose, expected[at] ?? ''])),
  ...FURTHER_ROWS.flatMap(([action = '', ...cells]) =>
    CALLERS.flatMap((caller, column) => WHOSE.map((whose, at): Cell => [caller, action, whose, cells[column]?.split(/ +/)[at] ?? ''])),
  ),
];

const ABSENT = `con_${'0'.repeat(32)}`;
const TESTED = { connector: NEW.connector, config: NEW.config };
const STORE = { roleArn: 'arn:aws:iam::137149879143:role/secret-mask-resolver/own', accounts: ['137149879143'], regions: ['us-east-1'] };
const arnOf = (whose: Whose): string => ARN.replace('prod-jira', `used-by-${whose}`);
const projectOf = (whose: Whose, action: string): string => ({ own: 'demo', other: 'other', none: `unheard-of-${action.replaceAll(' ', '-')}` })[whose];
const projectIn = (whose: Whose): Record<string, string> => (whose === 'none' ? {} : { project: whose === 'own' ? 'demo' : 'other' });

// The same callers by token, and by the session of an IAM role that is mapped to the same roles.
const ENTRANCES: readonly (readonly [string, (caller: string) => Ask])[] = [
  ['by token', (caller) => ({ roles: rolesOf(caller) })],
  ['by signature', (caller) => ({ session: `arn:aws:sts::137149879143:assumed-role/Caller${CALLERS.indexOf(caller)}/session` })],
];
const rolesOf = (caller: string): readonly string[] => (caller === 'nobody' ? [] : caller.split(' '));
const IAM_ROLES = Object.fromEntries(
  CALLERS.filter((caller) => caller !== 'nobody').map((caller) => [`arn:aws:iam::137149879143:role/matrix/Caller${CALLERS.indexOf(caller)}`, rolesOf(caller)]),
);

let handlers: Handlers;
const asked = new Set<string>();
beforeAll(async () => {
  handlers = await startHandlers({ IAM_ROLES: JSON.stringify(IAM_ROLES) });
  await Promise.all(['demo', 'other', 'third'].map((project) => handlers.create({}, project)));
  for (const whose of ['own', 'other'] as const) {
    const config = { ...NEW.config, personalAccessToken: `{{workato:sm:k:${arnOf(whose)}}}` };
    await handlers.create({ config }, projectOf(whose, ''));
    await handlers.call('PUT /v1/projects/{id}', { id: projectOf(whose, ''), roles: ['*:admin'], body: { name: whose } });
    await begunIn(projectOf(whose, ''));
    await begunIn('third');
  }
});

async function begunIn(project: string): Promise<string> {
  return (await handlers.call('POST /v1/verification-runs', { roles: ['*:admin'], body: { selector: { project } } })).body['id'];
}

type Question = { readonly action: string; readonly whose: Whose; readonly by: Ask };

async function ask({ action, whose, by }: Question): Promise<Told> {
  const call = (route: string, more: Ask = {}): Promise<Told> => {
    asked.add(route);
    return handlers.call(route, { ...by, ...more });
  };
  const of = async (): Promise<{ id: string }> => ({ id: whose === 'none' ? ABSENT : (await handlers.create({}, projectOf(whose, action))).id });
  const ofRun = async (): Promise<{ id: string }> => ({ id: whose === 'none' ? ABSENT.replace('con', 'run') : await begunIn(projectOf(whose, action)) });
  const id = projectOf(whose, action);
  const query = new URLSearchParams(projectIn(whose)).toString();
  const asking: Readonly<Record<string, () => Promise<Told>>> = {
    list: () => call('GET /v1/connections', { query }),
    read: async () => call('GET /v1/connections/{id}', await of()),
    history: async () => call('GET /v1/connections/{id}/verifications', await of()),
    test: async () => call('POST /v1/connections/{id}/test', await of()),
    unsaved: () => call('POST /v1/connections/test', { body: { ...TESTED, ...projectIn(whose) } }),
    lint: () => call('POST /v1/connections/lint', { body: { ...TESTED, ...projectIn(whose) } }),
    create: () => call('POST /v1/connections', { body: { ...NEW, ...projectIn(whose) } }),
    edit: async () => call('PATCH /v1/connections/{id}', { ...(await of()), body: { name: 'New name' }, headers: { 'if-match': '"1"' } }),
    delete: async () => call('DELETE /v1/connections/{id}', await of()),
    keys: () => call('POST /v1/secrets/keys', { body: { arn: ARN, ...projectIn(whose) } }),
    usage: () => call('GET /v1/secrets/usage', { query: `arn=${encodeURIComponent(arnOf(whose))}` }),
    purge: () => call('DELETE /v1/secrets/cache', { query }),
    audit: () => call('GET /v1/audit', { query }),
    'audit of all': () => call('GET /v1/audit', { query: 'project=*' }),
    projects: () => call('GET /v1/projects', { query: 'limit=100' }),
    project: () => call('GET /v1/projects/{id}', { id }),
    'name it': () => call('PUT /v1/projects/{id}', { id, body: { name: 'New name' } }),
    store: () => call('GET /v1/stores/projects/{id}', { id }),
    'set store': () => call('PUT /v1/stores/projects/{id}', { id, body: STORE }),
    'rehearse store': () => call('PUT /v1/stores/projects/{id}', { id, body: STORE, query: 'dryRun=true' }),
    'drop store': async () => {
      const { removedRevision } = await handlers.stores.settings.storesFor(id);
      if (whose !== 'none') await handlers.stores.settings.putStore(secretStore({ project: id, revision: removedRevision + 1 }), removedRevision);
      return call('DELETE /v1/stores/projects/{id}', { id });
    },
    'try store': () => call('POST /v1/stores/projects/{id}/test', { id }),
    workspace: () => call('GET /v1/stores/workspace'),
    'set workspace': () => call('PUT /v1/stores/workspace', { body: STORE }),
    'try workspace': () => call('POST /v1/stores/workspace/test'),
    runs: () => call('GET /v1/verification-runs', { query }),
    'start run': () => call('POST /v1/verification-runs', { body: { selector: projectIn(whose) } }),
    run: async () => call('GET /v1/verification-runs/{id}', await ofRun()),
    'run members': async () => call('GET /v1/verification-runs/{id}/connections', await ofRun()),
    'cancel run': async () => call('POST /v1/verification-runs/{id}/cancel', await ofRun()),
    'retry run': async () => call('POST /v1/verification-runs/{id}/retry-failed', await ofRun()),
    rehearse: async () => call('POST /v1/rehearsals', { body: { secretArn: ARN, ...(whose !== 'none' && { connections: [(await of()).id] }) } }),
  };
  return asking[action]!();
}

/** What a caller comes to see: its HTTP status, or whether a list shows what was asked about. */
function outcomeOf({ status, body }: Told, { action, whose }: Question): string {
  if (status > 201) return String(status);
  const shows: Readonly<Record<string, () => string>> = {
    list: () => (body['items'].length === 0 ? 'empty' : '200'),
    runs: () => (body['items'].length === 0 ? 'empty' : '200'),
    usage: () => (body['items'].length === 0 ? 'empty' : 'shown'),
    projects: () => (body['items'].some((item: { id: string }) => item.id === projectOf(whose, action)) ? 'shown' : 'empty'),
    'name it': () => 'put',
    'set store': () => 'put',
    'set workspace': () => 'put',
  };
  return shows[action]?.() ?? String(status);
}

describe.each(ENTRANCES)('roles, actions and projects, %s', (_, entrance) => {
  beforeAll(() => asked.clear());

  it.each(CELLS)('%s · %s · %s: %s', async (caller, action, whose, expected) => {
    const question = { action, whose, by: entrance(caller) };
    expect(outcomeOf(await ask(question), question)).toBe(expected);
  });

  it('every route that needs a token has its row', () => {
    const routes = routesOf(readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8')).filter(({ authorizer }) => authorizer === 'jwt');
    const open = new Set(['GET /v1/connectors', 'GET /v1/connectors/{id}']);
    expect([...asked].toSorted()).toEqual(routes.flatMap(({ routeKey }) => (open.has(routeKey) ? [] : routeKey)).toSorted());
  });
});

it('the table is whole: every caller with every action and every project', () => {
  expect(CELLS).toHaveLength(10 * (9 + 23) * 3);
  expect(CELLS.every(([, , , expected]) => /^(?:empty|shown|put|20[0124]|40[034])$/.test(expected))).toBe(true);
  expect(new Set(CELLS.map((cell) => cell.slice(0, 3).join())).size).toBe(CELLS.length);
});

describe("fields that are the product's own", () => {
  const OWN = ['id', 'revision', 'standing', 'state', 'since', 'lastOkAt', 'code', 'versionIds', 'createdAt', 'updatedAt', 'connectionId', 'owner'];

  it.each(OWN)('%s is refused in a new connection and in a patch', async (name) => {
    const { id } = await handlers.create();
    const value = name === 'revision' ? 7 : 'connected';
    const posted = await handlers.call('POST /v1/connections', { body: { ...NEW, [name]: value } });
    const [patched, removed] = await Promise.all(
      [value, null].map((each) => handlers.call('PATCH /v1/connections/{id}', { id, body: { [name]: each }, headers: { 'if-match': '"1"' } })),
    );
    for (const told of [posted, patched, removed])
      expect(told).toMatchObject({ status: 400, body: { code: 'schema_invalid', errors: [{ pointer: `/${name}` }] } });
  });

  it('a connection cannot be moved to another project', async () => {
    const { id } = await handlers.create();
    const told = await handlers.call('PATCH /v1/connections/{id}', { id, roles: ['*:admin'], body: { project: 'other' }, headers: { 'if-match': '"1"' } });
    expect(told).toMatchObject({ status: 400, body: { code: 'schema_invalid', errors: [{ pointer: '/project' }] } });
  });
});
