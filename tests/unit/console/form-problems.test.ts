import { describe, expect, it } from 'vitest';
import type { Verification } from '../../../functions/console/app/api/types.ts';
import { testBodyOf } from '../../../functions/console/app/pages/form/body.ts';
import { checkDraft, checkEntries, checkFields } from '../../../functions/console/app/pages/form/check.ts';
import { hostsOf } from '../../../functions/console/app/pages/form/hosts.ts';
import { labelAt } from '../../../functions/console/app/pages/form/labels.ts';
import { problemsAt, problemsOf, sentenceAt } from '../../../functions/console/app/pages/form/problems.ts';
import { servicesLike } from '../../../functions/console/app/pages/form/search.ts';
import { suspectsOf, type Told } from '../../../functions/console/app/pages/form/suspects.ts';
import { ARN, MASK } from '../../helpers/stored-connections.ts';
import { CATALOGUE } from '../connectors/samples.ts';
import { draft, formWay } from './form-fields.ts';

const CLOUD = formWay('jira-cloud');
const GOOD = { site: 'acme', email: 'me@example.com', apiToken: MASK };

describe('what is wrong with a field', () => {
  const said = (texts: Readonly<Record<string, string>>): readonly string[] =>
    checkFields({ texts: { ...GOOD, ...texts }, maps: {} }, CLOUD.method.fields).map(({ pointer, message }) => `${pointer} ${message}`);

  it('is nothing where all is well', () => expect(said({})).toEqual([]));
  it('is that it is missing', () => expect(said({ site: '' })).toEqual(['/config/site Site name is missing.']));
  it('is its form, with the example', () =>
    expect(said({ site: 'https://acme' })).toEqual(['/config/site Site name does not have the form of this field, for example acme.']));
  it('is not the form of a text with a mask in it', () => expect(said({ email: MASK })).toEqual([]));
  it('is that a credential is written out; it is found before it is sent, whatever it looks like', () => {
    for (const text of ['hunter2', '%77%6f', 'ｗｏｒｄ', '{{token}}', String.raw`\{{workato:sm:x`])
      expect(said({ apiToken: text })[0]).toMatch(/^\/config\/apiToken API token is a credential and holds literal text\./);
  });
  it('is left to the API where a mask is nearly one', () => {
    for (const text of [MASK.slice(0, -1), MASK.replace('workato', 'Workato'), MASK.replaceAll('{', '%7B')]) expect(said({ apiToken: text })).toEqual([]);
  });
  it('is nothing where the default will stand, and a choice that is none', () => {
    const { fields } = formWay('generic-http').method;
    const check = (texts: Readonly<Record<string, string>>): number =>
      checkFields({ texts: { baseUrl: 'https://a.example.com', ...texts }, maps: {} }, fields).length;
    expect([check({}), check({ path: '', httpMethod: '' }), check({ httpMethod: 'HEAD' }), check({ httpMethod: 'PUT' })]).toEqual([0, 0, 0, 1]);
  });
  it('is not that a needed one is missing, where its default will stand', () => {
    const field = { name: 'region', label: 'Region', kind: 'text', required: true, maskable: false, default: 'eu' } as const;
    expect(checkFields({ texts: { region: '' }, maps: {} }, [field])).toEqual([]);
  });
  it('is a name that is there twice, or not at all', () => {
    const lines = ['a', 'b', 'a', ''].map((name) => ({ name, text: name === 'b' ? '' : 'x' }));
    expect(checkEntries(lines, '/config/headers').map(({ pointer }) => pointer)).toEqual(['/config/headers/a', '/config/headers/']);
    expect(checkEntries([{ name: '', text: '' }], '/labels')).toEqual([]);
  });
});

it('only what is to be kept needs a name and labels that stand once', () => {
  const twice = [
    { name: 'a', text: '1' },
    { name: 'a', text: '2' },
  ];
  const form = draft({ connector: 'jira-cloud', texts: GOOD, name: ' ', labels: twice });
  expect(checkDraft(form, CLOUD, false)).toEqual([]);
  expect(checkDraft(form, CLOUD, true).map(({ pointer }) => pointer)).toEqual(['/name', '/labels/a']);
  expect(checkDraft({ ...form, project: '' }, CLOUD, false).map(({ pointer }) => pointer)).toEqual(['/project']);
});

describe('what the API says is wrong', () => {
  it('stands at the field that its pointer leads to, and at no other whose name begins alike', () => {
    const problems = [
      { pointer: '/config/headers/X-A', message: 'One.' },
      { pointer: '/config/headers', message: 'Two.' },
      { pointer: '/config/headersToo', message: 'Three.' },
    ];
    expect(sentenceAt(problems, '/config/headers')).toBe('One. Two.');
    expect(problemsAt(problems, '/config/headers/X-A')).toHaveLength(1);
    expect(sentenceAt(problems, '/config/head')).toBeNull();
  });

  it('is told with the labels of the form and what to do', () => {
    const issue = { pointer: '/config/site', code: 'schema_invalid', message: '"/config/site" is empty.', fix: { text: 'Expected: Site name.', commands: [] } };
    expect(problemsOf([issue], (pointer) => labelAt(pointer, CLOUD))).toEqual([
      { pointer: '/config/site', message: '“Site name” is empty. Expected: Site name.' },
    ]);
  });

  it.each([
    ['/config/apiToken', 'API token'],
    ['/config/unknown', 'unknown'],
    ['/config/headers/a~1b', 'headers: a/b'],
    ['/schedule/every', 'Verified'],
    ['/labels/team', 'Labels: team'],
    ['', 'The request'],
    ['no pointer', 'The request'],
  ])('at "%s" is called %s', (pointer, label) => expect(labelAt(pointer, CLOUD)).toBe(label));
});

