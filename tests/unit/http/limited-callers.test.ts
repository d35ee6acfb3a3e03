import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeEach, expect, it } from 'vitest';
import { openApiDocument } from '../../../shared/http/openapi.ts';
import { type Ask, type Handlers, NEW, startHandlers, type Told } from '../../helpers/stored-connections.ts';

const TEST = { connector: NEW.connector, config: NEW.config };
const SESSION = 'arn:aws:sts::111122223333:assumed-role/ci/';
const IAM_ROLES = '{"arn:aws:iam::111122223333:role/ci":["demo:editor"]}';

let handlers: Handlers;
let id: string;
beforeEach(async () => {
  handlers = await startHandlers({ TESTS_PER_MINUTE: '3', HOST_TESTS_PER_MINUTE: '5', IAM_ROLES });
  ({ id } = await handlers.create());
});

const unsaved = (more: Ask = {}): Promise<Told> => handlers.call('POST /v1/connections/test', { body: TEST, ...more });
const stored = (more: Ask = {}): Promise<Told> => handlers.call('POST /v1/connections/{id}/test', { id, ...more });
const audit = async (): Promise<number> =>
  (await handlers.call('GET /v1/audit', { roles: ['demo:admin'], query: 'project=demo&limit=100' })).body['items'].length;
const spent = async (work: () => Promise<Told>): Promise<number> => {
  for (let done = 0; ; done += 1) if ((await work()).status === 429) return done;
};

it('a caller tests as often a minute as its budget says, stored and unsaved ones together; then nothing is written down or sent', async () => {
  await unsaved();
  await stored();
  await unsaved();
  for (const told of [await unsaved(), await stored()]) {
    expect([told.status, told.headers['content-type'], told.headers['retry-after']]).toEqual([429, 'application/problem+json', '60']);
    expect(told.body).toMatchObject({
      code: 'rate_limited_caller',
      title: 'You have sent too many requests: there may be 3 tests by hand a minute.',
      errors: [{ code: 'rate_limited_caller', fix: { text: 'Wait as long as Retry-After says, then send the same request again.' } }],
    });
  }
  expect([handlers.target.requests, await audit()]).toEqual([3, 3]);
  handlers.clock.ms += 60_000;
  expect((await unsaved()).body['code']).toBe('ok');
});

it('other callers are not held up by it, and the same one has no second budget in another project', async () => {
  expect(await spent(unsaved)).toBe(3);
  expect((await unsaved({ subject: 'bob' })).status).toBe(200);
  expect((await unsaved({ roles: ['other:editor'] })).status).toBe(429);
});

it('an IAM role has one budget for all its sessions', async () => {
  for (const name of ['one', 'two', 'three']) expect((await unsaved({ session: `${SESSION}${name}` })).status).toBe(200);
  expect((await unsaved({ session: `${SESSION}four` })).status).toBe(429);
});

it('a host is tested as often a minute as its budget says, whoever asks: then a third caller is refused for it, and for no other host', async () => {
  await spent(() => unsaved({ subject: 'ada' }));
  for (const more of [{}, {}]) await unsaved({ subject: 'bob', ...more });
  const before = [handlers.target.requests, await audit()];
  const told = await unsaved({ subject: 'eve', roles: ['other:editor'] });
  expect([told.status, told.headers['retry-after']]).toEqual([429, '60']);
  expect(told.body['title']).toBe('Host jira.example.com has been tested too often: there may be 5 tests by hand a minute of one host, whoever asks for them.');
  expect(told.text).not.toMatch(/\b(?:ada|bob)\b|demo/);
  expect((await stored({ subject: 'eve' })).body['code']).toBe('rate_limited_caller');
  expect([handlers.target.requests, await audit()]).toEqual(before);
  handlers.target.hosts = 'jira.example.com jira.example.org';
  const elsewhere = { ...TEST, config: { ...TEST.config, baseUrl: 'https://jira.example.org' } };
  expect((await unsaved({ subject: 'eve', body: elsewhere })).body['code']).toBe('ok');
});

it('a stored connection keeps its state and its history where a test of it is refused so', async () => {
  await spent(unsaved);
  const before = await handlers.call('GET /v1/connections/{id}', { id });
  await stored();
  expect(await handlers.call('GET /v1/connections/{id}', { id })).toEqual(before);
  expect((await handlers.call('GET /v1/connections/{id}/verifications', { id })).body['items']).toEqual([]);
  expect(handlers.events.published).toEqual([]);
});

it('an answer that is only given again costs nothing, and a key that was refused can be used later', async () => {
  const again = { headers: { 'idempotency-key': 'k' } };
  const first = await unsaved(again);
  for (let nth = 0; nth < 5; nth += 1) expect(await unsaved(again)).toMatchObject({ status: 200, headers: { 'idempotent-replayed': 'true' } });
  expect(await spent(unsaved)).toBe(2);
  expect((await unsaved(again)).body).toEqual(first.body);
  const late = { headers: { 'idempotency-key': 'late' } };
  expect((await unsaved(late)).status).toBe(429);
  handlers.clock.ms += 60_000;
  expect((await unsaved(late)).body['code']).toBe('ok');
});

it('to lint costs nothing, nor does what a caller may not do', async () => {
  for (let nth = 0; nth < 9; nth += 1) {
    expect((await handlers.call('POST /v1/connections/lint', { body: TEST })).status).toBe(200);
    expect((await unsaved({ roles: ['demo:viewer'] })).status).toBe(403);
  }
  expect(await spent(unsaved)).toBe(3);
});

it('a budget that cannot be counted lets nobody through', async () => {
  handlers.stores.spending.spend = () => Promise.reject(new Error('hunter2'));
  for (const told of [await unsaved(), await stored()]) {
    expect([told.status, told.body['code']]).toEqual([500, 'internal_error']);
    expect(told.text).not.toContain('hunter2');
  }
  expect([handlers.target.requests, await audit()]).toEqual([0, 0]);
});

it('each route that spends says so in the description of the API, with Retry-After, and its refusal is the problem described there', async () => {
  const document = JSON.parse(JSON.stringify(openApiDocument()));
  const limited = Object.entries<Record<string, { responses?: Record<string, { headers?: object }> }>>(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) =>
      responses?.['429'] ? [`${method} ${path} ${Object.keys(responses['429'].headers ?? {}).join()}`] : [],
    ),
  );
  expect(limited.toSorted()).toEqual([
    'post /v1/connections/test Retry-After',
    'post /v1/connections/{id}/test Retry-After',
    'post /v1/rehearsals Retry-After',
    'post /v1/secrets/keys Retry-After',
    'post /v1/stores/projects/{id}/test Retry-After',
    'post /v1/stores/workspace/test Retry-After',
    'post /v1/verification-runs Retry-After',
    'post /v1/verification-runs/{id}/retry-failed Retry-After',
  ]);
  await spent(unsaved);
  const validate = new Ajv2020({ strict: false }).compile({ ...document.components.schemas.Problem, components: document.components });
  expect([validate((await unsaved()).body), validate.errors]).toEqual([true, null]);
});
