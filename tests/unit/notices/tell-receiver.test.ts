import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isGenuine } from '../../../infra/samples/receive-notices/is-genuine.ts';
import type { VerdictCode } from '../../../shared/errors.ts';
import { NoticeError, tellReceiver } from '../../../shared/notices/tell-receiver.ts';
import { leaksIn } from '../../helpers/canary.ts';
import { ARN, EVENT, freshKey, type Sending, sendingWith, wireOf } from './fixtures.ts';

const KEY = freshKey();
const SECRETS = [KEY, KEY.slice('whsec_'.length)];
/** Of the test that runs, and of those before it. */
const lines: string[] = [];
const printed: string[] = [];
beforeEach(() => {
  lines.length = 0;
  // The Logger has a console of its own, which writes here.
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  printed.push(...lines);
});

const tell = (sending: Sending, event: unknown = EVENT): Promise<void> => tellReceiver(event, { ...sending.deps, requestId: 'req-1' });
const failureOf = async (sending: Sending): Promise<unknown> =>
  tell(sending).then(
    () => null,
    (error: unknown) => error,
  );
const logged = (): readonly unknown[] => lines.map((line) => JSON.parse(line));

it('an event is posted once: signed, at the time of the attempt, with the id of what is told', async () => {
  const sending = sendingWith({ key: KEY });
  await tell(sending);
  expect(sending.sent).toHaveLength(1);
  const wire = wireOf(sending.sent[0]!.request);
  expect(wire).toMatchObject({ method: 'POST', path: '/resolver/in' });
  expect(wire.headers).toEqual({
    'content-type': 'application/json',
    'webhook-id': EVENT.detail.id,
    'webhook-timestamp': '1795871000',
    'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/),
  });
  expect(isGenuine(wire, KEY, 1_795_871_000)).toBe(true);
  expect(isGenuine(wire, freshKey(), 1_795_871_000)).toBe(false);
  expect(leaksIn(new Map([['wire', JSON.stringify(wire.headers) + wire.body.toString()]]), SECRETS)).toEqual([]);
  expect(logged()).toMatchObject([{ message: 'notice', notice: EVENT.detail.id, type: 'Connection Status Changed', code: 'ok', httpStatus: 204 }]);
});

it('a second attempt has the same id and body, and a signature of its own time', async () => {
  const sending = sendingWith({ key: KEY });
  await tell(sending);
  sending.nowMs += 60_000;
  await tell(sending);
  const [first, second] = sending.sent.map(({ request }) => wireOf(request));
  expect([second!.headers['webhook-id'], second!.body]).toEqual([first!.headers['webhook-id'], first!.body]);
  expect(second!.headers['webhook-timestamp']).toBe('1795871060');
  expect(isGenuine(second!, KEY, 1_795_871_060)).toBe(true);
  expect(second!.headers['webhook-signature']).not.toBe(first!.headers['webhook-signature']);
});

it('the address is judged before the key is read', async () => {
  const sending = sendingWith({ key: KEY });
  await tell(sending);
  expect(sending.steps).toEqual(['guard', `fetch ${ARN} signing.key`, 'probe']);
});

describe('nothing is read or sent', () => {
  it.each([
    ['to a private address', { addresses: ['10.0.0.5'] }, 'address_denied'],
    ['to the metadata service', { addresses: ['169.254.169.254'] }, 'address_denied'],
    ['to a name with a public and a private address', { addresses: ['93.184.216.34', '127.0.0.1'] }, 'address_denied'],
    ['to a name that does not resolve', { addresses: [] }, 'dns_failed'],
  ] as const)('%s', async (_, change, code) => {
    const sending = Object.assign(sendingWith({ key: KEY }), change);
    expect(await failureOf(sending)).toEqual(new NoticeError(code));
    expect(sending.steps).toEqual(['guard']);
  });

  it.each(['http://hooks.example.com/in', 'https://127.0.0.1/in', 'https://93.184.216.34/in', 'https://localhost/in'])('to %s', async (url) => {
    const sending = sendingWith({ key: KEY, url });
    expect(await failureOf(sending)).toEqual(new NoticeError('address_denied'));
    expect(sending.steps).toEqual(['guard']);
  });

  it('for what is no event of the product; it fails nobody and is not tried again', async () => {
    const sending = sendingWith({ key: KEY });
    await tell(sending, { ...EVENT, source: 'com.example' });
    expect(sending.steps).toEqual([]);
    expect(logged()).toMatchObject([{ message: 'notice', code: 'unknown' }]);
  });
});

describe('a failure that brings the event back, and says a code alone', () => {
  it.each<readonly [number, VerdictCode]>([
    [199, 'unexpected_response'],
    [301, 'redirect_blocked'],
    [307, 'redirect_blocked'],
    [400, 'unexpected_response'],
    [401, 'bad_credentials'],
    [403, 'forbidden'],
    [404, 'wrong_address'],
    [410, 'unexpected_response'],
    [429, 'rate_limited'],
    [500, 'target_unavailable'],
    [503, 'target_unavailable'],
  ])('HTTP %i: %s', async (answer, code) => {
    const sending = Object.assign(sendingWith({ key: KEY }), { answer });
    const failure = await failureOf(sending);
    expect(failure).toEqual(new NoticeError(code));
    expect(logged()).toMatchObject([{ message: 'notice', code, httpStatus: answer }]);
  });

  it.each<VerdictCode>(['connect_failed', 'target_timeout', 'tls_untrusted', 'response_too_large'])('%s', async (code) => {
    expect(await failureOf(Object.assign(sendingWith({ key: KEY }), { answer: code }))).toEqual(new NoticeError(code));
  });

  it('an error nobody foresaw, whose text may quote the key', async () => {
    const failure = await failureOf(Object.assign(sendingWith({ key: KEY }), { answer: new TypeError(`Invalid ${KEY}`) }));
    expect(failure).toEqual(new NoticeError('internal_error'));
    expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(KEY);
    expect(logged()).toMatchObject([
      { message: 'failure', class: 'TypeError' },
      { message: 'notice', code: 'internal_error' },
    ]);
  });

  it('a key that is none', async () => {
    const sending = sendingWith({ key: 'hunter2-hunter2-hunter2' });
    expect(await failureOf(sending)).toEqual(new NoticeError('value_unusable'));
    expect(lines.join()).not.toContain('hunter2');
    expect(sending.sent).toEqual([]);
  });
});

it.each([200, 201, 202, 204, 299])('HTTP %i means that it was taken', async (answer) => {
  await tell(Object.assign(sendingWith({ key: KEY }), { answer }));
  expect(logged()).toMatchObject([{ code: 'ok', httpStatus: answer }]);
});

it('no line that was printed holds the key', () => {
  expect(printed.length).toBeGreaterThan(30);
  expect(leaksIn(new Map([['log', printed.join('\n')]]), SECRETS)).toEqual([]);
});
