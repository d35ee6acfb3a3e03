import { expect, it } from 'vitest';
import { entryAllows, entryFor, hostNamed, parseHostEntries, parseHostEntry } from '../../../shared/egress/host-entries.ts';
import { hostsOf, projectsOf, tagWithHosts, tagWithProject } from '../../../shared/egress/host-tags.ts';
import { connectorWith, hosted } from '../../helpers/egress-fixtures.ts';

const catalogue = connectorWith();
const generic = connectorWith({ callerMade: true });
const tagsOf = (tags: Readonly<Record<string, string>>) => new Map(Object.entries(tags));

it.each([
  ['acme.test', { host: 'acme.test', port: null, path: null }],
  ['acme.test:8443', { host: 'acme.test', port: 8443, path: null }],
  ['acme.test/', { host: 'acme.test', port: null, path: '/' }],
  ['127.0.0.1:9443/api/v1.2/', { host: '127.0.0.1', port: 9443, path: '/api/v1.2/' }],
  ['localhost', { host: 'localhost', port: null, path: null }],
  ['xn--mnchen-3ya.test/a_b+c=d@e:f-g/', { host: 'xn--mnchen-3ya.test', port: null, path: '/a_b+c=d@e:f-g/' }],
])('%s is an entry', (text, entry) => {
  expect(parseHostEntry(text)).toEqual(entry);
});

it.each([
  '',
  '*',
  '*.acme.test',
  'acme.*',
  '.acme.test',
  'acme.test.',
  'Acme.test',
  'https://acme.test',
  '//acme.test/',
  'acme.test:',
  'acme.test:0',
  'acme.test:0443',
  'acme.test:65536',
  'acme.test:*',
  'acme.test/api',
  'acme.test//',
  'acme.test/a//b/',
  'acme.test/./',
  'acme.test/a/../',
  'acme.test/%2e/',
  'acme.test/a%20b/',
  'acme.test/?q=/',
  'acme.test/a?/',
  'acme.test#/',
  'acme.test/a;b/',
  'user@acme.test',
  'acme.test\\',
  '127.1',
  '0177.0.0.1',
  '127.0.0.256',
  '[::1]',
  '::1',
  'acme.test,other.test',
  'acme.test\t',
  'münchen.test',
  'a_b.test',
])('%j is not an entry', (text) => {
  expect(parseHostEntry(text)).toBeNull();
});

it('a list is separated by spaces, and one bad entry spoils it', () => {
  expect(parseHostEntries('  a.test   b.test:8443 ')).toHaveLength(2);
  expect(['', '   ', 'a.test *', 'a.test\nb.test', 'a.test\u00a0b.test', 'a.test,b.test'].filter((text) => parseHostEntries(text) !== null)).toEqual([]);
});

it.each([
  ['acme.test', 'https://acme.test/', true],
  ['acme.test', 'https://acme.test/base/', false],
  ['acme.test', 'https://acme.test:8443/', false],
  ['acme.test', 'https://api.acme.test/', false],
  ['acme.test', 'https://acme.test.evil.test/', false],
  ['acme.test:443', 'https://acme.test/', true],
  ['acme.test:8443', 'https://acme.test:8443/', true],
  ['acme.test:8443', 'https://acme.test/', false],
  ['acme.test/api/', 'https://acme.test/other/', false],
  ['acme.test/api/', 'https://acme.test/', false],
  ['acme.test/api/', 'https://acme.test/api/', true],
  ['acme.test/', 'https://acme.test/base/', true],
])('for a catalogue connector, entry %s and %s: %s', (entry, url, isAllowed) => {
  expect(entryAllows(parseHostEntry(entry)!, catalogue, hosted(url))).toBe(isAllowed);
});

