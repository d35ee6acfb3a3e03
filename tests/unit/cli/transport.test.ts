import * as v from 'valibot';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTransport } from '../../../infra/cli/transport.ts';
import { startTarget, type Target } from '../../helpers/target.ts';

const TOKEN = 'eyJ.secret.token';
type Reply = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

let replies: (Reply | 'hang' | 'cut')[] = [];
let api: Target;
let slept: number[] = [];
let now = Date.UTC(2026, 10, 23, 12);

beforeEach(async () => {
  told = [];
  [replies, slept, now] = [[], [], Date.UTC(2026, 10, 23, 12)];
  api = await startTarget((_, response) => {
    const reply = replies.shift() ?? { status: 200, body: '{"a":1}' };
    if (reply === 'cut') response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy());
    else if (reply !== 'hang') response.writeHead(reply.status, reply.headers).end(reply.body ?? '{"message":"Too Many Requests"}');
  });
});
afterEach(() => api.close());

let told: string[] = [];
const world = {
  stderr: { isTerminal: false, write: (text: string) => void told.push(text) },
  now: () => now,
  sleep: async (ms: number) => {
    slept.push(ms);
    now += ms;
  },
};
const transport = (timeoutMs = 20_000, url = api.url) => makeTransport({ url, token: TOKEN, world, timeoutMs });
const get = (send = transport()) => send({ method: 'GET', path: '/v1/connections?limit=100' }, v.object({ a: v.number() }));
const failure = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(JSON.stringify([error, String(error)])).not.toContain(TOKEN);
  return error;
};
const limited = (retryAfter?: string): Reply => ({ status: 429, ...(retryAfter !== undefined && { headers: { 'retry-after': retryAfter } }) });

it('the token is sent to the API, and answers are held against their schema', async () => {
  expect(await get()).toEqual({ a: 1 });
  expect(api.requests).toMatchObject([{ method: 'GET', path: '/v1/connections?limit=100', headers: { authorization: `Bearer ${TOKEN}` } }]);
});

it('429 is waited out as long as Retry-After says, in seconds or as a date, and asked again at most twice', async () => {
  replies = [limited('7'), limited(new Date(now + 7000 + 3000).toUTCString())];
  expect(await get()).toEqual({ a: 1 });
  expect(slept).toEqual([7000, 3000]);
  replies = [limited('1'), limited('1'), limited('1')];
  expect(await failure(get())).toMatchObject({ name: 'ApiProblem', code: 'http_429' });
  expect(api.requests).toHaveLength(6);
});

it('429 without Retry-After is waited out for a second; one of more than a minute is told at once', async () => {
  replies = [limited()];
  await get();
  expect(slept).toEqual([1000]);
  replies = [limited('3600')];
  expect(await failure(get())).toMatchObject({ code: 'http_429' });
  expect(slept).toEqual([1000]);
});

it('while one request waits, the others of the same run wait too', async () => {
  const send = transport();
  replies = [limited('5')];
  await get(send);
  now -= 2000;
  await get(send);
  expect(slept).toEqual([5000, 2000]);
});

it('a wait of two seconds or more is told once, however many requests wait for it', async () => {
  const sleepers: (() => void)[] = [];
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      // The time goes on once all three stand still.
      if (sleepers.push(resolve) < 3) return;
      now += ms;
      for (const wake of sleepers.splice(0)) wake();
    });
  const waiting = makeTransport({ url: api.url, token: TOKEN, world: { ...world, sleep }, timeoutMs: 20_000 });
  replies = [limited('37'), limited('37'), limited('37')];
  await Promise.all([get(waiting), get(waiting), get(waiting)]);
  expect(told).toEqual(['The API has been asked too often (HTTP 429): going on in 37 s.\n']);
  replies = [limited(), limited('1')];
  await get();
  replies = [limited('3600')];
  await failure(get());
  expect(told).toHaveLength(1);
});

it('a redirect is not followed: the token goes nowhere else', async () => {
  const elsewhere = await startTarget((_, response) => response.end('{"a":1}'));
  replies = [{ status: 302, headers: { location: elsewhere.url } }];
  expect(await failure(get())).toMatchObject({ name: 'StopError', message: expect.stringContaining('redirects (HTTP 302)') });
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});

it.each<[string, Reply | 'hang' | 'cut', string]>([
  ['a token that is not taken', { status: 401, body: '{"message":"Unauthorized"}' }, 'does not take this token'],
  ['a page of something else', { status: 200, body: '<html>' }, 'its answer to GET /v1/connections is not as its description says'],
  ['an answer of another shape', { status: 200, body: '{"b":1}' }, 'is not as its description says'],
  ['a route that is not there', { status: 404, body: '{"message":"Not Found"}' }, 'it has no route GET /v1/connections'],
  ['an API that hangs', 'hang', 'did not answer in time'],
  ['an answer that is cut off', 'cut', 'cannot be reached'],
])('%s stops the command with a sentence of ours', async (_, reply, sentence) => {
  replies = [reply];
  expect(await failure(get(reply === 'hang' ? transport(300) : transport()))).toMatchObject({
    name: 'StopError',
    message: expect.stringContaining(sentence),
    fix: expect.any(String),
  });
});

it('an API that is not there is told with its address and the reason', async () => {
  const { url } = api;
  await api.close();
  expect(await failure(get(transport(20_000, url)))).toMatchObject({ name: 'StopError', message: `The API at ${url} cannot be reached (ECONNREFUSED).` });
});

it('a problem document is told in full, another failure by its HTTP status alone', async () => {
  const errors = [{ pointer: '/project', code: 'schema_invalid', message: 'm', fix: { text: 'f', commands: [] } }];
  const document = { type: 't', title: 't', status: 400, code: 'schema_invalid', requestId: 'r', errors };
  replies = [{ status: 400, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify(document) }];
  expect(await failure(get())).toMatchObject({ name: 'ApiProblem', code: 'schema_invalid', issues: errors });
  replies = [{ status: 503, body: `<html>${TOKEN}` }];
  expect(await failure(get())).toMatchObject({ code: 'http_503', issues: [{ message: 'The API answered HTTP 503 and no reason.' }] });
});
