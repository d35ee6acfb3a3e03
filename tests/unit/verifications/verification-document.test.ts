import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { auditResultOf } from '../../../shared/verifications/audit-result.ts';
import { documentOf, verificationOf } from '../../../shared/verifications/verification-document.ts';
import type { StepName, Verification } from '../../../shared/verifications/verification.ts';
import { intentAt } from '../../helpers/stores/intents.ts';

const STEPS: readonly StepName[] = ['find_masks', 'bind', 'fetch_secrets', 'guard', 'token', 'probe'];
const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const use = fc.record({ arn: oneOf('arn:a', 'arn:b'), key: oneOf('user', 'token'), field: oneOf('/config/a', '/config/b') });
const version = fc.record({ versionId: oneOf('v1', 'v2'), versionStage: oneOf('AWSCURRENT', 'AWSPENDING') });
const verification: fc.Arbitrary<Verification> = fc.record(
  {
    id: fc.constant('ver_1'),
    connectionId: oneOf('con_1', null),
    connector: oneOf('jira-cloud', 'okta'),
    method: oneOf('api_token', null),
    status: oneOf('authorized', 'refused'),
    code: oneOf('ok', 'bad_credentials'),
    message: oneOf('', 'Jira accepted.'),
    fix: oneOf(null, { text: 'Tag it.', commands: ['aws'] }),
    retryable: fc.boolean(),
    target: oneOf(null, { host: 'acme.atlassian.net', httpStatus: 200 }, { host: 'acme.atlassian.net', httpStatus: null }, { host: 'x', httpStatus: 200 }),
    identity: oneOf(null, 'ada'),
    secrets: fc.array(
      fc.tuple(use, version).map(([named, read]) => ({ ...named, ...read })),
      { maxLength: 3 },
    ),
    steps: fc.array(fc.record({ name: oneOf(...STEPS), ms: oneOf(0, 1.5) }), { maxLength: 8 }),
    startedAt: oneOf(intentAt(0).at, '2026-11-23T12:07:00.000Z'),
    durationMs: oneOf(0, 12.5),
    recorded: fc.boolean(),
  },
  {
    requiredKeys: [
      'id',
      'connectionId',
      'connector',
      'method',
      'status',
      'code',
      'message',
      'fix',
      'retryable',
      'target',
      'identity',
      'secrets',
      'steps',
      'startedAt',
      'durationMs',
    ],
  },
);

it('a verification is read as it was answered, whatever its intent said', () => {
  fc.assert(
    fc.property(verification, fc.array(use, { maxLength: 3 }), fc.boolean(), (answered, intended, isAsIntended) => {
      const secrets = isAsIntended ? answered.secrets.map(({ arn, key, field }) => ({ arn, key, field })) : intended;
      const known = { intent: intentAt(0, { id: 'ver_1', connectionId: 'con_1', secrets }), result: auditResultOf(answered) };
      const read = verificationOf(documentOf(answered, known), known);
      expect(read).toEqual(answered);
      expect(Object.keys(read)).toEqual(Object.keys(answered));
    }),
    { numRuns: 1_000 },
  );
});

it('what the entry says already is not written again', () => {
  const intent = intentAt(0, { connectionId: 'con_1' });
  const secrets = intent.secrets.map(({ arn }) => ({ arn, key: 'token', field: '/config/apiToken', versionId: 'v1', versionStage: 'AWSCURRENT' }));
  const verdict = { status: 'authorized', code: 'ok', message: 'Jira accepted.', fix: null, retryable: false } as const;
  const target = { host: 'acme.atlassian.net', httpStatus: 200 };
  const { id, connectionId, method, at } = intent;
  const answered: Verification = {
    id,
    connectionId,
    connector: 'jira-cloud',
    method,
    ...verdict,
    target,
    identity: null,
    secrets,
    steps: [{ name: 'probe', ms: 3 }],
    startedAt: at,
    durationMs: 3,
  };
  expect(JSON.parse(documentOf(answered, { intent, result: auditResultOf(answered) }))).toEqual({
    message: 'Jira accepted.',
    steps: [['probe', 3]],
    durationMs: 3,
  });
});

it('warnings are not kept', () => {
  const [answered] = fc.sample(verification, 1);
  const warnings = [{ pointer: '/config/a', code: 'value_is_json', message: 'The value is JSON.' }] as const;
  const known = { intent: intentAt(0), result: auditResultOf(answered!) };
  expect(documentOf({ ...answered!, warnings }, known)).toBe(documentOf(answered!, known));
});
