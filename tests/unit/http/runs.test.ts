import { isDeepStrictEqual } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { grantsOf } from '../../../shared/connections/access.ts';
import type { CallerEvent } from '../../../shared/http/caller-event.ts';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { type Reply, replying } from '../../../shared/http/reply.ts';
import { runRoutes } from '../../../shared/http/run-routes.ts';
import { gather } from '../../../shared/runs/gather.ts';
import { callerBudgets } from '../../helpers/caller-budgets.ts';
import { makeMemoryIdempotencyStore } from '../../helpers/stores/memory-idempotency-store.ts';
import { bulkRun, memberEnd, newRunId, RUN_AT } from '../../helpers/stores/runs.ts';
import { arnOf, newId } from '../../helpers/stores/stored-connections.ts';
import { runDeps } from '../runs/run-deps.ts';

type Ask = {
  readonly id?: string;
  readonly roles?: readonly string[];
  readonly body?: unknown;
  readonly key?: string;
  readonly query?: string;
};

const RUN_ID = expect.stringMatching(/^run_[0-9a-f]{32}$/);
const ARN = arnOf('jira');

let setting: ReturnType<typeof runDeps>;
let call: ReturnType<typeof caller>;
vi.hoisted(() => vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'SILENT'));
beforeEach(() => {
  setting = runDeps();
  call = caller();
});

/** The routes, for callers whom the gateway has let through. */
function caller() {
  const routes = runRoutes({ ...setting.deps, budgets: callerBudgets({ runs: 30 }), idempotency: makeMemoryIdempotencyStore({ now: setting.deps.now }) });
  return async (route: string, { id, roles = ['demo:editor'], body, key, query = '' }: Ask = {}) => {
    const event: CallerEvent = JSON.parse(
      JSON.stringify({
        routeKey: route,
        rawQueryString: query,
        headers: key === undefined ? {} : { 'idempotency-key': key },
        queryStringParameters: query === '' ? undefined : Object.fromEntries(new URLSearchParams(query)),
        pathParameters: id === undefined ? undefined : { id },
        requestContext: { requestId: 'req-1' },
        body: typeof body === 'object' ? JSON.stringify(body) : body,
        isBase64Encoded: false,
      }),
    );
    const answer = replying(async (): Promise<Reply> => routes[route]!({ event, caller: { subject: 'ada', grants: grantsOf(roles) } }));
    const { statusCode, headers, body: text = '' } = await answer(event);
    return { status: statusCode, headers: headers ?? {}, body: JSON.parse(text) };
  };
}

type Told = Awaited<ReturnType<typeof call>>;
const begin = (selector: unknown = {}, ask: Ask = {}): Promise<Told> => call('POST /v1/verification-runs', { body: { selector }, ...ask });
const rehearse = (body: unknown, ask: Ask = {}): Promise<Told> => call('POST /v1/rehearsals', { body, ...ask });
const issuesOf = ({ status, body }: Told): unknown => [status, ...body['errors'].map(({ code, pointer = '' }: Record<string, string>) => `${code} ${pointer}`)];
const codeOf = ({ status, body }: Told): unknown => [status, body['code']];

