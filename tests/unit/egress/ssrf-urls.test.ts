import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { isPublicAddress } from '../../../shared/egress/addresses.ts';
import type { Binding } from '../../../shared/egress/bind.ts';
import { guard, type GuardedTarget } from '../../../shared/egress/guard.ts';
import { parseIpAddress } from '../../../shared/egress/ip-address.ts';
import { parseDestination } from '../../../shared/egress/parse-destination.ts';
import { bindNothing, connectorWith } from '../../helpers/egress-fixtures.ts';
import { LISTED } from '../../helpers/world/names.ts';

const GROUPS: Readonly<Record<string, readonly string[]>> = JSON.parse(
  readFileSync(new URL('../../fixtures/security/ssrf-urls.json', import.meta.url), 'utf8'),
);
const URLS = Object.entries(GROUPS).flatMap(([group, urls]) => urls.map((url) => ({ group, url })));

const REBINDING = /^rebind/;

let binding: Binding;
beforeAll(async () => {
  binding = await bindNothing();
});

function resolverOf(answers = LISTED) {
  const asked = new Map<string, number>();
  const resolve = async (host: string): Promise<readonly string[]> => {
    const times = asked.get(host) ?? 0;
    asked.set(host, times + 1);
    return answers[host]?.[times] ?? answers[host]?.at(-1) ?? [];
  };
  return { asked, resolve };
}

/** What the product does with a URL: the target it would dial, or null. Every port is open here, so that no port rule helps. */
async function passedOf(url: string, resolve: (host: string) => Promise<readonly string[]>): Promise<GuardedTarget | null> {
  const destination = parseDestination(url);
  if (!destination) return null;
  const connector = connectorWith({ ports: [443, 80, destination.port] });
  const policy = { privateCidrs: [], furtherPorts: [], localTargets: [] };
  return guard({ connector, destination: { ...destination, kind: 'customer' }, binding }, { policy, resolve }).catch(() => null);
}

/** The host a lenient client would dial, as WHATWG URL repairs the text; null where even that gives up. */
function repairedHost(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const host = new URL(url).hostname.replaceAll(/^\[|\]$/g, '');
  return host === '' ? null : host;
}

it('the list is whole: 191 URLs in 18 groups', () => {
  expect([URLS.length, Object.keys(GROUPS).length]).toEqual([191, 18]);
});

/** Where a URL gets to. The control group are names that answer with public addresses the one time they are asked: they may be dialled there. */
async function reached(url: string): Promise<'nothing' | 'a public address, asked for once' | 'something else'> {
  const { asked, resolve } = resolverOf();
  const target = await passedOf(url, resolve);
  if (target === null) return 'nothing';
  const isControl = REBINDING.test(target.destination.host) && isPublicAddress(target.address) && asked.get(target.destination.host) === 1;
  return isControl ? 'a public address, asked for once' : 'something else';
}

const isControl = (url: string): boolean => /^https:\/\/rebind(?:1|3|5|-v6)\.test\/$/.test(url);

it.each(URLS)('$group as written reaches nothing inside: $url', async ({ url }) => {
  expect(await reached(url)).toBe(isControl(url) ? 'a public address, asked for once' : 'nothing');
});

it.each(URLS)('$group as https reaches nothing inside: $url', async ({ url }) => {
  const secure = url.replace(/^\s*https?:/i, 'https:');
  expect(await reached(secure)).toBe(isControl(secure) ? 'a public address, asked for once' : 'nothing');
});

it('with the scheme and literal rules off, the judge of addresses alone lets none but the public control through', () => {
  const passing = URLS.filter(({ url }) => {
    const host = repairedHost(url);
    if (host === null) return false;
    const addresses = parseIpAddress(host) ? [host] : (LISTED[host]?.flat() ?? []);
    return addresses.length > 0 && addresses.every(isPublicAddress);
  });
  expect(passing.filter(({ url }) => repairedHost(url) !== 'pub.test')).toEqual([]);
  expect(passing.filter(({ group }) => group !== 'redirect').map(({ url }) => url)).toEqual([
    'http://127.0.0.1%2523@pub.test/',
    'http://pub.test\\@127.0.0.1/',
    'http://[::1]@pub.test/',
  ]);
});

it('where a redirect of the list leads is refused like any other address', async () => {
  const places = GROUPS['redirect']!.map((url) => new URL(url).searchParams.get('to')!.replace(/^\/\//, 'https://').replace('http:', 'https:'));
  const passed = await Promise.all(places.map((place) => passedOf(place, resolverOf().resolve)));
  expect(places).toHaveLength(9);
  expect(passed.filter((target) => target !== null && !REBINDING.test(target.destination.host))).toEqual([]);
});

it('the text of a literal in the list, however it is spelt, is no public address to the judge', () => {
  const literals = URLS.filter(({ group }) => !/dns|rebind|redirect|scheme/.test(group)).map(({ url }) =>
    url
      .replace(/^\s*https?:[/\\]*/i, '')
      .replace(/[/\\].*$/s, '')
      .replaceAll(/^\[|\]$/g, ''),
  );
  expect(literals.filter(isPublicAddress)).toEqual([]);
});

it('a name that answers with a private address the first time is not dialled, whatever it answers later', async () => {
  const { resolve } = resolverOf();
  expect(await passedOf('https://rebind2.test/', resolve)).toBeNull();
});
