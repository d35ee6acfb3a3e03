import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What an Authorization header of AWS Signature Version 4 says. */
export type SignedScope = {
  readonly accessKeyId: string;
  /** yyyymmdd */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Lower case, as listed. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
};
export type SignedRequest = {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
};

const SIGNING_KEYS = new Map<string, Uint8Array>();
const MAX_SIGNING_KEYS = 500;
const ALGORITHM = 'AWS4-HMAC-SHA256';
const HEADER =
  /^AWS4-HMAC-SHA256 +Credential=([\w-]{1,128})\/(\d{8})\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,32})\/aws4_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;

/** The scope of an Authorization header, or null where it is not of Signature Version 4. */
export function parseAuthorization(header: string): SignedScope | null {
  const [, accessKeyId, date, region, service, signed, signature] = HEADER.exec(header) ?? [];
  if (!accessKeyId || !date || !region || !service || !signed || !signature) return null;
  return { accessKeyId, date, region, service, signedHeaders: signed.split(';'), signature };
}

/**
 * True where `secretAccessKey` made this signature over this request. The body is hashed here, so a stated hash cannot hide another body;
 * Host, X-Amz-Date and every X-Amz-* header must be signed. How old the signature is, is not judged: the stack's clock may be ahead of the signer's.
 * Source: IAM User Guide, "AWS Signature Version 4 for API requests".
 */
export function isSignedBy(secretAccessKey: string, request: SignedRequest, scope: SignedScope): boolean {
  const time = request.headers.get('x-amz-date') ?? '';
  if (!/^\d{8}T\d{6}Z$/.test(time)) return false;
  const mustBeSigned = ['host', ...[...request.headers.keys()].filter((name) => name.startsWith('x-amz-'))];
  if (!mustBeSigned.every((name) => scope.signedHeaders.includes(name))) return false;
  const credentialScope = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  const canonical = canonicalRequest(request, scope.signedHeaders);
  if (canonical === null) return false;
  const toSign = [ALGORITHM, time, credentialScope, sha256(canonical)].join('\n');
  const expected = createHmac('sha256', signingKey(secretAccessKey, scope)).update(toSign).digest();
  return timingSafeEqual(expected, Buffer.from(scope.signature, 'hex'));
}

/** Null where the query is not percent-encoded text. */
function canonicalRequest(request: SignedRequest, signedHeaders: readonly string[]): string | null {
  const mark = request.url.indexOf('?');
  const [path, query] = mark === -1 ? [request.url, ''] : [request.url.slice(0, mark), request.url.slice(mark + 1)];
  const canonicalQuery = canonicalQueryOf(query);
  if (canonicalQuery === null) return null;
  // Every service but S3 encodes the path once more.
  const canonicalPath = path.split('/').map(encoded).join('/');
  const headers = signedHeaders.map((name) => `${name}:${(request.headers.get(name) ?? '').trim().replaceAll(/ +/g, ' ')}\n`).join('');
  return [request.method, canonicalPath, canonicalQuery, headers, signedHeaders.join(';'), sha256(request.body)].join('\n');
}

/** Names and values decoded and encoded again, since senders differ in what they encode; sorted by name, then by value. */
function canonicalQueryOf(query: string): string | null {
  const pairs = query.split('&').filter((pair) => pair !== '');
  const canonical = pairs.map((pair) => {
    const [name = '', ...value] = pair.split('=');
    return [encodedAgain(name), encodedAgain(value.join('='))] as const;
  });
  if (canonical.some((pair) => pair.includes(null))) return null;
  return canonical
    .toSorted(([name, value], [otherName, otherValue]) => compare(name, otherName) || compare(value, otherValue))
    .map((pair) => pair.join('='))
    .join('&');
}

function encodedAgain(text: string): string | null {
  try {
    return encoded(decodeURIComponent(text));
  } catch {
    return null;
  }
}

// RFC 3986 leaves fewer characters alone than encodeURIComponent.
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function compare(one: string | null, other: string | null): number {
  if (one === other) return 0;
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

// Four of the five HMACs of a signature are the same all day, and they are most of its cost.
function signingKey(secretAccessKey: string, scope: SignedScope): Uint8Array {
  const parts = [scope.date, scope.region, scope.service, 'aws4_request'];
  const name = [secretAccessKey, ...parts].join('/');
  const known = SIGNING_KEYS.get(name);
  if (known) return known;
  const key = parts.reduce<Uint8Array>((from, part) => createHmac('sha256', from).update(part).digest(), Buffer.from(`AWS4${secretAccessKey}`));
  if (SIGNING_KEYS.size >= MAX_SIGNING_KEYS) SIGNING_KEYS.clear();
  SIGNING_KEYS.set(name, key);
  return key;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
