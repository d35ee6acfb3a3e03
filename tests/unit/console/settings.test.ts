import { describe, expect, it } from 'vitest';
import { auditFilterIn, isNarrowed } from '../../../functions/console/app/pages/audit/audit-filter.ts';
import { problemWithId, problemWithName } from '../../../functions/console/app/pages/projects/project-fields.ts';
import { basisText, documentsOf } from '../../../functions/console/app/pages/store/policy-documents.ts';
import { bodyOf, formOf, problemsAt } from '../../../functions/console/app/pages/store/store-form.ts';
import { CHECKS, ENDS, UNTAGGED } from '../../../functions/console/app/pages/store/store-words.ts';
import { issueText } from '../../../functions/console/app/parts/issue-text.ts';
import { projectsManaged, reasonAgainst } from '../../../functions/console/app/session.ts';
import type { Store } from '../../../functions/console/app/api/types.ts';
import { grantsOf } from '../../../shared/connections/grants.ts';
import { ProjectStoreFields } from '../../../shared/http/settings-schemas.ts';
import { StoreTest } from '../../../shared/http/vault-schemas.ts';

const ROLE = 'arn:aws:iam::137149879143:role/secret-mask-resolver/reader';
const SECRET = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:team/*';
const shared = {
  roleArn: ROLE,
  rehearsalRoleArn: null,
  accounts: ['137149879143', '210987654321'],
  regions: ['us-east-1'],
  untaggedSecrets: 'listed',
  listedHosts: ['jira.example.com', 'git.example.com/api/'],
  certificateAuthority: null,
} as const;
const standing = { ...shared, accounts: [...shared.accounts], regions: [...shared.regions], listedHosts: [...shared.listedHosts] };
const revision = { revision: 3, createdAt: null, updatedAt: null };
const workspace: Store = {
  scope: 'workspace',
  inherited: false,
  project: null,
  externalId: 'x',
  secretOwners: [{ subject: 'olga', secretArns: [SECRET] }],
  ...standing,
  ...revision,
};
const documents = { Version: '2012-10-17', Statement: [] };
const policies = { trust: documents, permissions: [documents], rehearsal: [], tagging: documents, basis: 'secrets_in_use', complete: true, notes: [] } as const;
const inherited: Store = {
  scope: 'workspace',
  inherited: true,
  project: 'demo',
  revision: 0,
  own: { externalId: 'y', policies: { ...policies, permissions: [documents], rehearsal: [], notes: [] } },
  ...standing,
};

describe('the id of a project', () => {
  it.each(['a', 'payments-eu', '0', 'x'.repeat(40)])('may be %s', (id) => expect(problemWithId(id)).toBeNull());
  it.each([
    ['', 'A project needs an id.'],
    ['My Project', 'Lower-case letters, digits and hyphens only: "my-project", say.'],
    ['a_b', 'Lower-case letters, digits and hyphens only: "a-b", say.'],
    ['é', 'Lower-case letters, digits and hyphens only.'],
    ['x'.repeat(41), 'At most 40 characters; these are 41.'],
  ])('may not be "%s", and why stands in words', (id, problem) => expect(problemWithId(id)).toBe(problem));
  it('goes with a name that is not blank', () =>
    expect([problemWithName(' '), problemWithName('x')]).toEqual(['Give it a name that people know it by.', null]));
});

describe('the form of a store', () => {
  it('sends what it was given, where nothing is changed', () => {
    const { externalId: _, scope: _scope, inherited: _inherited, project: _project, revision: _revision, createdAt: _c, updatedAt: _u, ...fields } = workspace;
    expect(bodyOf(formOf(workspace), null)).toEqual(fields);
  });

  it('takes lists as they are typed, and nothing for null', () => {
    const form = { ...formOf(workspace), accounts: ' 1,2\n3 ', rehearsalRoleArn: '  ', certificateAuthority: '\n' };
    expect(bodyOf(form, null)).toMatchObject({ accounts: ['1', '2', '3'], rehearsalRoleArn: null, certificateAuthority: null });
  });

  it('sends listed hosts only where they count: the API refuses them elsewhere', () => {
    expect(bodyOf({ ...formOf(workspace), untaggedSecrets: 'denied' }, null)).toMatchObject({ untaggedSecrets: 'denied', listedHosts: [] });
  });

  it("sends owners of the workspace's store alone: a project's has none", () => {
    expect(bodyOf(formOf(workspace), 'demo')).not.toHaveProperty('secretOwners');
    expect(bodyOf({ ...formOf(workspace), secretOwners: [{ subject: ' olga ', secretArns: 'a\nb' }] }, null)).toMatchObject({
      secretOwners: [{ subject: 'olga', secretArns: ['a', 'b'] }],
    });
  });

  it("of a store yet to be made leaves the roles open: the workspace's let no project's external ID in", () => {
    expect(formOf(inherited)).toMatchObject({ roleArn: '', rehearsalRoleArn: '', accounts: '137149879143 210987654321', secretOwners: [] });
  });

  it('shows at each field what the API says of it, an entry of a list by itself', () => {
    const sent = { ...bodyOf(formOf(workspace), null), regions: ['us-east-1', 'eu-west-9'] };
    const issues = [
      { pointer: '/roleArn', code: 'schema_invalid', message: '"/roleArn" is not the ARN of a reader role.', fix: { text: 'Expected: x.', commands: [] } },
      { pointer: '/regions/1', code: 'schema_invalid', message: '"/regions/1" is not one of this deployment.' },
      { pointer: '/secretOwners/0/secretArns/0', code: 'schema_invalid', message: '"/secretOwners/0/secretArns/0" is not an ARN of secrets.' },
      { pointer: '/secretOwners/0/subject', code: 'schema_invalid', message: '"/secretOwners/0/subject" is missing.' },
    ];
    expect(Object.fromEntries(problemsAt(issues, sent))).toEqual({
      roleArn: 'This is not the ARN of a reader role. Expected: x.',
      regions: '“eu-west-9” is not one of this deployment.',
      secretOwners: `Owner 1: “${SECRET}” is not an ARN of secrets. Owner 1: This is missing.`,
    });
  });
});

it('an issue that names something else keeps its own words', () => {
  expect(issueText({ code: 'x', pointer: '/a', message: 'The body is too large.' })).toBe('The body is too large.');
});

describe('ready policies', () => {
  it('each have a heading and a place, and are JSON that says the same', () => {
    const two = { ...policies, permissions: [{ ...documents, Version: '1' }, documents], rehearsal: [documents], notes: [] };
    const ready = documentsOf(two);
    expect(ready.map(({ heading }) => heading)).toEqual(['Trust policy', 'Permissions, 1 of 2', 'Permissions, 2 of 2', 'Rehearsal permissions', 'Tagging']);
    expect(ready.map(({ text }) => JSON.parse(text))).toEqual([documents, { ...documents, Version: '1' }, documents, documents, documents]);
    expect(ready.filter(({ where }) => !where.endsWith('.'))).toEqual([]);
  });

  it('say how exactly they were made', () => {
    const texts = [basisText(policies), basisText({ basis: 'secrets_in_use', complete: false }), basisText({ basis: 'accounts_and_regions', complete: true })];
    expect(new Set(texts).size).toBe(3);
    expect(texts[1]).toContain('there are more connections');
  });
});

it('every check, end and rule for untagged secrets that the API knows has words', () => {
  const check = StoreTest.entries.checks.item.entries;
  expect(Object.keys(CHECKS).toSorted()).toEqual([...check.name.options].toSorted());
  expect(Object.keys(ENDS).toSorted()).toEqual([...check.status.options].toSorted());
  const untagged: unknown = ProjectStoreFields.entries.untaggedSecrets.wrapped.pipe[0].options;
  expect(Object.keys(UNTAGGED)).toEqual(untagged);
});

describe('the audit', () => {
  it('is of the only project that one manages, where none is named', () => {
    expect(auditFilterIn(new URLSearchParams('caller= ada '), ['demo'])).toEqual({ project: 'demo', secretArn: '', connectionId: '', caller: 'ada' });
    expect(auditFilterIn(new URLSearchParams('project=*'), ['demo']).project).toBe('*');
    for (const managed of [[], ['a', 'b']]) expect(auditFilterIn(new URLSearchParams(), managed).project).toBe('');
  });

  it('is narrowed by anything but the project', () => {
    const narrowed = (text: string): boolean => isNarrowed(auditFilterIn(new URLSearchParams(text), []));
    expect(['project=demo', 'project=demo&caller=a', 'secretArn=a', 'connectionId=a'].map(narrowed)).toEqual([false, true, true, true]);
  });
});

describe('an admin', () => {
  const caller = (...roles: readonly string[]) => ({ subject: 'a', grants: grantsOf(roles) });
  it('manages the projects named in their roles, or all of them', () => {
    expect(projectsManaged(caller('b:admin', 'a:admin', 'c:editor', 'a:viewer'))).toEqual(['a', 'b']);
    expect(projectsManaged(caller('*:admin', 'a:admin'))).toEqual([]);
  });

  it("of one project is told that the workspace's settings need all of them", () => {
    expect(reasonAgainst({ caller: caller('a:admin') }, 'settings:manage', '*')).toBe('This needs the role admin in all projects. Ask an admin for it.');
    expect(reasonAgainst({ caller: caller('*:admin') }, 'settings:manage', '*')).toBeNull();
  });
});
