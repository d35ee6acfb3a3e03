import { afterEach, expect, it, vi } from 'vitest';
import { refuseAny } from '../../../shared/errors.ts';
import { json, replying } from '../../../shared/http/reply.ts';
import { captureLog } from '../../helpers/captured-log.ts';

const EVENT = { routeKey: 'POST /v1/connections/test', requestContext: { requestId: 'req-1' } };

afterEach(() => {
  vi.restoreAllMocks();
});

it('an answer carries the request id and is not cached anywhere', async () => {
  captureLog();
  const result = await replying(async () => json(200, { a: 1 }))(EVENT);
  expect(result).toMatchObject({
    statusCode: 200,
    body: '{"a":1}',
    headers: { 'x-request-id': 'req-1', 'cache-control': 'no-store', 'content-type': 'application/json' },
  });
});

it('a wrong request is a problem document with every issue, and the first decides the status', async () => {
  captureLog();
  const issues = [
    { code: 'mask_malformed', where: { pointer: '/config/a', offset: 4 } },
    { code: 'schema_invalid', where: { pointer: '/config/b' } },
  ] as const;
  const result = await replying(async () => {
    refuseAny(issues);
    return json(200, {});
  })(EVENT);
  expect(result).toMatchObject({ statusCode: 422, headers: { 'content-type': 'application/problem+json' } });
  expect(JSON.parse(result.body ?? '')).toMatchObject({
    status: 422,
    code: 'mask_malformed',
    requestId: 'req-1',
    errors: [
      { code: 'mask_malformed', pointer: '/config/a', offset: 4, fix: { commands: [] } },
      { code: 'schema_invalid', pointer: '/config/b' },
    ],
  });
});

it.each([
  ['a JSON error that quotes its text', () => JSON.parse('{"token": hunter2}')],
  ['a URL error that keeps its input', () => new URL('https://hunter2:x y')],
  ['an error with a cause', () => Promise.reject(new Error('hunter2', { cause: { password: 'hunter2' } }))],
  ['an error with own properties', () => Promise.reject(Object.assign(new Error('x'), { $response: 'hunter2', input: 'hunter2' }))],
  ['a thrown text', () => Promise.reject('hunter2')],
  ['a thrown object', () => Promise.reject({ message: 'hunter2' })],
])('%s ends as internal_error, quoted neither in the answer nor in the log', async (_, work) => {
  const log = captureLog();
  const result = await replying(async () => json(200, await work()))(EVENT);
  const logged = log();
  expect(JSON.parse(result.body ?? '')).toMatchObject({ status: 500, code: 'internal_error', requestId: 'req-1' });
  expect(logged.split('\n').filter((line) => line.includes('"failure"') && line.includes('req-1'))).toHaveLength(1);
  expect(`${result.body}${logged}`).not.toContain('hunter2');
});