it.each([
  ['acme.test', 'https://acme.test/', false],
  ['acme.test/', 'https://acme.test/', true],
  ['acme.test/', 'https://acme.test/any/path', true],
  ['acme.test/api/', 'https://acme.test/api/', true],
  ['acme.test/api/', 'https://acme.test/api/v1', true],
  ['acme.test/api/', 'https://acme.test/api', false],
  ['acme.test/api/', 'https://acme.test/apis/', false],
  ['acme.test/api/', 'https://acme.test/API/', false],
  ['acme.test/api/', 'https://acme.test/', false],
  ['acme.test/api/', 'https://acme.test/api/..%2f', false],
  ['acme.test/api/', 'https://acme.test/api/..%2fadmin', false],
  ['acme.test/api/', 'https://acme.test/api/a%2Fb', false],
  ['acme.test/api/', 'https://acme.test/api/a%5cb', false],
  ['acme.test/api/', 'https://acme.test/api/%252e%252e/x', false],
  ['acme.test/api/', 'https://acme.test/api/..;/admin', false],
  ['acme.test/api/', 'https://acme.test/api/.;x/admin', false],
  ['acme.test/api/', 'https://acme.test/api/..;', false],
  ['acme.test/api/', 'https://acme.test/api/..%3b/admin', false],
  ['acme.test/api/', 'https://acme.test/api//admin', false],
  ['acme.test/api/', 'https://acme.test/api/%00', false],
  ['acme.test/api/', 'https://acme.test/api/a%20b;v=1/...', true],
  ['acme.test:8443/api/', 'https://acme.test/api/x', false],
])('for a connector whose requests the caller shapes, entry %s and %s: %s', (entry, url, isAllowed) => {
  expect(entryAllows(parseHostEntry(entry)!, generic, hosted(url))).toBe(isAllowed);
});

it('a dot segment is refused even in a destination that no parser has seen', () => {
  const destination = { ...hosted('https://acme.test/'), path: '/api/../admin' };
  expect(entryAllows(parseHostEntry('acme.test/api/')!, generic, destination)).toBe(false);
});

it('an entry without a port means the connector’s default port, which is its first', () => {
  const connector = connectorWith({ ports: [8443, 443] });
  expect(['https://acme.test:8443/', 'https://acme.test/'].map((url) => entryAllows(parseHostEntry('acme.test')!, connector, hosted(url)))).toEqual([
    true,
    false,
  ]);
  expect(['https://acme.test:8443/', 'https://acme.test/'].map((url) => hostNamed(connector, hosted(url)))).toEqual(['acme.test', 'acme.test:443']);
});

it.each([
  [catalogue, 'https://acme.test/', 'acme.test'],
  [catalogue, 'https://acme.test/jira/', 'acme.test/jira/'],
  [catalogue, 'https://acme.test/my%20jira/', null],
  [catalogue, 'https://acme.test:8443/', 'acme.test:8443'],
  [catalogue, 'https://[2001:db8::1]/', null],
  [generic, 'http://127.0.0.1:9443/', '127.0.0.1:9443/'],
  [generic, 'https://acme.test/rest/api/2/myself', 'acme.test/rest/api/2/'],
  [generic, 'https://acme.test/rest/my%20space/x/y', 'acme.test/rest/'],
  [generic, 'https://acme.test/~me/x', 'acme.test/'],
  [generic, 'https://acme.test/a%2fb/x', null],
])('the entry suggested is the narrowest that allows it (%#)', (connector, url, entry) => {
  expect(entryFor(connector, hosted(url))).toBe(entry);
  expect(entry === null || entryAllows(parseHostEntry(entry)!, connector, hosted(url))).toBe(true);
});

it('the continuations are one list with the first tag, and stand for it where it is missing', () => {
  const hostNames = (tags: Readonly<Record<string, string>>) => {
    const said = hostsOf(tagsOf(tags));
    return said.kind === 'list' ? said.items.map(({ host }) => host) : said;
  };
  expect(hostNames({ 'connection-hosts': 'a.test', 'connection-hosts-2': 'b.test', 'connection-hosts-3': 'c.test', 'connection-hosts-4': 'd.test' })).toEqual([
    'a.test',
    'b.test',
    'c.test',
    'd.test',
  ]);
  expect(hostNames({ 'connection-hosts-3': 'c.test' })).toEqual(['c.test']);
  expect(hostNames({ 'connection-hosts': 'a.test', 'connection-hosts-5': 'e.test' })).toEqual(['a.test']);
  expect(hostNames({ 'connection-hosts': 'a.test', 'connection-hosts-2': '' })).toEqual({ kind: 'unreadable', key: 'connection-hosts-2' });
  expect(hostNames({ team: 'x' })).toEqual({ kind: 'nothing' });
});

it.each(['Connection-Hosts', 'connection_hosts', 'connection-host', 'connection-hosts ', ' connection-hosts', 'connection-hosts-1', 'connection-hosts-5'])(
  'a tag %j alone restricts: it is not the same as no tag',
  (key) => {
    expect(hostsOf(tagsOf({ [key]: 'a.test' }))).toEqual({ kind: 'unreadable', key });
  },
);