describe('a run by selector', () => {
  it('is answered with 202, where it is and nothing of its caller, and gathered from the queue', async () => {
    const connections = await setting.store(3);
    const selector = { project: 'demo', labels: {}, state: 'untested', secretArn: ARN, connector: 'jira-cloud' };
    const told = await begin(selector, { roles: ['demo:tester'] });
    expect(told).toMatchObject({ status: 202, headers: { location: `/v1/verification-runs/${told.body['id']}` } });
    expect(told.body).toEqual({
      id: RUN_ID,
      kind: 'bulk',
      projects: ['demo'],
      selector,
      retryOf: null,
      secret: null,
      createdAt: RUN_AT,
      state: 'gathering',
      finishedAt: null,
      total: 0,
      counts: { authorized: 0, refused: 0, inconclusive: 0, not_attempted: 0, skipped: 0 },
    });
    expect(setting.pages).toEqual([{ v: 1, kind: 'gather', runId: told.body['id'], after: null }]);
    expect((await setting.deps.runs.get(told.body['id']))?.caller).toBe('ada');
    await setting.gatherAll();
    expect(setting.sent).toHaveLength(connections.length);
  });

  it.each([
    [['demo:tester'], ['demo']],
    [
      ['b:admin', 'a:tester', 'c:viewer'],
      ['a', 'b'],
    ],
    [['*:tester', 'demo:admin'], null],
    [['*:viewer', 'demo:tester'], ['demo']],
  ])('of a caller with the roles %j reaches the projects %j', async (roles, projects) => {
    const told = await begin({}, { roles });
    expect([told.status, told.body['projects']]).toEqual([202, projects]);
  });

  it.each([
    [['demo:viewer'], {}, 403],
    [[], {}, 403],
    [['*:viewer'], { project: 'demo' }, 403],
    [['demo:tester'], { project: 'other' }, 403],
    [['demo:tester', 'other:viewer'], { project: 'other' }, 403],
    [['*:tester'], { project: 'other' }, 202],
  ])('of a caller with the roles %j and the selector %j: %s', async (roles, selector, status) => {
    expect((await begin(selector, { roles })).status).toBe(status);
    expect(setting.pages).toHaveLength(status === 202 ? 1 : 0);
  });

  it.each([
    [undefined, ['schema_invalid /selector']],
    [null, ['schema_invalid /selector']],
    [{ projects: ['demo'] }, ['schema_invalid /selector/projects']],
    [{ project: '*' }, ['schema_invalid /selector/project']],
    [{ labels: ['a'] }, ['schema_invalid /selector/labels']],
    [{ labels: { Team: 'a' } }, ['schema_invalid /selector/labels/Team']],
    [{ state: 'broken' }, ['schema_invalid /selector/state']],
    [{ secretArn: 'prod-jira' }, ['schema_invalid /selector/secretArn']],
    [{ connector: '../x', ids: [] }, ['schema_invalid /selector/connector', 'schema_invalid /selector/ids']],
    [{ ids: ['con_1'] }, ['schema_invalid /selector/ids/0']],
    [{ ids: Array.from({ length: 101 }, newId) }, ['schema_invalid /selector/ids']],
  ])('with the selector %j is refused', async (selector, issues) => {
    expect(issuesOf(await call('POST /v1/verification-runs', { body: { selector } }))).toEqual([400, ...issues]);
    expect(setting.pages).toEqual([]);
  });

  it('of ids reaches their projects and no other; an id that is not shown to the caller is as absent as one that never was', async () => {
    const [mine] = await setting.store(1);
    const [yours] = await setting.store(1, { project: 'second' });
    const [foreign] = await setting.store(1, { project: 'third' });
    const roles = ['demo:tester', 'second:tester', 'other:tester'];
    expect((await begin({ ids: [yours!.id, mine!.id] }, { roles })).body['projects']).toEqual(['demo', 'second']);
    const [shown, absent] = [await begin({ ids: [mine!.id, foreign!.id] }, { roles }), await begin({ ids: [mine!.id, newId()] }, { roles })];
    expect(issuesOf(shown)).toEqual([404, 'not_found /selector/ids/1']);
    expect(shown.body).toEqual(absent.body);
    expect(codeOf(await begin({ ids: [yours!.id] }, { roles: ['demo:tester', 'second:viewer'] }))).toEqual([403, 'not_allowed']);
  });

  it('that comes again with its Idempotency-Key is one run, answered the same way; with another selector it is refused', async () => {
    const first = await begin({}, { key: 'night-1' });
    const again = await begin({}, { key: 'night-1' });
    expect(again).toMatchObject({ status: 202, body: first.body, headers: { location: first.headers['location'], 'idempotent-replayed': 'true' } });
    expect((await setting.deps.runs.list(null, { limit: 10, after: null })).items).toHaveLength(1);
    expect(codeOf(await begin({ project: 'demo' }, { key: 'night-1' }))).toEqual([409, 'idempotency_mismatch']);
    expect((await begin({}, { key: 'night-2' })).body['id']).not.toBe(first.body['id']);
  });

  it('that was stored and could not be sent is the same run when it is sent again', async () => {
    setting.trouble.gatherQueue = 1;
    expect(codeOf(await begin({}, { key: 'night-1' }))).toEqual([500, 'internal_error']);
    const told = await begin({}, { key: 'night-1' });
    expect(told.status).toBe(202);
    const { items } = await setting.deps.runs.list(null, { limit: 10, after: null });
    expect([items.map(({ id }) => id), setting.pages.map(({ runId }) => runId)]).toEqual([[told.body['id']], [told.body['id']]]);
  });
});

describe('beginning runs', () => {
  it('is done thirty times a minute by one caller, of whatever kind; then none is begun, and nothing is gathered', async () => {
    for (let nth = 0; nth < 29; nth += 1) expect((await begin()).status).toBe(202);
    expect((await rehearse({ secretArn: ARN })).status).toBe(202);
    for (const told of [await begin(), await rehearse({ secretArn: ARN }), await begin({}, { key: 'k' })]) {
      expect(codeOf(told)).toEqual([429, 'rate_limited_caller']);
      expect(told.headers['retry-after']).toBe('60');
    }
    expect((await setting.deps.runs.list(null, { limit: 100, after: null })).items).toHaveLength(30);
  });
});

