import { expect, it } from 'vitest';
import type { Visit } from '../helpers/world/listeners.ts';
import { listOf } from '../helpers/world/lists.ts';
import { CONTROLS, DIALLABLE, FLIPPING, LISTED, PUBLISHED } from '../helpers/world/names.ts';
import { forEach, useWorld } from '../helpers/world/use-world.ts';

const world = useWorld();
const URLS = listOf('ssrf-urls');
const SPELLINGS = listOf('host-spellings');
const REFUSED = 'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

const toward = (baseUrl: string) => ({ connector: 'generic-http', method: 'none', config: { baseUrl, path: '/' } });
const inside = (visits: readonly Visit[]): readonly Visit[] => visits.filter(({ address }) => !DIALLABLE.includes(address));
const whereTo = (visits: readonly Visit[]) => visits.map(({ serverName, address }) => `${serverName} ${address}`).sort();

it.each(Object.keys(CONTROLS))('%s, a public name with a good certificate, is called and answers', async (host) => {
  await world.inside.plan({ names: CONTROLS });
  expect(await world.test(toward(`https://${host}`))).toMatchObject({ code: 'ok', target: { host, httpStatus: 200 } });
  expect(await world.inside.seen()).toMatchObject({ visits: [{ serverName: host }], asked: { [host]: 1 } });
});

it.each([
  ['as written', (url: string) => url, ['rebind5.test 93.184.215.14']],
  [
    'as https',
    (url: string) => url.replace(/^\s*https?:/i, 'https:'),
    ['rebind-v6.test 2606:4700::1', 'rebind1.test 93.184.215.14', 'rebind3.test 93.184.215.14', 'rebind5.test 93.184.215.14'],
  ],
])(
  'no URL of the list makes a connection to an address that is not public, %s; names that are public when asked are called there',
  async (_, written, called) => {
    await world.inside.plan({ names: LISTED });
    await forEach(URLS, (url) => world.test(toward(written(url))));
    const { visits } = await world.inside.seen();
    expect(URLS).toHaveLength(191);
    expect(inside(visits)).toEqual([]);
    expect(whereTo(visits)).toEqual(called);
  },
  60_000,
);

it('with the rules of scheme and spelling off, the judge of addresses alone lets no URL of the list through to one that is not public', async () => {
  await world.inside.plan({ names: LISTED });
  await forEach(URLS.flatMap(repaired), ({ host, port }) => world.inside.dialJudged(host, port));
  const { visits } = await world.inside.seen();
  expect(inside(visits)).toEqual([]);
  expect(visits.length).toBeGreaterThan(0);
});

/** The host that a lenient client would dial. */
function repaired(url: string): readonly { readonly host: string; readonly port: number }[] {
  if (!URL.canParse(url)) return [];
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replaceAll(/^\[|\]$/g, '');
  return host === '' ? [] : [{ host, port: Number(port) || (protocol === 'https:' ? 443 : 80) }];
}

it.each(['rebind1.test', 'rebind2.test', 'rebind3.test', 'rebind-v6.test'])(
  '%s is asked once for each test, and dialled only where that answer led',
  async (host) => {
    await world.inside.plan({ names: LISTED });
    const codes = [];
    for (let turn = 0; turn < 4; turn += 1) codes.push((await world.test(toward(`https://${host}`)))['code']);
    const expected = LISTED[host]!.map(([first]) => (DIALLABLE.includes(first!) ? 'ok' : 'address_denied'));
    expect(codes).toEqual([...expected, ...Array.from({ length: 4 - expected.length }, () => expected.at(-1))]);
    const { visits, asked } = await world.inside.seen();
    expect([asked[host], inside(visits)]).toEqual([4, []]);
    expect(visits).toHaveLength(codes.filter((code) => code === 'ok').length);
  },
);

