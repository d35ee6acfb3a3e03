import * as v from 'valibot';
import { expect, it } from 'vitest';
import { testRequestOf, verdictOf } from '../../../infra/cli/commands/verdict.ts';
import { Verification } from '../../../shared/http/answer-schemas.ts';
import { intentAt, verificationOf } from '../../helpers/stores/intents.ts';

const ACCEPTED = v.parse(Verification, verificationOf(intentAt(0)));

it('a verdict names whom the credentials belong to, where the service says so', () => {
  const target = { host: 'api.github.com', httpStatus: 200 };
  expect(verdictOf({ ...ACCEPTED, target }).detail).toBe('ok api.github.com');
  expect(verdictOf({ ...ACCEPTED, target, identity: 'octocat' })).toMatchObject({
    outcome: 'authorized',
    detail: 'ok api.github.com as octocat',
    findings: [],
  });
});

it('what is odd about a value is a finding of its own, by its field', () => {
  const warnings = [{ pointer: '/config/token', code: 'value_is_json' as const, message: 'The value is JSON.' }];
  const refused = { ...ACCEPTED, status: 'refused' as const, code: 'bad_credentials' as const, warnings };
  expect(verdictOf(refused).findings).toEqual([expect.objectContaining({ code: 'bad_credentials' }), { ...warnings[0], fix: null }]);
});

it('whom a file expects is asked for', () => {
  const connection = { connector: 'github', config: {}, expectIdentity: 'octocat' };
  expect(testRequestOf({ path: 'a.json', lineOf: () => 1, connection })).toEqual(connection);
  expect(testRequestOf({ path: 'a.json', lineOf: () => 1, connection: { ...connection, expectIdentity: null } })).not.toHaveProperty('expectIdentity');
});