describe('runs that stand', () => {
  const listed = async (roles: readonly string[], query = ''): Promise<unknown> => {
    const { status, body } = await call('GET /v1/verification-runs', { roles, query });
    return status === 200 ? body['items'].map(({ selector }: { selector: { connector: string } }) => selector.connector).join('') : status;
  };

  it('are listed, newest first, to who may test in all the projects they reach', async () => {
    const reach = [['demo'], ['other'], ['demo', 'other'], null];
    for (const [n, projects] of reach.entries())
      await setting.deps.runs.create(bulkRun({ projects, createdAt: `2026-11-23T12:0${n}:00.000Z`, selector: { connector: 'abcd'[n]! } }));
    expect(await listed(['demo:tester'])).toBe('a');
    expect(await listed(['demo:tester', 'other:tester'])).toBe('cba');
    expect(await listed(['demo:tester', 'other:viewer'])).toBe('a');
    expect(await listed(['*:tester'])).toBe('dcba');
    expect(await listed(['*:tester'], 'project=other')).toBe('b');
    expect(await listed(['demo:tester'], 'project=other')).toBe('');
    expect(await listed(['demo:tester', 'other:viewer'], 'project=other')).toBe(403);
    expect(await listed(['demo:viewer'])).toBe(403);
    expect(await listed(['demo:tester'], 'state=done')).toBe(400);
    const first = await call('GET /v1/verification-runs', { roles: ['*:tester'], query: 'limit=3' });
    expect(await listed(['*:tester'], `limit=3&cursor=${first.body['nextCursor']}`)).toBe('a');
  });

  const OF_RUNS = [
    'GET /v1/verification-runs/{id}',
    'GET /v1/verification-runs/{id}/connections',
    'POST /v1/verification-runs/{id}/cancel',
    'POST /v1/verification-runs/{id}/retry-failed',
  ];

  it.each(OF_RUNS)('%s: a run that reaches a project the caller does not see is as absent as one that never was', async (route) => {
    const rows: readonly (readonly [readonly string[] | null, readonly string[], number])[] = [
      [['demo'], ['demo:tester'], 200],
      [['demo'], ['demo:viewer'], 403],
      [['demo'], ['other:admin'], 404],
      [['demo', 'other'], ['demo:admin'], 404],
      [['demo', 'other'], ['demo:tester', 'other:viewer'], 403],
      [['demo', 'other'], ['demo:tester', 'other:tester'], 200],
      [null, ['demo:admin', 'other:admin'], 404],
      [null, ['*:viewer', 'demo:admin'], 403],
      [null, ['*:tester'], 200],
      [['demo'], [], 404],
    ];
    for (const [projects, roles, status] of rows) {
      const run = bulkRun({ projects });
      await setting.deps.runs.create(run);
      const told = await call(route, { id: run.id, roles });
      expect([projects, roles, told.status]).toEqual([projects, roles, status === 200 && route.endsWith('retry-failed') ? 202 : status]);
      const absent = await call(route, { id: newRunId(), roles: ['*:admin'] });
      expect(status !== 404 || isDeepStrictEqual(told.body, absent.body)).toBe(true);
      expect(status < 300 || (await setting.deps.runs.get(run.id))?.state === 'gathering').toBe(true);
    }
    for (const id of ['', 'run_', '../x', newRunId().toUpperCase()]) expect((await call(route, { id, roles: ['*:admin'] })).status).toBe(404);
  });

  it('show what came of each connection: all, those that failed, those that are pending', async () => {
    await setting.store(4, { name: 'Payments' });
    const { id } = (await begin()).body;
    await setting.gatherAll();
    const ids = setting.sent.map(({ connectionId }) => connectionId);
    await setting.deps.runs.endMember(id, ids[0]!, memberEnd('refused'));
    await setting.deps.runs.endMember(id, ids[1]!, memberEnd());
    const shown = async (query: string): Promise<readonly Record<string, unknown>[]> =>
      (await call('GET /v1/verification-runs/{id}/connections', { id, query })).body['items'];
    expect(await shown('outcome=failed')).toEqual([
      {
        connectionId: ids[0],
        name: 'Payments',
        project: 'demo',
        outcome: 'refused',
        code: null,
        verificationId: memberEnd().verificationId,
        endedAt: RUN_AT,
      },
    ]);
    const pending = await shown('outcome=pending');
    expect(pending.map(({ connectionId }) => String(connectionId)).toSorted()).toEqual(ids.slice(2).toSorted());
    expect(pending[0]).toMatchObject({ outcome: null, code: null, verificationId: null, endedAt: null });
    const first = await call('GET /v1/verification-runs/{id}/connections', { id, query: 'limit=3' });
    expect((await shown(`limit=3&cursor=${first.body['nextCursor']}`)).length + first.body['items'].length).toBe(4);
    for (const query of ['outcome=ok', 'outcome=failed&outcome=pending', 'x=1', 'cursor=eA'])
      expect((await call('GET /v1/verification-runs/{id}/connections', { id, query })).status).toBe(400);
    expect((await call('GET /v1/verification-runs/{id}', { id })).body).toMatchObject({ state: 'running', total: 4, counts: { authorized: 1, refused: 1 } });
  });

  it('show no name of a connection that is gone, or that lies beyond the reach of the run', async () => {
    const [mine] = await setting.store(1);
    const [foreign] = await setting.store(1, { project: 'other', name: 'Of somebody else' });
    const { id } = (await begin({ project: 'demo' })).body;
    const members = [...[mine!, foreign!].map(({ id: connectionId }) => connectionId), newId()].map((connectionId) => ({ connectionId, project: 'demo' }));
    await setting.deps.runs.addMembers(id, members);
    const { body } = await call('GET /v1/verification-runs/{id}/connections', { id, roles: ['demo:tester'] });
    const names = new Map(body['items'].map(({ connectionId, name }: Record<string, unknown>) => [connectionId, name]));
    expect(members.map(({ connectionId }) => names.get(connectionId))).toEqual([mine!.name, null, null]);
  });

  it('are cancelled: no further page is gathered; one that is over stays as it is', async () => {
    await setting.store(150);
    const { id } = (await begin()).body;
    await gather({ runId: id, after: null }, setting.deps);
    const cancel = (): Promise<Told> => call('POST /v1/verification-runs/{id}/cancel', { id });
    expect(await cancel()).toMatchObject({ status: 200, body: { id, state: 'cancelled', finishedAt: null } });
    await setting.gatherAll();
    expect(setting.sent).toHaveLength(100);
    expect(await cancel()).toMatchObject({ status: 200, body: { state: 'cancelled' } });
    const done = bulkRun();
    await setting.deps.runs.create(done);
    await gather({ runId: done.id, after: null }, { ...setting.deps, connections: { list: async () => ({ items: [], next: null }) } });
    expect((await call('POST /v1/verification-runs/{id}/cancel', { id: done.id })).body['state']).toBe('done');
    for (const action of ['cancel', 'retry-failed'])
      expect((await call(`POST /v1/verification-runs/{id}/${action}`, { id, body: { selector: {} } })).status).toBe(400);
  });

  it('are taken up again: the connections that failed, within the projects of the run', async () => {
    await setting.store(3);
    const { id } = (await begin()).body;
    await setting.gatherAll();
    const [bad, ...good] = setting.sent.splice(0);
    await setting.deps.runs.endMember(id, bad!.connectionId, memberEnd('inconclusive'));
    for (const { connectionId } of good) await setting.deps.runs.endMember(id, connectionId, memberEnd());
    const again = await call('POST /v1/verification-runs/{id}/retry-failed', { id, key: 'k' });
    expect(again).toMatchObject({ status: 202, body: { id: RUN_ID, kind: 'bulk', retryOf: id, projects: ['demo'] } });
    expect(again.body['selector']).toEqual({});
    expect((await call('POST /v1/verification-runs/{id}/retry-failed', { id, key: 'k' })).body).toEqual(again.body);
    await setting.gatherAll();
    expect(setting.sent).toEqual([{ ...bad, runId: again.body['id'] }]);
  });
});