it('projects are a list of ids', () => {
  expect(projectsOf(tagsOf({ 'connection-projects': 'demo  crm-2' }))).toEqual({ kind: 'list', items: ['demo', 'crm-2'] });
  expect(projectsOf(tagsOf({}))).toEqual({ kind: 'nothing' });
  const bad = ['', ' ', 'demo,crm', 'Demo', '*', 'a'.repeat(41)];
  expect(bad.filter((text) => projectsOf(tagsOf({ 'connection-projects': text })).kind !== 'unreadable')).toEqual([]);
  expect(projectsOf(tagsOf({ 'Connection-Project': 'demo' }))).toMatchObject({ kind: 'unreadable' });
});

it('a fix keeps what is there and adds what is missing, in the first tag with room', () => {
  expect(tagWithHosts(tagsOf({}), ['a.test'])).toEqual({ key: 'connection-hosts', value: 'a.test' });
  expect(tagWithHosts(tagsOf({ 'connection-hosts': 'a.test b.test' }), ['b.test', 'c.test/'])).toEqual({
    key: 'connection-hosts',
    value: 'a.test b.test c.test/',
  });
  const filled = ['connection-hosts', 'connection-hosts-2'].map((key, index): [string, string] => [
    key,
    Array.from({ length: 4 }, (_, item) => `${index}${item}${'a'.repeat(54)}.test`).join(' '),
  ]);
  expect(tagWithHosts(new Map(filled), ['new-host.acme.test'])).toEqual({ key: 'connection-hosts-3', value: 'new-host.acme.test' });
  const all = ['', '-2', '-3', '-4'].map((end): [string, string] => [`connection-hosts${end}`, filled[0]![1]]);
  expect(tagWithHosts(new Map(all), ['new-host.acme.test'])).toBeNull();
});

it('a value of 256 characters fits and one of 257 does not', () => {
  const kept = Array.from({ length: 4 }, (_, item) => `${item}${'a'.repeat(54)}.test`).join(' ');
  const fitting = `${'b'.repeat(256 - kept.length - 1 - 5)}.test`;
  expect(tagWithHosts(tagsOf({ 'connection-hosts': kept }), [fitting])).toEqual({ key: 'connection-hosts', value: `${kept} ${fitting}` });
  expect(`${kept} ${fitting}`).toHaveLength(256);
  expect(tagWithHosts(tagsOf({ 'connection-hosts': kept }), [`b${fitting}`])).toMatchObject({ key: 'connection-hosts-2' });
});

it('the same of projects, where there is only one tag to hold them', () => {
  const kept = Array.from({ length: 6 }, (_, item) => `${item}${'a'.repeat(39)}`).join(' ');
  const fitting = 'b'.repeat(256 - kept.length - 1);
  expect(tagWithProject(tagsOf({ 'connection-projects': kept }), fitting)).toEqual({ key: 'connection-projects', value: `${kept} ${fitting}` });
  expect(tagWithProject(tagsOf({ 'connection-projects': kept }), `b${fitting}`)).toBeNull();
});

it('a fix for a project whose tag is misspelt is the right tag, with this project alone', () => {
  expect(tagWithProject(tagsOf({ 'Connection-Projects': 'crm' }), 'ops')).toEqual({ key: 'connection-projects', value: 'ops' });
});

it('a fix for a tag that does not parse rewrites that one, with what can be read of it', () => {
  expect(tagWithHosts(tagsOf({ 'connection-hosts': 'a.test', 'connection-hosts-2': 'b.test *.c.test' }), ['d.test'])).toEqual({
    key: 'connection-hosts-2',
    value: 'b.test d.test',
  });
  expect(tagWithHosts(tagsOf({ 'Connection-Hosts': 'a.test' }), ['d.test'])).toEqual({ key: 'connection-hosts', value: 'd.test' });
  expect(tagWithProject(tagsOf({ 'connection-projects': 'demo, crm' }), 'ops')).toEqual({ key: 'connection-projects', value: 'crm ops' });
});

it('the bounds of an entry: port 65535 is one, a host of 253 characters is one', () => {
  expect(parseHostEntry('acme.test:65535')?.port).toBe(65_535);
  expect(parseHostEntry('acme.test:65536')).toBeNull();
  const label = 'a'.repeat(61);
  const host = `${label}.${label}.${label}.${label}.acme`;
  expect([host.length, parseHostEntry(host)?.host, parseHostEntry(`b${host}`)]).toEqual([252, host, expect.anything()]);
  expect(parseHostEntry(`bc${host}`)).toBeNull();
});
