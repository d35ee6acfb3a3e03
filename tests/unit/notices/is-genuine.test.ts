import { expect, it } from 'vitest';
import { isGenuine, type Received } from '../../../infra/samples/receive-notices/is-genuine.ts';

// The sample that receivers copy, against the vector of the Standard Webhooks libraries: it knows nothing of how we sign.
const KEY = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const AT = 1_614_265_330;
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';
const HEADERS = { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': String(AT), 'webhook-signature': SIGNATURE };
const received = (headers: Record<string, string | undefined> = {}, body = '{"test": 2432232314}'): Received => ({
  headers: { ...HEADERS, ...headers },
  body: Buffer.from(body),
});

it.each([
  ['the vector', received(), AT],
  ['five minutes later', received(), AT + 300],
  ['five minutes earlier', received(), AT - 300],
  ['a signature of another scheme and of another key before it', received({ 'webhook-signature': `v1a,x v1,${'A'.repeat(43)}= ${SIGNATURE}` }), AT],
])('genuine: %s', (_, given, now) => {
  expect(isGenuine(given, KEY, now)).toBe(true);
});

it.each([
  ['another body', received({}, '{"test": 2432232315}'), AT],
  ['the same JSON, written otherwise', received({}, '{"test":2432232314}'), AT],
  ['another id', received({ 'webhook-id': 'msg_2' }), AT],
  ['another time', received({ 'webhook-timestamp': String(AT + 1) }), AT],
  ['a replay after five minutes', received(), AT + 301],
  ['a time ahead by more', received(), AT - 301],
  ['a time that is none', received({ 'webhook-timestamp': 'NaN' }), AT],
  ['no id', received({ 'webhook-id': undefined }), AT],
  ['no time', received({ 'webhook-timestamp': undefined }), AT],
  ['no signature', received({ 'webhook-signature': undefined }), AT],
  ['an empty signature', received({ 'webhook-signature': 'v1,' }), AT],
  ['a signature cut short', received({ 'webhook-signature': SIGNATURE.slice(0, -8) }), AT],
  ['the signature without its version', received({ 'webhook-signature': SIGNATURE.slice(3) }), AT],
])('not genuine: %s', (_, given, now) => {
  expect(isGenuine(given, KEY, now)).toBe(false);
});

it('not genuine under another key', () => {
  expect(isGenuine(received(), `whsec_${Buffer.alloc(24, 7).toString('base64')}`, AT)).toBe(false);
});