describe('a rehearsal', () => {
  it('tries the connections that use the secret, wherever the caller may use secrets', async () => {
    const users = [...(await setting.store(2)), ...(await setting.store(1, { project: 'second', secrets: ['okta', 'jira'] }))];
    await setting.store(1, { project: 'third' });
    await setting.store(1, { secrets: ['okta'] });
    const told = await rehearse({ secretArn: ARN }, { roles: ['demo:editor', 'second:editor', 'third:tester'] });
    expect(told).toMatchObject({
      status: 202,
      headers: { location: `/v1/verification-runs/${told.body['id']}` },
      body: { kind: 'rehearsal', projects: ['demo', 'second'], selector: { secretArn: ARN }, secret: { arn: ARN, versionId: null, movedAt: null } },
    });
    await setting.gatherAll();
    expect(setting.sent.map(({ connectionId }) => connectionId).toSorted()).toEqual(users.map(({ id }) => id).toSorted());
  });

  it('tries the connections that are named, each of which must use the secret', async () => {
    const [one, two] = await setting.store(2);
    const [stranger] = await setting.store(1, { secrets: ['okta'] });
    const [foreign] = await setting.store(1, { project: 'third' });
    expect(issuesOf(await rehearse({ secretArn: ARN, connections: [one!.id, stranger!.id] }))).toEqual([400, 'schema_invalid /connections/1']);
    expect(issuesOf(await rehearse({ secretArn: ARN, connections: [foreign!.id] }))).toEqual([404, 'not_found /connections/0']);
    expect((await rehearse({ secretArn: ARN, connections: [two!.id] }, { roles: ['*:editor'] })).body['projects']).toEqual(['demo']);
    await setting.gatherAll();
    expect(setting.sent.map(({ connectionId }) => connectionId)).toEqual([two!.id]);
  });

  it.each([
    [['demo:tester'], 403],
    [['demo:viewer', 'other:tester'], 403],
    [[], 403],
    [['demo:editor'], 202],
    [['*:admin'], 202],
  ])('of a caller with the roles %j: %s', async (roles, status) => {
    expect((await rehearse({ secretArn: ARN }, { roles })).status).toBe(status);
    const [connection] = await setting.store(1);
    expect((await rehearse({ secretArn: ARN, connections: [connection!.id] }, { roles })).status).toBe(status);
  });

  it('is changed by who may begin one, and taken up again as one', async () => {
    await setting.store(1);
    const { id } = (await rehearse({ secretArn: ARN })).body;
    for (const action of ['cancel', 'retry-failed']) {
      const route = `POST /v1/verification-runs/{id}/${action}`;
      expect((await call(route, { id, roles: ['demo:tester'] })).status).toBe(403);
    }
    expect((await call('GET /v1/verification-runs/{id}', { id, roles: ['demo:tester'] })).status).toBe(200);
    const again = await call('POST /v1/verification-runs/{id}/retry-failed', { id });
    expect(again.body).toMatchObject({ kind: 'rehearsal', retryOf: id, secret: { arn: ARN } });
  });

  it.each([
    [{}, 'schema_invalid /secretArn'],
    [{ secretArn: 'jira' }, 'schema_invalid /secretArn'],
    [{ secretArn: ARN, connections: [] }, 'schema_invalid /connections'],
    [{ secretArn: ARN, connections: ['x'] }, 'schema_invalid /connections/0'],
    [{ secretArn: ARN, project: 'demo' }, 'schema_invalid /project'],
  ])('with the body %j is refused', async (body, issue) => {
    expect(issuesOf(await rehearse(body))).toEqual([400, issue]);
  });
});

