import { createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { jwtVerify } from 'jose';
import { DEPS, DIGEST_CHALLENGE, RSA, type Seen } from './samples.ts';

/** What a service does with a request that has come in: it works the proof out again from what it received and what it knows. */
export type Receiver = (request: Seen, known: Readonly<Record<string, string>>) => Promise<boolean> | boolean;

const hex = (hash: string, text: string): string => createHash(hash).update(text).digest('hex');
const host = (request: Seen): string => new URL(request.origin).host;
/** As a URL parser and a form parser read them, and as RFC 3986 writes them. */
const strict = (text: string): string => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const sorted = (pairs: Iterable<readonly [string, string]>): string =>
  [...pairs]
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .sort((one, other) => Buffer.compare(Buffer.from(one.replace('=', '\u0000')), Buffer.from(other.replace('=', '\u0000'))))
    .join('&');
/** `name="value"` and `name=value` of a header after its scheme. */
const fieldsIn = (header: string): Map<string, string> =>
  new Map([...header.matchAll(/([\w-]+)=(?:"([^"]*)"|([^",\s]+))/g)].map((m) => [m[1]!, m[2] ?? m[3]!]));

const bearer = (request: Seen): string => (request.headers['authorization'] ?? '').split(' ')[1] ?? '';
const currentDate = new Date(DEPS.now());

async function accepts(check: () => Promise<unknown>): Promise<boolean> {
  return check().then(
    () => true,
    () => false,
  );
}

function oauth1(request: Seen, known: Readonly<Record<string, string>>): boolean {
  const header = request.headers['authorization'] ?? '';
  const fields = new Map([...fieldsIn(header)].map(([name, value]) => [name, decodeURIComponent(value)]));
  const signature = fields.get('oauth_signature');
  const own = [...fields].filter(([name]) => name !== 'realm' && name !== 'oauth_signature');
  const all = sorted([...own, ...new URLSearchParams(request.query)]);
  const base = [request.method, `${new URL(request.origin).origin}${request.path}`, all].map(strict).join('&');
  const expected = createHmac('sha256', `${strict(known['consumerSecret']!)}&${strict(known['tokenSecret']!)}`).update(base);
  return header.startsWith('OAuth ') && fields.get('realm') === known['realm'] && signature === expected.digest('base64');
}

function duo(request: Seen, known: Readonly<Record<string, string>>): boolean {
  const [user, signature] = Buffer.from(bearer(request), 'base64').toString().split(':');
  const canonical = [request.headers['date'], request.method, host(request), request.path, sorted(new URLSearchParams(request.query))].join('\n');
  return user === known['integrationKey'] && signature === createHmac('sha512', known['secretKey']!).update(canonical).digest('hex');
}

function alibaba(request: Seen, known: Readonly<Record<string, string>>): boolean {
  const fields = fieldsIn(request.headers['authorization'] ?? '');
  const [, names = ''] = /SignedHeaders=([^,]+)/.exec(request.headers['authorization'] ?? '') ?? [];
  const own = Object.keys(request.headers).filter((name) => name.startsWith('x-acs-'));
  const lines = names.split(';').map((name) => `${name}:${name === 'host' ? host(request) : request.headers[name]}\n`);
  const body = hex('sha256', request.body ?? '');
  const canonical = `${request.method}\n${request.path}\n${sorted(new URLSearchParams(request.query))}\n${lines.join('')}\n${names}\n${body}`;
  const expected = createHmac('sha256', known['accessKeySecret']!)
    .update(`ACS3-HMAC-SHA256\n${hex('sha256', canonical)}`)
    .digest('hex');
  return own.every((name) => names.split(';').includes(name)) && body === request.headers['x-acs-content-sha256'] && fields.get('Signature') === expected;
}

function azure(request: Seen, known: Readonly<Record<string, string>>): boolean {
  const query = [...new URLSearchParams(request.query)].map(([name, value]) => `\n${name.toLowerCase()}:${value}`).sort();
  const own = Object.entries(request.headers).filter(([name]) => name.startsWith('x-ms-'));
  const headers = own.map(([name, value]) => `${name}:${value}\n`).sort();
  const text = `${request.method}${'\n'.repeat(12)}${headers.join('')}/${known['account']}${request.path}${query.join('')}`;
  const expected = createHmac('sha256', Buffer.from(known['accountKey']!, 'base64')).update(text).digest('base64');
  return request.headers['authorization'] === `SharedKey ${known['account']}:${expected}`;
}

function oracle(request: Seen, known: Readonly<Record<string, string>>): boolean {
  const fields = fieldsIn(request.headers['authorization'] ?? '');
  const target = request.query === '' ? request.path : `${request.path}?${request.query}`;
  const text = `date: ${request.headers['date']}\n(request-target): ${request.method.toLowerCase()} ${target}\nhost: ${host(request)}`;
  const isNamed = fields.get('keyId') === known['keyId'] && fields.get('headers') === 'date (request-target) host';
  return isNamed && verify('sha256', Buffer.from(text), createPublicKey(RSA.privateKey), Buffer.from(fields.get('signature') ?? '', 'base64'));
}

function atlas(request: Seen, known: Readonly<Record<string, string>>): boolean {
  const [given, asked] = [fieldsIn(request.headers['authorization'] ?? ''), fieldsIn(DIGEST_CHALLENGE)];
  const secret = hex('md5', `${known['publicKey']}:${asked.get('realm')}:${known['privateKey']}`);
  const uri = `${request.path}?${request.query}`;
  const expected = hex('md5', [secret, asked.get('nonce'), given.get('nc'), given.get('cnonce'), 'auth', hex('md5', `${request.method}:${uri}`)].join(':'));
  return given.get('uri') === uri && given.get('username') === known['publicKey'] && given.get('response') === expected;
}

const github: Receiver = async (request, known) =>
  accepts(async () => {
    const { payload } = await jwtVerify(bearer(request), RSA.publicKey, { currentDate, issuer: known['appId']!, algorithms: ['RS256'] });
    // GitHub takes nothing that was issued in the future or ends in more than ten minutes.
    if (payload.iat! > DEPS.now() / 1000 - 60 || payload.exp! > DEPS.now() / 1000 + 600) throw new Error('too long');
  });

const ghost: Receiver = async (request, known) =>
  accepts(async () => {
    const [id, secret] = known['adminApiKey']!.split(':');
    const key = Buffer.from(secret!, 'hex');
    const { protectedHeader } = await jwtVerify(bearer(request), key, { currentDate, audience: '/admin/', maxTokenAge: '5m', algorithms: ['HS256'] });
    if (protectedHeader.kid !== id || !request.headers['authorization']!.startsWith('Ghost ')) throw new Error('not this key');
  });

const snowflake: Receiver = async (request, known) =>
  accepts(async () => {
    const { payload } = await jwtVerify(bearer(request), RSA.publicKey, { currentDate, maxTokenAge: '1h', algorithms: ['RS256'] });
    const der = createPublicKey(RSA.privateKey).export({ type: 'spki', format: 'der' });
    const fingerprint = `SHA256:${createHash('sha256').update(der).digest('base64')}`;
    if (payload.iss !== `${known['subject']}.${fingerprint}` || payload.sub !== known['subject']) throw new Error('not this user');
  });

export const RECEIVERS = { github, ghost, snowflake, oauth1, duo, alibaba, azure, oracle, atlas } as const;
