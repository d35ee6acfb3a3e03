import { createHmac } from 'node:crypto';
import { ResolverError } from '../errors.ts';
import type { Secret } from '../secrets/secret.ts';

/** What a signature covers. `atSeconds` is when this attempt is made, epoch. */
export type Signed = { readonly id: string; readonly atSeconds: number; readonly body: string };

const KEY = /^whsec_([A-Za-z0-9+/]+={0,2})$/;
const KEY_BYTES = { least: 24, most: 64 };

/**
 * The value of the header `webhook-signature`. `keys` is a key, or several with a space between: one signature of each, so that a
 * receiver can go from one key to the next without missing a notice.
 * Source: Standard Webhooks 1.0.0, "Signature scheme": HMAC-SHA256 of "id.timestamp.body", keys of 24 to 64 bytes in base64 after "whsec_".
 * @throws ResolverError `value_unusable` where one of them is no such key
 */
export function signatureOf(keys: Secret, { id, atSeconds, body }: Signed): string {
  const bytes = keys.reveal().split(' ').map(bytesOf);
  return bytes.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${atSeconds}.${body}`).digest('base64')}`).join(' ');
}

function bytesOf(key: string): Buffer {
  const bytes = Buffer.from(KEY.exec(key)?.[1] ?? '', 'base64');
  if (bytes.length < KEY_BYTES.least || bytes.length > KEY_BYTES.most) throw new ResolverError('value_unusable', { pointer: '/noticeWebhookKey' });
  return bytes;
}
