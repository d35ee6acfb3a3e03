import { createHmac, timingSafeEqual } from 'node:crypto';

const TOLERANCE_SECONDS = 300;

/** What came in: headers by their lower-case names, and the body byte for byte, before anything parses it. */
export type Received = { readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly body: Buffer };

/** Whether a POST comes from the resolver and is no replay of an old one. `key` is the signing key, "whsec_…". */
export function isGenuine({ headers, body }: Received, key: string, nowSeconds = Date.now() / 1_000): boolean {
  const [id, at, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => String(headers[name] ?? ''));
  if (!id || !at || !signatures || !/^\d{1,12}$/.test(at) || Math.abs(nowSeconds - Number(at)) > TOLERANCE_SECONDS) return false;
  const expected = createHmac('sha256', Buffer.from(key.replace('whsec_', ''), 'base64'))
    .update(`${id}.${at}.`)
    .update(body)
    .digest();
  return signatures.split(' ').some((signature) => {
    const given = Buffer.from(signature.startsWith('v1,') ? signature.slice('v1,'.length) : '', 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}
