import { expect, it, vi } from 'vitest';
import { bind, type BindDeps, type BindingRequest, type UntaggedPolicy } from '../../../shared/egress/bind.ts';
import type { HostKind } from '../../../shared/connectors/connector.ts';
import { ResolverError } from '../../../shared/errors.ts';
import { ARN, bindWith, connectorWith, hosted, maskOf, OTHER_ARN } from '../../helpers/egress-fixtures.ts';

const catalogue = connectorWith();
const generic = connectorWith({ id: 'generic-http', callerMade: true });
const API = hosted('https://api.acme.test/');
const FIXED = hosted('https://api.acme.test/', 'vendor-fixed');

type Tags = Readonly<Record<string, string>>;

async function refusalOf(bound: Parameters<typeof bindWith>[0]): Promise<ResolverError | null> {
  return bindWith(bound).then(
    () => null,
    (error: unknown) => {
      if (error instanceof ResolverError) return error;
      throw error;
    },
  );
}

it.each<[string, boolean, Tags]>([
  ['no tag', false, {}],
  ['another tag', false, { team: 'crm' }],
  ['an empty tag', false, { 'connection-hosts': '' }],
  ['the host', true, { 'connection-hosts': 'api.acme.test' }],
  ['the host and its port', true, { 'connection-hosts': 'api.acme.test:443' }],
  ['the root of the host', true, { 'connection-hosts': 'api.acme.test/' }],
  ['a path of the host alone', false, { 'connection-hosts': 'api.acme.test/v1/' }],
  ['the host among others', true, { 'connection-hosts': 'a.test api.acme.test b.test' }],
  ['the host in a continuation', true, { 'connection-hosts': 'a.test', 'connection-hosts-4': 'api.acme.test' }],
  ['another host', false, { 'connection-hosts': 'a.test' }],
  ['the parent domain', false, { 'connection-hosts': 'acme.test' }],
  ['a wildcard', false, { 'connection-hosts': '*.acme.test' }],
  ['the host beside an entry that does not parse', false, { 'connection-hosts': 'api.acme.test *' }],
  ['the host, and a continuation that does not parse', false, { 'connection-hosts': 'api.acme.test', 'connection-hosts-2': ',' }],
  ['the host on another port', false, { 'connection-hosts': 'api.acme.test:8443' }],
  ['the host under a misspelt key', false, { 'connection-host': 'api.acme.test' }],
  ['the host and the project', true, { 'connection-hosts': 'api.acme.test', 'connection-projects': 'crm demo' }],
  ['the host and another project', false, { 'connection-hosts': 'api.acme.test', 'connection-projects': 'crm' }],
  ['the host and a project that only starts alike', false, { 'connection-hosts': 'api.acme.test', 'connection-projects': 'demo-2' }],
  ['the host and projects that do not parse', false, { 'connection-hosts': 'api.acme.test', 'connection-projects': 'demo *' }],
  ['the host and no project at all', false, { 'connection-hosts': 'api.acme.test', 'connection-projects': '' }],
])('a secret tagged with %s may go to the host: %s', async (_what, isAllowed, tags) => {
  const refusal = await refusalOf({ tags, destinations: [API] });
  expect(refusal && [refusal.code, refusal.where.arn, refusal.where.host]).toEqual(isAllowed ? null : ['destination_denied', ARN, 'api.acme.test']);
});

it.each<[string, boolean]>([
  ['api.acme.test', false],
  ['api.acme.test:443', false],
  ['api.acme.test/', true],
  ['api.acme.test/v1/', true],
  ['api.acme.test/v1/me/', false],
  ['api.acme.test/v2/', false],
])('entry %s consents to a request of the caller’s making: %s', async (entry, isAllowed) => {
  const refusal = await refusalOf({ tags: { 'connection-hosts': entry }, connector: generic, destinations: [hosted('https://api.acme.test/v1/me')] });
  expect(refusal === null).toBe(isAllowed);
});

it.each<[string, string, boolean]>([
  ['tools.acme.test', '/jira/', false],
  ['tools.acme.test/', '/jira/', true],
  ['tools.acme.test/jira/', '/jira/', true],
  ['tools.acme.test/jira/', '/jira/beta/', true],
  ['tools.acme.test/jira/', '/jira-beta/', false],
  ['tools.acme.test/jira/', '/~eve/', false],
  ['tools.acme.test/jira/', '/', false],
  ['tools.acme.test/jira/', '/jira/..;/~eve/', false],
  ['tools.acme.test/jira/ tools.acme.test', '/', true],
])('entry %s lets a catalogue connector to the base path %s: %s', async (entry, base, isAllowed) => {
  const refusal = await refusalOf({ tags: { 'connection-hosts': entry }, destinations: [hosted(`https://tools.acme.test${base}`)] });
  expect(refusal === null).toBe(isAllowed);
});

