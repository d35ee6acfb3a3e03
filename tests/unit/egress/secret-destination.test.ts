import { expect, it } from 'vitest';
import { denialOf, readDenialOf, type SecretReadCase, type SecretUseCase } from '../../../shared/egress/secret-destination.ts';
import { connectorWith, hosted } from '../../helpers/egress-fixtures.ts';

const catalogue = connectorWith();
const generic = connectorWith({ id: 'generic-http', callerMade: true });
const API = hosted('https://api.acme.test/');

type Tags = Readonly<Record<string, string>>;
const use = (tags: Tags, more: Partial<SecretUseCase> = {}): SecretUseCase => ({
  connector: catalogue,
  project: 'demo',
  tags: new Map(Object.entries(tags)),
  untagged: { mode: 'denied' },
  ...more,
});

it.each<[string, SecretUseCase, string, string | null]>([
  ['no tag', use({}), 'It has no tag "connection-hosts".', 'api.acme.test'],
  [
    'an empty tag',
    use({ 'connection-hosts': '' }),
    'Its tag "connection-hosts" does not read as a list of the form we know, so it may go nowhere.',
    'api.acme.test',
  ],
  [
    'a key that is nearly ours',
    use({ connection_hosts: 'api.acme.test' }),
    'Its tag "connection_hosts" does not read as a list of the form we know, so it may go nowhere.',
    'api.acme.test',
  ],
  ['another host', use({ 'connection-hosts': 'a.test' }), 'Its tag "connection-hosts" does not list this host and port.', 'a.test api.acme.test'],
  [
    'the host on another port',
    use({ 'connection-hosts': 'api.acme.test:8443' }),
    'Its tag "connection-hosts" does not list this host and port.',
    'api.acme.test:8443 api.acme.test',
  ],
  [
    'the host without a path, for a request of the caller’s making',
    use({ 'connection-hosts': 'a.test api.acme.test' }, { connector: generic }),
    'Its tag "connection-hosts" has the host, but no entry for this port with a path that the request lies under.',
    'a.test api.acme.test api.acme.test/',
  ],
  [
    'another host with a path, for a request of the caller’s making',
    use({ 'connection-hosts': 'a.test/' }, { connector: generic }),
    'Its tag "connection-hosts" does not list this host and port.',
    'a.test/ api.acme.test/',
  ],
  [
    'another project',
    use({ 'connection-hosts': 'api.acme.test', 'connection-projects': 'crm' }),
    'Its tag "connection-projects" does not list the project "demo".',
    'crm demo',
  ],
  [
    'projects that do not read',
    use({ 'connection-hosts': 'api.acme.test', 'connection-projects': 'CRM' }),
    'Its tag "connection-projects" does not read as a list of the form we know, so no project may use it.',
    'demo',
  ],
  [
    'no tag, in a store that trusts vendors',
    use({}, { untagged: { mode: 'vendor' } }),
    'It has no tag "connection-hosts", and untagged secrets go to hosts fixed by a vendor only.',
    'api.acme.test',
  ],
  [
    'no tag, in a store that lists another host',
    use({}, { untagged: { mode: 'listed', hosts: ['a.test'] } }),
    'It has no tag "connection-hosts", and the host is not listed for untagged secrets.',
    'api.acme.test',
  ],
])('%s: the refusal says so, and names the tag', (_, secret, hint, value) => {
  const denial = denialOf(secret, API);
  expect([denial?.hint, denial?.tag?.value]).toEqual([hint, value]);
});

it('with a base path the refusal speaks of paths where the host is listed, and only there', () => {
  const base = hosted('https://api.acme.test/jira/');
  expect(denialOf(use({ 'connection-hosts': 'a.test api.acme.test' }), base)?.hint).toMatch(/has the host, but no entry/);
  expect(denialOf(use({ 'connection-hosts': 'a.test' }), base)?.hint).toMatch(/does not list this host/);
});

it('a host that is none of the connector’s is refused whatever the tags say, and no tag is named', () => {
  const denial = denialOf(use({ 'connection-hosts': 'api.acme.test' }), hosted('https://api.acme.test/', null));
  expect(denial).toEqual({ hint: 'The host is not one of this connector.', tag: null });
});

it('the tag that is named opens what is refused of the whole request, and nothing else', () => {
  const login = hosted('https://login.acme.test/');
  const foreign = hosted('https://evil.test/', null);
  const tag = denialOf(use({ 'connection-hosts': 'login.acme.test:443' }), API, [login, API, foreign])?.tag;
  expect(tag).toEqual({ key: 'connection-hosts', value: 'login.acme.test:443 api.acme.test' });
});

it('where one host can stand in no tag, no tag is named that would not be enough', () => {
  const literal = hosted('https://[2001:db8::1]/');
  expect(denialOf(use({}), literal, [literal, API])?.tag).toBeNull();
  expect(denialOf(use({}), API, [literal, API])?.tag).toBeNull();
});

const read = (tags: Tags, more: Partial<SecretReadCase> = {}): SecretReadCase => ({
  project: 'demo',
  tags: new Map(Object.entries(tags)),
  untagged: 'denied',
  ...more,
});
const NO_HOSTS = { hint: 'It has no tag "connection-hosts".', tag: null };
const UNREADABLE = { hint: 'Its tag "connection-hosts" does not read as a list of the form we know, so it may go nowhere.', tag: null };
const NOT_OURS = { hint: 'Its tag "connection-projects" does not list the project "demo".', tag: { key: 'connection-projects', value: 'crm demo' } };
const NO_PROJECTS = 'Its tag "connection-projects" does not read as a list of the form we know, so no project may use it.';

it.each<[string, SecretReadCase, unknown]>([
  ['a secret that may go somewhere', read({ 'connection-hosts': 'a.test' }), null],
  ['one without the tag', read({}), NO_HOSTS],
  ['one without the tag, for the workspace', read({}, { project: null }), NO_HOSTS],
  ['one without the tag, in a store that lists hosts', read({}, { untagged: 'listed' }), null],
  ['one without the tag, in a store that trusts vendors', read({}, { untagged: 'vendor' }), null],
  ['one whose tag does not read', read({ 'connection-hosts': '*' }), UNREADABLE],
  ['one whose tag does not read, in a store that lists hosts', read({ 'connection-hosts': '*' }, { untagged: 'listed' }), UNREADABLE],
  ['one of another project', read({ 'connection-hosts': 'a.test', 'connection-projects': 'crm' }), NOT_OURS],
  ['one of this project', read({ 'connection-hosts': 'a.test', 'connection-projects': 'crm demo' }), null],
  ['one of some projects, for the workspace', read({ 'connection-hosts': 'a.test', 'connection-projects': 'crm' }, { project: null }), null],
  ['one of some projects without the tag, for the workspace', read({ 'connection-projects': 'crm' }, { project: null }), NO_HOSTS],
  [
    'one whose projects do not read',
    read({ 'connection-hosts': 'a.test', 'connection-projects': '*' }),
    { hint: NO_PROJECTS, tag: { key: 'connection-projects', value: 'demo' } },
  ],
  [
    'one whose projects do not read, for the workspace',
    read({ 'connection-hosts': 'a.test', 'connection-projects': '*' }, { project: null }),
    { hint: NO_PROJECTS, tag: null },
  ],
])('%s, read for its key names: said as a use would be', (_, secret, expected) => {
  expect(readDenialOf(secret)).toEqual(expected);
});
