import { expect, it } from 'vitest';
import type { Script, Visit } from '../helpers/world/listeners.ts';
import { listOf } from '../helpers/world/lists.ts';
import { LISTED } from '../helpers/world/names.ts';
import type { Loose } from '../helpers/world/protocol.ts';
import { forEach, holds, useWorld, type WorldSecret } from '../helpers/world/use-world.ts';

const HOST = 'api.bound.test';
const ADDRESS = '93.184.216.10';
/** Every name that nobody planned is the canary's. */
const CANARY = '93.184.216.66';
const world = useWorld();

const begin = (script: Script = {}) => world.inside.plan({ names: { ...LISTED, [HOST]: [[ADDRESS]] }, elsewhere: CANARY, script });
const isBound = ({ serverName, address, port }: Visit): boolean => serverName === HOST && address === ADDRESS && port === 443;

type Place = (baseUrl: string, mask: string) => Loose;
const generic = (method: string, config: Loose): Loose => ({ connector: 'generic-http', method, config });
const PLACES: readonly (readonly [string, Place])[] = [
  ['header', (baseUrl, apiKey) => generic('api_key', { baseUrl, path: '/', name: 'X-Api-Key', in: 'header', apiKey })],
  ['basic', (baseUrl, password) => generic('basic', { baseUrl, path: '/', username: 'ada', password })],
  [
    'body',
    (tokenUrl, clientSecret) =>
      generic('oauth2_client_credentials', { baseUrl: `https://${HOST}`, tokenUrl, clientId: clientSecret, clientSecret, clientAuth: 'body' }),
  ],
  ['query', (baseUrl, apiKey) => generic('api_key', { baseUrl, path: '/', name: 'key', in: 'query', apiKey })],
];

/** What came anywhere but to the bound host, bytes of the secret or not. */
async function elsewhere(secret: WorldSecret) {
  const { visits, reads } = await world.inside.seen();
  const other = visits.filter((visit) => !isBound(visit));
  return { reads, connections: other.length, telling: other.filter((visit) => holds(visit, [secret])).length };
}
const NOTHING = { reads: 0, connections: 0, telling: 0 };

it.each(PLACES)('the bound host itself gets the secret in %s', async (_, place) => {
  const secret = await world.secret(`${HOST}/`);
  await begin();
  expect((await world.test(place(`https://${HOST}`, secret.mask)))['code']).toBe('ok');
  const { visits, reads } = await world.inside.seen();
  expect([visits.every(isBound), visits.some((visit) => holds(visit, [secret])), reads]).toEqual([true, true, 1]);
});

it.each(PLACES)(
  'no URL of the list brings a byte of a secret in %s to anybody else, and it is not even read',
  async (_, place) => {
    const secret = await world.secret(`${HOST}/`);
    await begin();
    await forEach(listOf('ssrf-urls'), (url) => world.test(place(url, secret.mask)));
    await forEach(listOf('ssrf-urls'), (url) => world.test(place(url.replace(/^\s*https?:/i, 'https:'), secret.mask)));
    expect(await elsewhere(secret)).toEqual(NOTHING);
  },
  60_000,
);

const LOOKALIKES = listOf('lookalike-hosts');
it.each(PLACES)(
  'no host that only looks like the bound one gets a secret in %s, and it is not even read',
  async (_, place) => {
    const secret = await world.secret(`${HOST}/`);
    await begin();
    await forEach(LOOKALIKES, (url) => world.test(place(url, secret.mask)));
    expect(LOOKALIKES.length).toBeGreaterThanOrEqual(60);
    expect(await elsewhere(secret)).toEqual(NOTHING);
  },
  60_000,
);

it('a look-alike that is bound itself is called: its certificate would not have stopped it', async () => {
  const name = new URL(LOOKALIKES[0]!).hostname;
  const secret = await world.secret(`${name}/`);
  await begin();
  expect((await world.test(PLACES[0]![1](`https://${name}`, secret.mask)))['code']).toBe('ok');
  expect(await elsewhere(secret)).toEqual({ reads: 1, connections: 1, telling: 1 });
});

it('the bound host itself, without TLS, is not called', async () => {
  const secret = await world.secret(`${HOST}/ ${HOST}:80/`);
  await begin();
  for (const origin of [`http://${HOST}`, `http://${HOST}:443`]) expect((await world.test(PLACES[0]![1](origin, secret.mask)))['code']).toBe('address_denied');
  expect((await world.inside.seen()).visits).toEqual([]);
});

const OVERRIDES = [
  'Host',
  'host',
  'HOST',
  ':authority',
  'Host ',
  'X-Host',
  'X_Host',
  'X-Forwarded-Host',
  'X-Forwarded-Server',
  'X_Forwarded_Host',
  'Forwarded',
  'X-Original-Host',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-Envoy-Original-Path',
  'X-HTTP-Method-Override',
  'X-HTTP-Host-Override',
  'X-Override-URL',
  'Connection',
  'Proxy-Connection',
  'Proxy-Authorization',
  'Transfer-Encoding',
  'Content-Length',
  'TE',
  'Trailer',
  'Upgrade',
  'Expect',
  'Via',
  'Cookie',
];
it.each(OVERRIDES)('header %j, which could lead the request astray, is refused before the secret is read', async (name) => {
  const secret = await world.secret(`${HOST}/`);
  await begin();
  for (const text of ['evil.test', secret.mask]) {
    const body = generic('bearer', { baseUrl: `https://${HOST}`, path: '/', token: secret.mask, headers: { [name]: text } });
    expect((await world.test(body))['code']).toBe('schema_invalid');
  }
  expect(await world.inside.seen()).toMatchObject({ visits: [], reads: 0, tags: 0 });
});

