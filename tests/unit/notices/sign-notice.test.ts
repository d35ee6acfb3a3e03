import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { isGenuine } from '../../../infra/samples/receive-notices/is-genuine.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { type Signed, signatureOf } from '../../../shared/notices/sign-notice.ts';
import { Secret } from '../../../shared/secrets/secret.ts';
import { freshKey } from './fixtures.ts';

const sign = (keys: string, signed: Signed): string => signatureOf(new Secret(keys), signed);

/** HMAC as RFC 2104 writes it, from nothing but SHA-256. */
function hmacByHand(key: Buffer, text: string): string {
  const block = Buffer.concat([key, Buffer.alloc(64)], 64);
  const padded = (byte: number): Buffer => Buffer.from(block.map((each) => each ^ byte));
  const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();
  return sha256(padded(0x5c), sha256(padded(0x36), Buffer.from(text))).toString('base64');
}

it('the vector that the Standard Webhooks libraries publish comes out', () => {
  const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', atSeconds: 1_614_265_330, body: '{"test": 2432232314}' };
  expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', signed)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it.each([24, 32, 64])('a key of %i bytes signs as RFC 2104 says, text beyond ASCII included', (length) => {
  const bytes = randomBytes(length);
  const signed = { id: '5f0c8f3b', atSeconds: 1_795_871_000, body: '{"name":"Zoë → ✓"}' };
  expect(sign(`whsec_${bytes.toString('base64')}`, signed)).toBe(`v1,${hmacByHand(bytes, `5f0c8f3b.1795871000.${signed.body}`)}`);
});

it('of several keys each signs, so that receivers with the old one and with the new one take the notice', () => {
  const [old, next, other] = [freshKey(), freshKey(), freshKey()];
  const signed = { id: 'a', atSeconds: 1_000, body: '{}' };
  const received = {
    headers: { 'webhook-id': 'a', 'webhook-timestamp': '1000', 'webhook-signature': sign(`${next} ${old}`, signed) },
    body: Buffer.from('{}'),
  };
  expect([old, next, other].map((key) => isGenuine(received, key, 1_000))).toEqual([true, true, false]);
});

it.each([
  ['no prefix', randomBytes(32).toString('base64')],
  ['23 bytes', freshKey(23)],
  ['65 bytes', freshKey(65)],
  ['no base64', `whsec_${'!'.repeat(44)}`],
  ['base64 of the other alphabet', `whsec_${Buffer.alloc(32, 0xff).toString('base64url')}`],
  ['a line break at its end', `${freshKey()}\n`],
  ['two spaces between two keys', `${freshKey()}  ${freshKey()}`],
  ['a good key and a bad one', `${freshKey()} hunter2`],
])('a key with %s is refused without a word of it', (_, keys) => {
  const attempt = (): string => sign(keys, { id: 'a', atSeconds: 1, body: '{}' });
  expect(attempt).toThrow(ResolverError);
  expect(attempt).toThrow(expect.objectContaining({ code: 'value_unusable', where: { pointer: '/noticeWebhookKey' } }));
});