const LISTED: UntaggedPolicy = { mode: 'listed', hosts: ['api.acme.test'] };
it.each<[string, boolean, UntaggedPolicy, { readonly kind?: HostKind; readonly url?: string; readonly isCallerMade?: boolean; readonly tags?: Tags }]>([
  ['denied, a vendor’s host', false, { mode: 'denied' }, { kind: 'vendor-fixed' }],
  ['listed, the host', true, LISTED, {}],
  ['listed, another host', false, LISTED, { url: 'https://other.test/' }],
  ['listed, another port', false, LISTED, { url: 'https://api.acme.test:8443/' }],
  ['listed without a path, caller-made', false, LISTED, { isCallerMade: true }],
  ['listed with a path, caller-made', true, { mode: 'listed', hosts: ['api.acme.test/v1/'] }, { isCallerMade: true, url: 'https://api.acme.test/v1/me' }],
  ['listed beside an entry that does not parse', false, { mode: 'listed', hosts: ['api.acme.test', '*'] }, {}],
  ['vendor, a vendor’s host', true, { mode: 'vendor' }, { kind: 'vendor-fixed' }],
  ['vendor, a path that the caller put before the vendor’s', false, { mode: 'vendor' }, { kind: 'vendor-fixed', url: 'https://api.acme.test/v1/' }],
  ['listed, a path that the caller put before the host’s', false, LISTED, { url: 'https://api.acme.test/v1/' }],
  ['vendor, a tenant of a vendor', false, { mode: 'vendor' }, { kind: 'vendor-tenant' }],
  ['vendor, a customer’s host', false, { mode: 'vendor' }, { kind: 'customer' }],
  ['vendor, caller-made', false, { mode: 'vendor' }, { kind: 'vendor-fixed', isCallerMade: true }],
  ['vendor, a port that is not the connector’s', false, { mode: 'vendor' }, { kind: 'vendor-fixed', url: 'https://api.acme.test:8443/' }],
  ['vendor, but its owner tagged it for another host', false, { mode: 'vendor' }, { kind: 'vendor-fixed', tags: { 'connection-hosts': 'a.test' } }],
  ['vendor, but its owner’s tag is empty', false, { mode: 'vendor' }, { kind: 'vendor-fixed', tags: { 'connection-hosts': '' } }],
  ['vendor, but its owner misspelt the tag', false, { mode: 'vendor' }, { kind: 'vendor-fixed', tags: { Connection_Hosts: 'a.test' } }],
  ['vendor, but for another project', false, { mode: 'vendor' }, { kind: 'vendor-fixed', tags: { 'connection-projects': 'crm' } }],
  ['listed, but its owner tagged it for another host', false, LISTED, { tags: { 'connection-hosts': 'a.test' } }],
])('an untagged secret, %s: %s', async (_what, isAllowed, untagged, { kind = 'customer', url = 'https://api.acme.test/', isCallerMade = false, tags = {} }) => {
  const refusal = await refusalOf({ tags, untagged, connector: isCallerMade ? generic : catalogue, destinations: [hosted(url, kind)] });
  expect(refusal === null).toBe(isAllowed);
});

it('a fix allows all refused hosts of the request at once, keeps what was allowed, and is enough', async () => {
  const destinations = [hosted('https://login.acme.test/'), hosted('https://api.acme.test/crm/'), hosted('https://known.test/')];
  const refusal = await refusalOf({ tags: { 'connection-hosts': 'known.test' }, destinations });
  expect(refusal?.where.tag).toEqual({ key: 'connection-hosts', value: 'known.test login.acme.test api.acme.test/crm/' });
  expect(await refusalOf({ tags: { 'connection-hosts': refusal!.where.tag!.value }, destinations })).toBeNull();
});

it('the fix for a caller-made request names the directory of its path', async () => {
  const destinations = [hosted('http://127.0.0.1:9443/'), hosted('https://api.acme.test/v1/me')];
  const refusal = await refusalOf({ tags: { 'connection-hosts': 'api.acme.test' }, connector: generic, destinations });
  expect(refusal?.where.tag?.value).toBe('api.acme.test 127.0.0.1:9443/ api.acme.test/v1/');
  expect(await refusalOf({ tags: { 'connection-hosts': refusal!.where.tag!.value }, connector: generic, destinations })).toBeNull();
});

it('a refusal for want of the project names the projects tag', async () => {
  const refusal = await refusalOf({ tags: { 'connection-projects': 'crm' }, destinations: [API] });
  expect(refusal?.where.tag).toEqual({ key: 'connection-projects', value: 'crm demo' });
});

