import { expect, it } from 'vitest';
import {
  authorize,
  authorizeEverywhere,
  type Caller,
  grantsOf,
  managedProject,
  may,
  ownsSecret,
  type Privilege,
  projectOf,
  visibleProjects,
} from '../../../shared/connections/access.ts';
import { RequestError } from '../../../shared/errors.ts';

const caller = (...roles: string[]): Caller => ({ subject: 'someone', grants: grantsOf(roles) });

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'allowed';
  } catch (error) {
    return error instanceof RequestError ? error.issues[0].code : 'native error';
  }
}

// PRODUCT contract §6, by hand: what each role may in its project.
const PRIVILEGES: Readonly<Record<string, string>> = {
  viewer: 'connections:read',
  tester: 'connections:read connections:test',
  editor: 'connections:read connections:test connections:create connections:edit connections:delete secrets:use',
  admin: 'connections:read connections:test connections:create connections:edit connections:delete secrets:use settings:manage',
};
const ALL: readonly Privilege[] = [
  'connections:read',
  'connections:test',
  'connections:create',
  'connections:edit',
  'connections:delete',
  'secrets:use',
  'settings:manage',
];

it.each(Object.entries(PRIVILEGES))('a %s may do this in its project and no more: %s', (role, allowed) => {
  for (const scope of ['demo', '*']) expect(ALL.filter((privilege) => may(caller(`${scope}:${role}`), privilege, 'demo'))).toEqual(allowed.split(' '));
});

it.each(Object.keys(PRIVILEGES))('a %s of another project, or of a project whose name begins alike, may do nothing', (role) => {
  for (const scope of ['other', 'demo2', 'dem', '-demo']) expect(ALL.filter((privilege) => may(caller(`${scope}:${role}`), privilege, 'demo'))).toEqual([]);
  expect(ALL.filter((privilege) => may(caller(), privilege, 'demo'))).toEqual([]);
});

it('a caller sees the projects of its roles, all of them with a role in every project, and nothing without one', () => {
  expect(visibleProjects(caller('demo:viewer', 'other:admin', 'demo:editor'))).toEqual(['demo', 'other']);
  expect(visibleProjects(caller('demo:viewer', '*:viewer'))).toBeNull();
  expect(codeOf(() => visibleProjects(caller('demo:owner')))).toBe('not_allowed');
});

it.each([
  ['a text instead of a list', 'demo:admin'],
  ['a flattened list', '[demo:admin other:viewer]'],
  ['two roles in one entry', ['demo:viewer other:admin']],
  ['a space around', [' demo:admin']],
  ['a line break', ['demo:admin\n']],
  ['upper case', ['demo:Admin']],
  ['an unknown role', ['demo:owner']],
  ['a wildcard role', ['demo:*']],
  ['a wildcard inside a project', ['de*:admin']],
  ['two wildcards', ['**:admin']],
  ['an empty project', [':admin']],
  ['no project', ['admin']],
  ['a project over 40 characters', [`${'a'.repeat(41)}:admin`]],
  ['a project with a slash', ['demo/x:admin']],
  ['three parts', ['demo:x:admin']],
  ['an object', { 'demo:admin': true }],
  ['a list in a list', [['demo:admin']]],
  ['an object in a list', [{ project: 'demo', role: 'admin' }]],
  ['a number', 7],
  ['null', null],
  ['a comma list', ['demo:viewer,demo:admin']],
  ['look-alike letters', ['dеmo:admin']],
  ['full-width colon', ['demo：admin']],
])('a roles claim that is %s grants nothing', (_, claim) => {
  expect(grantsOf(claim)).toEqual([]);
});

it('a wrong entry does not spoil the right ones, and does not widen them', () => {
  expect(grantsOf(['demo:viewer', 'demo:root', '*:viewer'])).toEqual([
    { project: 'demo', role: 'viewer' },
    { project: '*', role: 'viewer' },
  ]);
});

it('the project may be left out by a caller who has exactly one, whatever the number of roles in it', () => {
  expect(projectOf(caller('demo:viewer', 'demo:editor'), undefined)).toBe('demo');
  expect(codeOf(() => projectOf(caller('demo:editor', 'other:editor'), undefined))).toBe('schema_invalid');
  expect(codeOf(() => projectOf(caller('*:admin'), undefined))).toBe('schema_invalid');
  expect(codeOf(() => projectOf(caller(), undefined))).toBe('not_allowed');
});

it('naming a project grants nothing in it', () => {
  expect(codeOf(() => authorize(caller('demo:editor'), 'secrets:use', projectOf(caller('demo:editor'), 'other')))).toBe('not_allowed');
});

it.each<[string, boolean]>([
  ['*:admin', true],
  ['*:editor', false],
  ['demo:admin', false],
  ['demo:admin *:viewer', false],
  ['', false],
])('who has the roles "%s" manages the settings of all projects: %s', (roles, isAllowed) => {
  const told = codeOf(() => authorizeEverywhere(caller(...roles.split(' ')), 'settings:manage'));
  expect(told).toBe(isAllowed ? 'allowed' : 'not_allowed');
});