it('a rotation is taken up again as a bulk run, by who may test everywhere', async () => {
  const run = bulkRun({ kind: 'rotation', projects: null, secret: { arn: ARN, versionId: 'v2', movedAt: RUN_AT } });
  await setting.deps.runs.create(run);
  const route = 'POST /v1/verification-runs/{id}/retry-failed';
  expect((await call(route, { id: run.id, roles: ['demo:admin'] })).status).toBe(404);
  expect((await call(route, { id: run.id, roles: ['*:tester'] })).body).toMatchObject({ kind: 'bulk', retryOf: run.id, projects: null, secret: null });
});

it('answers are as the OpenAPI document says', async () => {
  const { components }: { components: { schemas: Record<string, object> } } = JSON.parse(JSON.stringify(openApiDocument()));
  const ajv = new Ajv2020({ strict: false });
  const isValid = (name: string, body: unknown): boolean => ajv.validate(components.schemas[name]!, body);
  await setting.store(2, { labels: { team: 'core' } });
  const { body: begun } = await begin({ labels: { team: 'core' } });
  await setting.gatherAll();
  await setting.deps.runs.endMember(begun['id'], setting.sent[0]!.connectionId, memberEnd());
  expect(isValid('VerificationRun', begun)).toBe(true);
  expect(isValid('VerificationRunPage', (await call('GET /v1/verification-runs')).body)).toBe(true);
  const { body: members } = await call('GET /v1/verification-runs/{id}/connections', { id: begun['id'] });
  expect(isValid('RunConnectionPage', members)).toBe(true);
  expect(isValid('RunConnectionPage', { ...members, items: [{}] })).toBe(false);
});