it('each secret is decided for itself, and the refused one is named', async () => {
  const tagsOf: BindDeps['tagsOf'] = async (arn) => ({ tags: new Map(arn === ARN ? [['connection-hosts', 'api.acme.test']] : []), readAtMs: 0 });
  const request = { connector: catalogue, project: 'demo', masks: [maskOf(ARN), maskOf(OTHER_ARN)], destinations: [API] };
  await expect(bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => 0 })).rejects.toMatchObject({
    code: 'destination_denied',
    where: { arn: OTHER_ARN },
  });
});

it('a host outside the connector is refused without asking AWS, and no tag can allow it', async () => {
  const tagsOf = vi.fn<BindDeps['tagsOf']>(async () => ({ tags: new Map([['connection-hosts', 'evil.test']]), readAtMs: 0 }));
  const request = { connector: catalogue, project: 'demo', masks: [maskOf(ARN)], destinations: [API, hosted('https://evil.test/', null)] };
  const refusal = await bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => 0 }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'destination_denied', where: { arn: ARN, host: 'evil.test' } });
  expect(refusal).not.toHaveProperty('where.tag');
  expect(tagsOf).not.toHaveBeenCalled();
});

it('without a secret there is nothing to bind, but the host must be the connector’s', async () => {
  expect(await refusalOf({ masks: [], destinations: [API] })).toBeNull();
  expect(await refusalOf({ masks: [], destinations: [hosted('https://evil.test/', null)] })).toMatchObject({
    code: 'address_denied',
    where: { host: 'evil.test' },
  });
});

it('a host learned at run time is judged by the same tags, without asking AWS again', async () => {
  const tagsOf = vi.fn<BindDeps['tagsOf']>(async () => ({ tags: new Map([['connection-hosts', 'api.acme.test na1.acme.test']]), readAtMs: 0 }));
  const request = { connector: catalogue, project: 'demo', masks: [maskOf(ARN), maskOf(ARN)], destinations: [API] };
  const binding = await bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => 60_000 });
  const judged = ['https://na1.acme.test/', 'https://na2.acme.test/', 'https://na1.acme.test:8443/'].map((url) => binding.permits(hosted(url)));
  expect([judged, binding.permits(hosted('https://na1.acme.test/', null)), tagsOf.mock.calls.length]).toEqual([[true, false, false], false, 1]);
});

function rereading(readAtMs: number, nowMs: number) {
  const tagsOf = vi.fn<BindDeps['tagsOf']>(async (_arn, options) => ({
    tags: new Map(options?.fresh ? [['connection-hosts', 'api.acme.test']] : []),
    readAtMs: options?.fresh ? nowMs : readAtMs,
  }));
  const request: BindingRequest = { connector: catalogue, project: 'demo', masks: [maskOf(ARN)], destinations: [API] };
  return { tagsOf, bound: bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => nowMs }) };
}

it('a refusal by tags read before the request came is looked up again first, once', async () => {
  const { tagsOf, bound } = rereading(0, 1);
  expect((await bound).permits(API)).toBe(true);
  expect(tagsOf.mock.calls).toEqual([[ARN], [ARN, { fresh: true }]]);
});

it('one refused host of several is enough to look up old tags again', async () => {
  const [login, fresh] = [hosted('https://login.acme.test/'), 'api.acme.test login.acme.test'];
  const tagsOf: BindDeps['tagsOf'] = async (_arn, options) => ({
    tags: new Map([['connection-hosts', options?.fresh ? fresh : 'api.acme.test']]),
    readAtMs: 0,
  });
  const request: BindingRequest = { connector: catalogue, project: 'demo', masks: [maskOf(ARN)], destinations: [API, login] };
  expect((await bind(request, { tagsOf, untagged: { mode: 'denied' }, now: () => 1 })).permits(login)).toBe(true);
});

it('a refusal by tags read for this request is told at once', async () => {
  const { tagsOf, bound } = rereading(5, 5);
  await expect(bound).rejects.toMatchObject({ code: 'destination_denied' });
  expect(tagsOf).toHaveBeenCalledTimes(1);
});

it('an allowance by cached tags is not read again', async () => {
  const tagsOf = vi.fn<BindDeps['tagsOf']>(async () => ({ tags: new Map([['connection-hosts', 'api.acme.test']]), readAtMs: 0 }));
  await bind({ connector: catalogue, project: 'demo', masks: [maskOf(ARN)], destinations: [API] }, { tagsOf, untagged: { mode: 'denied' }, now: () => 59_000 });
  expect(tagsOf).toHaveBeenCalledTimes(1);
});

it('tags that cannot be read refuse with the store’s own code', async () => {
  const tagsOf: BindDeps['tagsOf'] = () => Promise.reject(new ResolverError('secret_not_found', { arn: ARN }));
  const request = { connector: catalogue, project: 'demo', masks: [maskOf(ARN)], destinations: [FIXED] };
  await expect(bind(request, { tagsOf, untagged: { mode: 'vendor' }, now: () => 0 })).rejects.toMatchObject({ code: 'secret_not_found' });
});
