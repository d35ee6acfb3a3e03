import { expect, it } from 'vitest';
import { authorize, type Caller, grantsOf, may, projectOf } from '../../../shared/connections/access.ts';
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

// PRODUCT contract §6, by hand: who may use a secret in a test of an unsaved config.
it.each([
  ['demo:viewer', false],
  ['demo:tester', false],
  ['demo:editor', true],
  ['demo:admin', true],
  ['*:editor', true],
  ['*:viewer', false],
  ['other:admin', false],
])('%s may use secrets in project demo: %s', (role, isAllowed) => {
  expect(may(caller(role), 'secrets:use', 'demo')).toBe(isAllowed);
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