it('a value that tries to begin a header of its own is refused, whatever ends its line', async () => {
  const secret = await world.secret(`${HOST}/`);
  await begin();
  const ends = ['\r\n', '\n', '\r', '\u0085', '\u2028', '\u0000', '嘊嘍'];
  const told = new Map<string, unknown>();
  await forEach(ends, async (end) => {
    const headers = { 'X-A': `a${end}Host: evil.test` };
    told.set(end, (await world.test(generic('bearer', { baseUrl: `https://${HOST}`, path: '/', token: secret.mask, headers })))['code']);
  });
  expect(told).toEqual(new Map(ends.map((end) => [end, 'value_unusable'])));
  expect((await world.inside.seen()).visits).toEqual([]);
});

const answer = (status: string, headers: readonly string[] = [], body = '{}'): string =>
  [`HTTP/1.1 ${status}`, ...headers, 'Connection: close', 'Content-Type: text/html', `Content-Length: ${body.length}`, '', body].join('\r\n');
const to = (location: string, status = '302 Found'): string => answer(status, [`Location: ${location}`]);
const EVIL = 'https://evil.test/';
const REDIRECTS: readonly (readonly [string, string])[] = [
  ['300', to(EVIL, '300 Multiple Choices')],
  ['301', to(EVIL, '301 Moved Permanently')],
  ['302', to(EVIL)],
  ['303', to(EVIL, '303 See Other')],
  ['304 with a location', to(EVIL, '304 Not Modified')],
  ['305', to(EVIL, '305 Use Proxy')],
  ['307', to(EVIL, '307 Temporary Redirect')],
  ['308', to(EVIL, '308 Permanent Redirect')],
  ['a relative one', to('/elsewhere')],
  ['one without a scheme', to('//evil.test/')],
  ['one with backslashes', to(String.raw`/\evil.test/`)],
  ['one to plain http', to('http://evil.test/')],
  ['one to an address inside', to('https://169.254.169.254/latest/meta-data/')],
  ['two locations', answer('302 Found', [`Location: https://${HOST}/`, `Location: ${EVIL}`])],
  ['201 with a location', to(EVIL, '201 Created')],
  ['a Refresh header', answer('200 OK', [`Refresh: 0; url=${EVIL}`])],
  ['a page that refreshes', answer('200 OK', [], `<meta http-equiv="refresh" content="0;url=${EVIL}">`)],
  ['a page that moves on by script', answer('200 OK', [], `<script>location="${EVIL}"</script>`)],
  ['Content-Location', answer('200 OK', [`Content-Location: ${EVIL}`])],
  ['Alt-Svc', answer('200 OK', ['Alt-Svc: h3="evil.test:443", h2="evil.test:443"'])],
  ['Link', answer('200 OK', [`Link: <${EVIL}>; rel=preload, <${EVIL}>; rel=preconnect`])],
  ['early hints', `HTTP/1.1 103 Early Hints\r\nLink: <${EVIL}>; rel=preload\r\n\r\n${answer('200 OK')}`],
  ['a challenge with an address', answer('401 Unauthorized', [`WWW-Authenticate: Bearer realm="${EVIL}token", authorization_uri="${EVIL}"`])],
  ['407', answer('407 Proxy Authentication Required', ['Proxy-Authenticate: Basic realm="evil.test"'])],
  ['421', answer('421 Misdirected Request', [`Location: ${EVIL}`])],
  ['an upgrade', `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nLocation: ${EVIL}\r\n\r\n`],
];
it.each(REDIRECTS)('%s is not followed, from the probe or from the token request', async (_, raw) => {
  const secret = await world.secret(`${HOST}/`);
  const [path, tokenUrl] = ['/probe', `https://${HOST}/token`];
  await begin({ [HOST]: [raw] });
  await world.test(generic('bearer', { baseUrl: `https://${HOST}`, path, token: secret.mask }));
  const first = await world.inside.seen();
  expect(first.visits.map((visit) => [isBound(visit), visit.received.split(' ')[1]])).toEqual([[true, path]]);
  await begin({ [HOST]: [raw] });
  // What was refused once is not sent again, so another.
  const { mask } = await world.secret(`${HOST}/`);
  const credentials = { clientId: mask, clientSecret: mask, clientAuth: 'body' };
  await world.test(generic('oauth2_client_credentials', { baseUrl: `https://${HOST}`, path, tokenUrl, ...credentials }));
  const second = await world.inside.seen();
  expect(second.visits.map((visit) => [isBound(visit), visit.received.split(' ')[1]])).toEqual([[true, '/token']]);
});
