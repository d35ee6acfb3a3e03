import type { Defence } from './defence.ts';

const BUDGET = 'tests/unit/attempts/attempt-budget.test.ts';
const CLAIMS = { file: 'tests/contract/verification-store.test.ts', titledIn: 'tests/contract/verification-claim-cases.ts' };
const FORGED = 'tests/unit/work/forged-messages.test.ts';

/** How often a secret is used, and that each use is written down first. */
export const WORK: readonly Defence[] = [
  {
    name: 'audit before use',
    file: 'shared/verify.ts',
    text: '    await deps.begin(recorder.intent);\n',
    without: '',
    test: { file: 'tests/unit/verify.test.ts', title: 'a secret whose use cannot be written down is not used' },
  },
  {
    name: 'audit before key names',
    file: 'shared/secret-keys.ts',
    text: '    await deps.journal.begin(intent);\n',
    without: '',
    test: { file: 'tests/unit/http/vault-routes.test.ts', title: 'are not read where that cannot be written down' },
  },
  {
    name: 'no retry on 401',
    file: 'shared/attempt-twice.ts',
    text: '  if (secrets.uses.every((use) => versions.has(use.versionId))) return first;\n',
    without: '',
    test: { file: 'tests/unit/verify.test.ts', title: 'credentials refused with a cached secret of the same version are not sent again' },
  },
  {
    name: 'no retry of what was freshly read',
    file: 'shared/attempt-twice.ts',
    text: ' || !attempt.secrets.wasCached',
    without: '',
    test: { file: 'tests/unit/verify.test.ts', title: 'credentials refused with a freshly read secret are not sent again' },
  },
  {
    name: 'attempt budget',
    file: 'shared/attempts/attempt-budget.ts',
    text: "  if (spentUntilMs > nowMs) return { kind: 'spent', untilMs: spentUntilMs };\n",
    without: '',
    test: {
      file: 'tests/unit/attempts/within-budget.test.ts',
      title: '500 connections on one refused version: one attempt a window, three in a day in all, then none until the version changes',
    },
  },
  {
    name: 'suspension',
    file: 'shared/attempts/attempt-budget.ts',
    text: "  if (isSuspended(known, asking)) return { kind: 'suspended' };\n",
    without: '',
    test: { file: 'tests/unit/attempts/within-budget.test.ts', title: 'where accounts are locked early, one refusal suspends them' },
  },
  {
    name: 'lease of a credential',
    file: 'shared/attempts/attempt-budget.ts',
    text: "  if (isHeld(heldUntilMs, nowMs)) return { kind: 'wait', untilMs: heldUntilMs };\n",
    without: '',
    test: { file: BUDGET, title: 'where %s, the answer is as by the table' },
  },
  {
    name: 'claim',
    file: 'shared/work/claim-journal.ts',
    text: "    if (outcome !== 'taken') throw new Unclaimed(outcome);\n",
    without: '',
    test: {
      file: 'tests/unit/work/once.test.ts',
      title: 'a message that is delivered twice, one after the other or at once, is one call of the target and one verdict',
    },
  },
  {
    name: 'claim of one alone',
    file: 'shared/verifications/dynamo-claim.ts',
    text: "const FREE = { condition: 'attribute_not_exists(startedAtAndId)' };",
    without: "const FREE = { condition: 'attribute_not_exists(startedAtAndId) OR attribute_exists(startedAtAndId)' };",
    test: { ...CLAIMS, title: 'of twenty who claim one window at once, one takes it' },
  },
  {
    name: 'lease',
    file: 'shared/verifications/dynamo-claim.ts',
    text: "  if (leaseUntil === undefined || Number(leaseUntil) > at.now()) return 'held';\n",
    without: '',
    test: {
      ...CLAIMS,
      title: 'a lease holds until its last millisecond; when it is over, of twenty claimers one is told to interrupt, and nobody takes the window again',
    },
  },
  {
    name: 'idempotency',
    file: 'shared/http/once.ts',
    text: "if (claim.kind === 'replay') return",
    without: "if (claim.kind === 'replay' && key.key === '') return",
    test: { file: 'tests/unit/http/idempotency.test.ts', title: 'that comes again is answered the same way and carried out once' },
  },
  {
    name: 'idempotency of one body',
    file: 'shared/http/once.ts',
    text: "  if (claim.kind === 'mismatch') refuse('idempotency_mismatch');\n",
    without: '',
    test: { file: 'tests/unit/http/idempotency.test.ts', title: 'with another body is refused' },
  },
  {
    name: 'idempotency of one caller and project',
    file: 'shared/http/once.ts',
    text: 'key: { caller: caller.subject, project, route',
    without: "key: { caller: '', project: '', route",
    test: { file: 'tests/unit/http/idempotency.test.ts', title: 'of another %s is another request' },
  },
  {
    name: 'authorised anew when replayed',
    file: 'shared/http/create-connection.ts',
    text: "  authorize(caller, 'connections:create', project);\n",
    without: '',
    test: { file: 'tests/unit/http/idempotency.test.ts', title: 'is authorised anew when it comes again' },
  },
  {
    name: 'messages hold ids only',
    file: 'shared/work/read-message.ts',
    text: 'if (!isExactly(fields, 5) || ',
    without: 'if (',
    test: { file: FORGED, title: 'a message with %s is not acted on: nothing is read, sent or written' },
  },
  {
    name: 'messages are held against the tables',
    file: 'shared/work/admit.ts',
    text: "  if (!member) return dropped('not_of_run');\n",
    without: '',
    test: { file: FORGED, title: 'a message that names %s is dropped: nothing is read, sent or written' },
  },
  {
    name: 'event account is the ARN’s account',
    file: 'shared/work/read-rotation.ts',
    text: 'arn.account === account && ',
    without: '',
    test: { file: FORGED, title: 'an event %s is not acted on' },
  },
];
