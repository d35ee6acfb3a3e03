import { describe, expect, it } from 'vitest';
import type { Visit } from '../helpers/world/listeners.ts';
import { listOf } from '../helpers/world/lists.ts';
import type { Loose } from '../helpers/world/protocol.ts';
import { forEach, holds, useWorld, type WorldSecret } from '../helpers/world/use-world.ts';

// One host, two tenants: team-a's owner binds its secret to shared.test/team-a/; what comes to team-b, to another port or under another name, the attacker reads.

const HOST = 'shared.test';
const OWN = '/team-a/';
const world = useWorld();

const begin = () => world.inside.plan({ names: { [HOST]: [['93.184.216.20']] }, elsewhere: '93.184.216.66' });
const through = (connector: string, method: string, config: Loose): Loose => ({ connector, method, config });
const bearer = (secret: WorldSecret, config: Loose): Loose =>
  through('generic-http', 'bearer', { baseUrl: `https://${HOST}/team-a`, token: secret.mask, ...config });

/** What servers make of a path: decoded again and again, other slashes, parameters cut off, overlong and full-width dots, dot segments resolved. */
function readingsOf(target: string): readonly string[] {
  const readings = new Set([target.split(/[?#]/)[0]!]);
  const loosen: readonly ((path: string) => string)[] = [
    (path) => path.replaceAll(/%u?0{0,2}([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    (path) => path.replaceAll(/(?:\u00c0\u00ae|\u00ef\u00bc\u008e|．)/g, '.').replaceAll(/(?:\u00c0\u00af|\u00ef\u00bc\u008f|／|\\)/g, '/'),
    (path) => path.replaceAll(/;[^/]*/g, ''),
    (path) => path.replaceAll(/[\p{Cc} ]/gu, ''),
    (path) => path.replaceAll(/\/{2,}/g, '/'),
    (path) => path.split(/[?#]/)[0]!,
  ];
  for (const path of readings) {
    if (readings.size > 200) break;
    for (const read of loosen) readings.add(read(path));
  }
  return [...readings].map((path) => new URL(`https://x${path.replaceAll('#', '%23')}`).pathname);
}

function isReadable(visit: Visit): boolean {
  const target = visit.received.split(' ')[1] ?? '';
  const isOwners = visit.serverName === HOST && visit.port === 443 && readingsOf(target).every((path) => path.startsWith(OWN));
  return !isOwners || !new RegExp(`\r\nhost: ${HOST}\r\n`).test(visit.received);
}

/** Requests with a byte of the secret that the attacker could read. */
async function readable(secret: WorldSecret): Promise<readonly string[]> {
  const { visits } = await world.inside.seen();
  return visits.filter((visit) => holds(visit, [secret]) && isReadable(visit)).map(({ received }) => received.split('\r\n')[0] ?? '');
}

it('what the attacker could read is told from what he could not', () => {
  const visit = (target: string): Visit => ({
    address: '',
    port: 443,
    callerPort: 0,
    serverName: HOST,
    received: `GET ${target} HTTP/1.1\r\nhost: ${HOST}\r\n`,
  });
  expect(['/team-a/', '/team-a/x?../team-b/', '/team-a/%41', '/team-a/...'].filter((target) => isReadable(visit(target)))).toEqual([]);
  const astray = [
    '/team-b/',
    '/team-a/../team-b/',
    '/team-a/%252e%252e/x',
    '/team-a/..;/x',
    '/team-a/%c0%ae%c0%ae/x',
    '/team-a/..%5cx',
    '/team-a',
    '//team-a/',
  ];
  expect(astray.filter((target) => !isReadable(visit(target)))).toEqual([]);
});

it('the owner’s own place gets the secret', async () => {
  const secret = await world.secret(`${HOST}${OWN}`);
  await begin();
  expect((await world.test(bearer(secret, { path: '/me' })))['code']).toBe('ok');
  const { visits } = await world.inside.seen();
  expect([visits.map((visit) => [holds(visit, [secret]), isReadable(visit)]), await readable(secret)]).toEqual([[[true, false]], []]);
});

const PATHS = listOf('shared-host-paths');
it.each(PATHS)('the path %j leads no secret to the attacker', async (path) => {
  const secret = await world.secret(`${HOST}${OWN}`);
  await begin();
  for (const method of ['bearer', 'api_key'] as const) {
    const key = method === 'api_key' ? { name: 'k', in: 'query', apiKey: secret.mask } : { token: secret.mask };
    await world.test(through('generic-http', method, { baseUrl: `https://${HOST}/team-a`, path, ...key }));
    await world.test(through('generic-http', method, { baseUrl: `https://${HOST}/team-a${path}`, ...key }));
  }
  expect(await readable(secret)).toEqual([]);
});

const BASES = [
  'https://shared.test',
  'https://shared.test/',
  'https://shared.test/team-b',
  'https://shared.test/team-ab',
  'https://shared.test/team-A',
  'https://shared.test/TEAM-A',
  'https://shared.test/%74eam-a',
  'https://shared.test/x/team-a',
  'https://shared.test:444/team-a',
  'https://shared.test:8443/team-a',
  'http://shared.test/team-a',
  'https://team-b.shared.test/team-a',
];
it.each(BASES)('the base URL %s leads no secret to the attacker, and none is read for it', async (baseUrl) => {
  const secret = await world.secret(`${HOST}${OWN}`);
  await begin();
  await world.test(bearer(secret, { baseUrl, path: '/' }));
  await world.test(bearer(secret, { baseUrl }));
  expect(await world.inside.seen()).toMatchObject({ visits: [], reads: 0 });
});

const HEADERS = [
  'X-Original-URL',
  'X-Rewrite-URL',
  'X_Original_URL',
  'X-Forwarded-Host',
  'X-Forwarded-Prefix',
  'X-Forwarded-Path',
  'X-Envoy-Original-Path',
  'X-HTTP-Method-Override',
  'X-Method-Override',
  'Host',
  'Forwarded',
];
it.each(HEADERS)('header %s does not lead the request to the attacker’s place', async (name) => {
  const secret = await world.secret(`${HOST}${OWN}`);
  await begin();
  await world.test(bearer(secret, { path: '/', headers: { [name]: '/team-b/' } }));
  expect(await world.inside.seen()).toMatchObject({ visits: [], reads: 0 });
});

it('a query changes nothing of where a request goes, and a method that could is refused', async () => {
  const secret = await world.secret(`${HOST}${OWN}`);
  await begin();
  const codesOf = async (texts: readonly string[], config: (text: string) => Loose): Promise<ReadonlySet<unknown>> => {
    const codes = new Set<unknown>();
    await forEach(texts, async (text) => codes.add((await world.test(bearer(secret, config(text))))['code']));
    return codes;
  };
  const queries = ['?url=https://shared.test/team-b/', '?/../../team-b/', '?_path=/team-b/', '?%0d%0aHost:%20evil.test', '?a=1&k=2', '?..%2f..%2fteam-b'];
  expect(await codesOf(queries, (query) => ({ path: `/${query}` }))).toEqual(new Set(['ok']));
  const methods = ['CONNECT', 'TRACE', 'OPTIONS', 'GET /team-b/ HTTP/1.1\r\nX: ', 'get', 'PROPFIND', 'COPY'];
  expect(await codesOf(methods, (httpMethod) => ({ path: '/', httpMethod }))).toEqual(new Set(['schema_invalid']));
  const { visits } = await world.inside.seen();
  expect(new Set(visits.map(({ received }) => received.split('\r\n')[0]))).toEqual(new Set(queries.map((query) => `GET ${OWN}${query} HTTP/1.1`)));
  expect(visits.every((visit) => holds(visit, [secret]))).toBe(true);
  expect(await readable(secret)).toEqual([]);
});

it('a token URL outside the owner’s place gets no secret, and none is read for it', async () => {
  const secret = await world.secret(`${HOST}${OWN}`);
  await begin();
  const tokenUrls = ['https://shared.test/team-b/token', 'https://shared.test/', 'https://shared.test/team-a/../token', 'https://shared.test:444/team-a/token'];
  await forEach(tokenUrls, (tokenUrl) =>
    world.test(
      through('generic-http', 'oauth2_client_credentials', { baseUrl: `https://${HOST}/team-a`, tokenUrl, clientId: secret.mask, clientSecret: secret.mask }),
    ),
  );
  expect(await world.inside.seen()).toMatchObject({ visits: [], reads: 0 });
});

it('a tag without a path is no consent to requests of the caller’s making', async () => {
  const secret = await world.secret(HOST);
  await begin();
  for (const baseUrl of ['https://shared.test', 'https://shared.test/team-a', 'https://shared.test/team-b'])
    await world.test(bearer(secret, { baseUrl, path: '/' }));
  expect(await world.inside.seen()).toMatchObject({ visits: [], reads: 0 });
});

describe('another connector, whose base URL has a path', () => {
  const OTHERS = [
    ['jira-dc', 'personalAccessToken'],
    ['gitlab', 'token'],
    ['github', 'token'],
  ] as const;
  const byToken = (connector: string, config: Loose) => world.test({ connector, method: 'pat', config });
  it.each(OTHERS)('%s sends no secret where the path of the tag does not lead', async (connector, field) => {
    const secret = await world.secret(`${HOST}${OWN}`);
    await begin();
    for (const baseUrl of ['https://shared.test/team-b', 'https://shared.test/team-ab']) await byToken(connector, { baseUrl, [field]: secret.mask });
    expect(await readable(secret)).toEqual([]);
  });
  it.each(OTHERS)('%s sends no secret below a path where the tag has none', async (connector, field) => {
    const secret = await world.secret(HOST);
    await begin();
    await byToken(connector, { baseUrl: 'https://shared.test/team-b', [field]: secret.mask });
    expect(await readable(secret)).toEqual([]);
  });
  it.each(OTHERS)('%s sends the secret to the path of the tag', async (connector, field) => {
    const secret = await world.secret(`${HOST}${OWN}`);
    await begin();
    await byToken(connector, { baseUrl: 'https://shared.test/team-a', [field]: secret.mask });
    const { visits } = await world.inside.seen();
    expect([visits.map((visit) => holds(visit, [secret])), await readable(secret)]).toEqual([[true], []]);
  });
  it.each(OTHERS)('%s reads no secret for another host, another port, plain http or a path that goes up', async (connector, field) => {
    const secret = await world.secret(`${HOST}${OWN}`);
    await begin();
    const astray = ['https://team-b.shared.test', 'https://shared.test:444/team-a', 'http://shared.test/team-a', 'https://shared.test/team-a/../team-b'];
    for (const baseUrl of astray) await byToken(connector, { baseUrl, [field]: secret.mask });
    expect(await world.inside.seen()).toMatchObject({ visits: [], reads: 0 });
  });
  it('a field for a host or a site adds no path, user or port, and leads no vendor’s connector to the shared host', async () => {
    const secret = await world.secret(`${HOST}${OWN} ${HOST}`);
    await begin();
    for (const domain of [`${HOST}/team-b`, `x.okta.com@${HOST}`, `${HOST}:444`, `${HOST}?team-b`])
      await world.test({ connector: 'okta', method: 'api_token', config: { domain, apiToken: secret.mask } });
    for (const site of [HOST, `${HOST}/`, `x.${HOST}#`]) {
      await world.test({ connector: 'jira-cloud', method: 'api_token', config: { site, email: 'ada@example.com', apiToken: secret.mask } });
    }
    expect(await world.inside.seen()).toMatchObject({ visits: [], reads: 0 });
  });
});
