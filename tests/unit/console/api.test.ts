import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Api, makeApi } from '../../../functions/console/app/api/api.ts';
import { apiNow } from '../../../functions/console/app/api/clock.ts';
import { ApiFailure, sentenceOf } from '../../../functions/console/app/api/failure.ts';

type Sent = { readonly url: string; readonly options: RequestInit };

let sent: Sent[];
let answers: (() => Response)[];
let leftBehind: number;
let api: Api;

beforeEach(() => {
  sent = [];
  answers = [];
  leftBehind = 0;
  vi.stubGlobal('fetch', async (url: string, options: RequestInit) => {
    sent.push({ url, options });
    return (answers.shift() ?? (() => Response.json({})))();
  });
  api = makeApi(
    () => 'a-token',
    () => (leftBehind += 1),
  );
});
afterEach(() => vi.unstubAllGlobals());

const problem =
  (status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  (): Response =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/problem+json', ...headers } });

async function failing(route = 'GET /v1/connections'): Promise<ApiFailure> {
  const error = await api.ask(route).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ApiFailure)) throw new Error('It did not fail.');
  return error;
}

it('asks with the token of whoever signed in, without cookies, without a referrer, and follows nobody elsewhere', async () => {
  await api.ask('GET /v1/connections', { query: { project: 'demo', state: '', label: ['a:b&c', 'd:é'], cursor: undefined } });
  expect(sent[0]).toMatchObject({
    url: '/v1/connections?project=demo&label=a%3Ab%26c&label=d%3A%C3%A9',
    options: {
      method: 'GET',
      headers: { authorization: 'Bearer a-token' },
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    },
  });
});

it('sends a body as JSON, on the revision that was read, once', async () => {
  answers = [() => Response.json({ id: 'con_1' }, { headers: { etag: '"2"' } })];
  expect(await api.ask('PATCH /v1/connections/con_1', { body: { name: 'x' }, etag: '"1"', idempotencyKey: 'k' })).toEqual({
    body: { id: 'con_1' },
    etag: '"2"',
  });
  expect(sent[0]?.options).toMatchObject({
    method: 'PATCH',
    body: '{"name":"x"}',
    headers: { 'content-type': 'application/json', 'if-match': '"1"', 'idempotency-key': 'k' },
  });
});

it('reads all pages of a short list, one after the other', async () => {
  answers = [() => Response.json({ items: [1, 2], nextCursor: 'c' }), () => Response.json({ items: [3], nextCursor: null })];
  expect(await api.every<number>('/v1/connectors')).toEqual([1, 2, 3]);
  expect(sent.map(({ url }) => url)).toEqual(['/v1/connectors?limit=100', '/v1/connectors?limit=100&cursor=c']);
});

it('an answer without a body is null', async () => {
  answers = [() => new Response(null, { status: 204 })];
  expect((await api.ask('DELETE /v1/connections/con_1')).body).toBeNull();
});

describe('a failure', () => {
  it('says what the problem document says, field by field, with its fix', async () => {
    const errors = [{ pointer: '/config/apiToken', offset: 3, code: 'mask_malformed', message: 'm', fix: { text: 'f', commands: [] } }];
    answers = [problem(422, { title: 'A sentence.', code: 'mask_malformed', requestId: 'r-1', errors })];
    expect(await failing()).toMatchObject({ message: 'A sentence.', code: 'mask_malformed', issues: errors });
  });

  it('says when asking again is of use', async () => {
    answers = [problem(429, { title: 'Too many tests.', code: 'rate_limited_caller' }, { 'retry-after': '7' })];
    expect((await failing()).message).toBe('Too many tests. Try again in 7 seconds.');
  });

  it.each([
    [401, 'You are no longer signed in.'],
    [403, 'The API does not let you do this.'],
    [404, 'There is nothing here, or not for you.'],
    [429, 'Too much is being asked for at once. Wait a few seconds, then try again.'],
    [503, 'The API did not answer in time. Try again.'],
    [418, 'The API answered HTTP 418.'],
  ])('of the gateway itself, HTTP %i, has a sentence of ours and nothing of its text', async (status, message) => {
    answers = [() => Response.json({ message: 'internal words' }, { status })];
    expect(await failing()).toMatchObject({ message, issues: [] });
  });

  it('with a document that is none has a sentence too', async () => {
    answers = [() => new Response('<html>', { status: 500, headers: { 'content-type': 'application/problem+json' } })];
    expect((await failing()).message).toBe('The API answered HTTP 500.');
  });

  it('without any answer says that the API could not be reached', async () => {
    answers = [
      () => {
        throw new TypeError('fetch failed: words of the browser');
      },
    ];
    expect((await failing()).message).toBe('The API could not be reached. Check your network, then try again.');
  });

  it('of our own is not told in its own words', () => expect(sentenceOf(new Error('inner words'))).not.toContain('inner'));
});

it('a token that is no longer good ends the session, anything else does not', async () => {
  answers = [problem(403, { title: 'No.' }), () => Response.json({ message: 'Unauthorized' }, { status: 401 })];
  await failing();
  expect(leftBehind).toBe(0);
  await failing();
  expect(leftBehind).toBe(1);
});

it.each([
  [0, 0],
  [59_000, 0],
  [-59_000, 0],
  [61_000, 61_000],
  [-61_000, -61_000],
  [86_400_000, 86_400_000],
])('an API whose clock is %i ms from that of the browser moves the time of what it tells by %i ms, and only until they agree again', async (apart, moved) => {
  vi.useFakeTimers({ now: 1_795_900_000_000 });
  const dated = (ms: number) => () => Response.json({}, { headers: { date: new Date(Date.now() + ms).toUTCString() } });
  answers = [dated(apart), () => Response.json({}), dated(0)];
  await api.ask('GET /v1/connections');
  expect(apiNow() - Date.now()).toBe(moved);
  await api.ask('GET /v1/connections');
  expect(apiNow() - Date.now(), 'an answer without a date says nothing').toBe(moved);
  await api.ask('GET /v1/connections');
  expect(apiNow()).toBe(Date.now());
  vi.useRealTimers();
});

it('what was given up is not told as a failure of the network', async () => {
  const stopper = new AbortController();
  answers = [
    () => {
      stopper.abort();
      throw stopper.signal.reason;
    },
  ];
  await expect(api.ask('GET /v1/connections', { signal: stopper.signal })).rejects.toThrow(stopper.signal.reason);
});