it.each(['flip-again.test', 'flip-cname.test', 'flip-mixed.test', 'flip-family.test'])(
  '%s, public for the first test, is not dialled by the next',
  async (host) => {
    await world.inside.plan({ names: FLIPPING });
    expect((await world.test(toward(`https://${host}`)))['code']).toBe('ok');
    expect((await world.test(toward(`https://${host}`)))['code']).toBe('address_denied');
    const { visits } = await world.inside.seen();
    expect([visits.length, inside(visits)]).toEqual([1, []]);
  },
);

it('a name that turns inwards between the token request and the probe gets the first and not the second', async () => {
  const [id, secret] = [await world.secret('flip-token.test/'), await world.secret('flip-token.test/')];
  await world.inside.plan({ names: FLIPPING });
  const config = { baseUrl: 'https://flip-token.test', tokenUrl: 'https://flip-token.test/token', clientId: id.mask, clientSecret: secret.mask };
  expect(await world.test({ connector: 'generic-http', method: 'oauth2_client_credentials', config })).toMatchObject({ code: 'address_denied' });
  const { visits } = await world.inside.seen();
  expect(visits.map(({ address, received }) => [DIALLABLE.includes(address), received.slice(0, 11)])).toEqual([[true, 'POST /token']]);
});

it('a name that turns inwards before a rotated secret is sent again does not get it', async () => {
  const secret = await world.secret('flip-second.test/');
  await world.inside.plan({ names: FLIPPING, script: { 'flip-second.test/again': [REFUSED] }, rotate: { path: '/again', arn: secret.arn } });
  const body = (path: string) => ({ connector: 'generic-http', method: 'bearer', config: { baseUrl: 'https://flip-second.test', path, token: secret.mask } });
  expect((await world.test(body('/')))['code']).toBe('ok');
  expect((await world.test(body('/again')))['code']).toBe('address_denied');
  const { visits, asked } = await world.inside.seen();
  expect([visits.length, inside(visits), asked['flip-second.test']]).toEqual([2, [], 3]);
});

it('a host in any of thirty spellings, in a URL, in a host field or given to the judge itself, reaches nothing', async () => {
  // Its owner allows what is refused for its address.
  const secret = await world.secret('127.0.0.1 169.254.169.254 localhost ip6-localhost');
  await world.inside.plan({ names: LISTED });
  await forEach(SPELLINGS, async (spelling) => {
    await world.test(toward(`https://${spelling}`));
    await world.test({ connector: 'okta', method: 'api_token', config: { domain: spelling, apiToken: secret.mask } });
    await world.inside.dialJudged(spelling.replaceAll(/[[\]]/g, ''), 443);
  });
  expect(SPELLINGS).toHaveLength(30);
  expect((await world.inside.seen()).visits).toEqual([]);
});

it.each(['93.184.215.14', '[2606:4700::1]'])('the public address %s is not called without a name, though somebody is there', async (host) => {
  await world.inside.plan({ names: CONTROLS });
  expect((await world.test(toward(`https://${host}`)))['code']).toBe('address_denied');
  expect((await world.inside.seen()).visits).toEqual([]);
});

it('a port that neither connector nor operator opened is not called', async () => {
  await world.inside.plan({ names: CONTROLS });
  for (const port of [1, 26, 6380, 8444]) expect((await world.test(toward(`https://pub.test:${port}`)))['code']).toBe('address_denied');
  const { visits, asked } = await world.inside.seen();
  expect({ visits, asked }).toEqual({ visits: [], asked: {} });
});

it('what others have published of such URLs reaches nothing either', async () => {
  await world.inside.plan({ names: { ...LISTED, ...PUBLISHED } });
  const published = listOf('public-payloads');
  await forEach(
    published.flatMap((url) => [url, url.replace(/^\w+:/, 'https:')]),
    (url) => world.test(toward(url)),
  );
  const { visits } = await world.inside.seen();
  expect(inside(visits)).toEqual([]);
  expect(whereTo(visits)).toEqual(['make-1.2.3.4-rebind-169.254-169.254-rr.1u.ms 1.2.3.4']);
}, 60_000);