describe('the fields that a verdict is about', () => {
  const OTHER = MASK.replace('prod.jira.secret.key', 'prod.jira.user');
  const way = formWay('jira-dc', 'basic');
  const body = testBodyOf(draft({ texts: { baseUrl: 'https://jira.example.com', username: OTHER, password: MASK } }), way);
  const about = (verification: Partial<Told>): readonly string[] =>
    suspectsOf({ status: 'not_attempted', code: '', message: '', secrets: [], ...verification }, body, way).map(({ pointer }) => pointer);
  const sent = (field: string): Verification['secrets'][number] => ({ arn: ARN, key: 'k', field, versionId: 'v', versionStage: 'AWSCURRENT' });

  it('hold the key that it names', () =>
    expect(about({ code: 'key_not_found', message: `Secret ${ARN} has no key "prod.jira.secret.key".` })).toEqual(['/config/password']));
  it('hold the secret that it names, whatever the key', () =>
    expect(about({ code: 'secret_not_found', message: `Secret ${ARN} cannot be read.` })).toEqual(['/config/username', '/config/password']));
  it('are named by it', () =>
    expect(about({ code: 'value_unusable', message: 'The value for field "/config/username" cannot be used.' })).toEqual(['/config/username']));
  it('are the secret and the address, where the secret may not go there', () =>
    expect(
      about({ code: 'destination_denied', message: `Secret ${ARN} may not be sent to jira.example.com. Its tag "connection-hosts" does not name it.` }),
    ).toEqual(['/config/username', '/config/password', '/config/baseUrl']));
  it('are the address, where it could not be reached', () => expect(about({ status: 'inconclusive', code: 'dns_failed' })).toEqual(['/config/baseUrl']));
  it('are those whose secrets were sent, where they were refused', () =>
    expect(about({ status: 'refused', code: 'bad_credentials', secrets: [sent('/config/password')] })).toEqual(['/config/password']));
  it('are those with an odd value', () => {
    const warnings = [{ pointer: '/config/password', code: 'value_ends_in_newline' as const, message: 'It ends in a line break.' }];
    const refused = { status: 'refused', code: 'bad_credentials', message: 'No.', secrets: [sent('/config/password')], warnings } as const;
    expect(suspectsOf({ ...refused, secrets: [...refused.secrets], warnings: [...warnings] }, body, way)).toEqual([
      { pointer: '/config/password', message: 'It ends in a line break.' },
    ]);
    expect(about({ ...refused, secrets: [...refused.secrets], status: 'authorized', code: 'ok_limited' })).toEqual([]);
  });
  it('are none where it works, or where it is nobody’s fault', () => {
    expect(about({ status: 'authorized', code: 'ok', secrets: [sent('/config/password')] })).toEqual([]);
    expect(about({ status: 'inconclusive', code: 'target_unavailable', secrets: [sent('/config/password')] })).toEqual([]);
  });
});

describe('where secrets may go', () => {
  it('is told with what was typed', () => {
    expect(hostsOf(CLOUD.method, { texts: { site: 'acme' } })).toEqual(['acme.atlassian.net']);
    expect(hostsOf(CLOUD.method, { texts: {} })).toEqual(['‹Site name›.atlassian.net']);
    expect(hostsOf(formWay('jira-dc').method, { texts: { baseUrl: 'https://jira.example.com:8443/x' } })).toEqual(['jira.example.com:8443']);
    expect(hostsOf(formWay('jira-dc').method, { texts: { baseUrl: 'no address' } })).toEqual(['‹Base URL›']);
  });

  it('is told of every way to connect, without a template left in it', () => {
    for (const { id } of CATALOGUE.list())
      for (const { id: method } of formWay(id).detail.methods) {
        const hosts = hostsOf(formWay(id, method).method, { texts: {} });
        expect(`${id} ${hosts.join(' ')}`).toMatch(/^\S+ [^${}]+$/);
      }
  });
});

describe('a search of the catalogue', () => {
  const found = (text: string): readonly string[] => servicesLike(CATALOGUE.list(), text).map(({ id }) => id);

  it('finds by name, by id and by category', () => {
    expect(found('Jira Data Center')[0]).toBe('jira-dc');
    expect(found('jira-dc')[0]).toBe('jira-dc');
    expect(found('payments')).toContain('stripe');
    expect(found('work management')).toContain('asana');
  });
  it('puts first what begins with it', () => {
    const hits = found('git');
    const beginning = hits.filter((id) => id.startsWith('git'));
    expect(beginning).toEqual(expect.arrayContaining(['github', 'gitlab']));
    expect(hits.slice(0, beginning.length)).toEqual(beginning);
    expect(hits.length).toBeGreaterThan(beginning.length);
  });
  it('wants every word, in any order and case', () => expect(found('CLOUD jira')).toContain('jira-cloud'));
  it('finds all where nothing is asked for, and none where nothing fits', () =>
    expect([found(' ').length, found('no such service')]).toEqual([CATALOGUE.list().length, []]));
});