it.each<[string, string | undefined, string | null]>([
  ['*:admin', undefined, null],
  ['*:admin demo:viewer', undefined, null],
  ['*:admin', 'demo', 'demo'],
  ['demo:admin', undefined, 'demo'],
  ['demo:admin demo:viewer', undefined, 'demo'],
  ['demo:admin third:viewer', 'demo', 'demo'],
  ['demo:admin third:admin', undefined, 'schema_invalid'],
  ['*:editor', undefined, 'schema_invalid'],
  ['*:editor', 'demo', 'not_allowed'],
  ['demo:editor', undefined, 'not_allowed'],
  ['demo:admin', 'third', 'not_allowed'],
  ['', undefined, 'not_allowed'],
  ['', 'demo', 'not_allowed'],
])('who has the roles "%s" and names the project %s manages %s', (roles, asked, expected) => {
  const manages = (): string | null => managedProject(caller(...roles.split(' ')), asked);
  const code = codeOf(manages);
  expect(code === 'allowed' ? manages() : code).toBe(expected);
});

const ARN = 'arn:aws:secretsmanager:us-east-1:137149879143:secret:team/jira-FsmeTs';

it.each<[string, boolean]>([
  [ARN, true],
  [`${ARN}*`, true],
  ['arn:aws:secretsmanager:us-east-1:137149879143:secret:team/*', true],
  ['*', true],
  [ARN.slice(0, -1), false],
  [`${ARN}2`, false],
  [`${ARN}2*`, false],
  ['arn:aws:secretsmanager:*:secret:team/jira-FsmeTs', false],
  ['arn:aws:secretsmanager:us-east-1:137149879143:secret:team/.*', false],
  [ARN.replace('team', 'TEAM'), false],
  ['', false],
])('the pattern %j makes its subject owner of the secret: %s', (pattern, isOwner) => {
  expect(ownsSecret(caller(), ARN, [{ subject: 'someone', secretArns: ['arn:x', pattern] }])).toBe(isOwner);
});

it('only the subject that is named owns a secret, whatever its roles', () => {
  const owners = [
    { subject: 'Someone', secretArns: ['*'] },
    { subject: '*', secretArns: ['*'] },
    { subject: 'someone', secretArns: [] },
  ];
  expect(ownsSecret(caller('*:admin'), ARN, owners)).toBe(false);
  expect(ownsSecret(caller('*:admin'), ARN, [])).toBe(false);
});

function issueOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof RequestError) return error.issues[0];
  }
  return 'allowed, or no refusal of ours';
}

it.each<[string, () => unknown, string, Readonly<Record<string, string>>]>([
  [
    'edit with a lesser role',
    () => authorize(caller('demo:tester'), 'connections:edit', 'demo'),
    'not_allowed',
    { expected: 'connections:edit in project demo' },
  ],
  [
    'do everywhere what one may in a project',
    () => authorizeEverywhere(caller('demo:admin'), 'secrets:use'),
    'not_allowed',
    { expected: 'secrets:use in all projects (*)' },
  ],
  ['see anything without a role', () => visibleProjects(caller()), 'not_allowed', { expected: 'connections:read in a project' }],
  ['name no project without a role', () => projectOf(caller(), undefined), 'not_allowed', { expected: 'a role in a project' }],
  [
    'name no project with roles in two',
    () => projectOf(caller('demo:editor', 'other:editor'), undefined),
    'schema_invalid',
    { pointer: '/project', found: 'is missing', expected: 'the project, because you have a role in more than one' },
  ],
  [
    'name no project with a role in all',
    () => projectOf(caller('*:editor'), undefined),
    'schema_invalid',
    { pointer: '/project', found: 'is missing', expected: 'the project, because you have a role in more than one' },
  ],
  [
    'manage settings of a project with a lesser role',
    () => managedProject(caller('demo:editor'), undefined),
    'not_allowed',
    { expected: 'settings:manage in project demo' },
  ],
])('who would %s is told what it takes', (_, work, code, where) => {
  expect(issueOf(work)).toEqual({ code, where });
});

it.each([
  'demo:admin ',
  ' demo:admin',
  'demo:admin:x',
  'x demo:admin',
  'DEMO:admin',
  'demo:Admin',
  `${'d'.repeat(41)}:admin`,
  ':admin',
  '**:admin',
  'demo.x:admin',
])('the text %j grants nothing', (entry) => {
  expect(grantsOf([entry])).toEqual([]);
});

it.each([null, 7, ['demo:admin'], { project: 'demo', role: 'admin' }, true])('the entry %j grants nothing', (entry) => {
  expect(grantsOf([entry, 'demo:viewer'])).toEqual([{ project: 'demo', role: 'viewer' }]);
});

it('two roles in one project are one project', () => {
  expect(projectOf(caller('demo:viewer', 'demo:editor'), undefined)).toBe('demo');
  expect(projectOf(caller('demo:viewer', 'other:editor'), 'third')).toBe('third');
});

it.each(['demo:admin', null, undefined, 7, { 0: 'demo:admin', length: 1 }])('a claim that is no list, %j, grants nothing', (claim) => {
  expect(grantsOf(claim)).toEqual([]);
});
