import { describe, expect, it } from 'vitest';
import { standingAfter, untested } from '../../../shared/connections/standing.ts';
import type { Standing } from '../../../shared/connections/stored-connection.ts';
import { PROBLEMS, type ProblemCode, type VerdictCode, VERDICTS } from '../../../shared/errors.ts';
import type { Verification } from '../../../shared/verifications/verification.ts';

// PRODUCT contract §7, by hand.
const CODES_BY_STATE = {
  connected: 'ok',
  degraded: 'ok_limited',
  refused: 'bad_credentials forbidden locked token_request_refused identity_changed',
  unreachable:
    'wrong_address misconfigured target_unavailable target_timeout dns_failed connect_failed tls_untrusted tls_expired tls_name_mismatch redirect_blocked response_too_large unexpected_response',
  blocked:
    'secret_not_found secret_access_denied secret_pending_deletion secret_decryption_failed secret_not_key_value key_not_found value_not_text value_empty value_unusable destination_denied address_denied schema_invalid connector_unknown mask_malformed mask_near_miss mask_nested mask_not_allowed_here mask_limit arn_invalid arn_incomplete arn_wrong_service arn_out_of_scope plain_secret_refused',
  suspended: 'suspended',
};
const KEPT = 'rate_limited interrupted role_unavailable vault_throttled vault_unavailable vault_timeout budget_spent';
const OF_REQUESTS =
  'body_invalid body_too_large not_allowed not_found idempotency_mismatch idempotency_in_progress revision_conflict if_match_missing rate_limited_caller internal_error';

const THEN = '2026-11-23T12:00:00.000Z';
const NOW = '2026-11-23T12:05:00.000Z';
const OK: Standing = { state: 'connected', since: THEN, lastVerifiedAt: THEN, lastOkAt: THEN, code: 'ok', versionIds: ['v1'] };

const isVerdict = (code: string): code is VerdictCode => Object.hasOwn(VERDICTS, code);
const isProblem = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

function verification(code: string, ...versionIds: string[]): Verification {
  if (!isVerdict(code) && !isProblem(code)) throw new Error(`${code} is no code of ours.`);
  return {
    id: 'ver_1',
    connectionId: 'con_1',
    connector: 'jira-dc',
    method: 'pat',
    status: isVerdict(code) ? VERDICTS[code].status : 'not_attempted',
    code,
    message: '',
    fix: null,
    retryable: false,
    target: null,
    secrets: versionIds.map((versionId) => ({ arn: 'arn', key: 'k', field: '/config/a', versionId, versionStage: 'AWSCURRENT' })),
    steps: [],
    startedAt: THEN,
    durationMs: 1,
  };
}

describe.each(Object.entries(CODES_BY_STATE))('%s', (state, codes) => {
  it.each(codes.split(' '))('is where %s leaves a connection, at once', (code) => {
    for (const before of [untested(THEN), OK]) expect(standingAfter(before, verification(code), NOW)).toMatchObject({ state, code, lastVerifiedAt: NOW });
  });
});

it.each([...KEPT.split(' '), ...OF_REQUESTS.split(' ')])('%s says nothing of the connection: the last real verdict stands whole', (code) => {
  for (const before of [untested(THEN), OK]) expect(standingAfter(before, verification(code, 'v2'), NOW)).toBe(before);
});

it('every code of the product is in this table once', () => {
  const named = [...Object.values(CODES_BY_STATE), KEPT, OF_REQUESTS].flatMap((codes) => codes.split(' '));
  expect(named.toSorted()).toEqual([...Object.keys(VERDICTS), ...Object.keys(PROBLEMS)].toSorted());
});

it('since is when the state began, lastOkAt when the credentials were last accepted', () => {
  const refused = standingAfter(OK, verification('bad_credentials', 'v2'), NOW);
  expect(refused).toEqual({ state: 'refused', since: NOW, lastVerifiedAt: NOW, lastOkAt: THEN, code: 'bad_credentials', versionIds: ['v2'] });
  const later = '2026-11-23T12:10:00.000Z';
  expect(standingAfter(refused, verification('locked', 'v2'), later)).toMatchObject({ state: 'refused', since: NOW, code: 'locked', lastVerifiedAt: later });
  expect(standingAfter(refused, verification('ok_limited', 'v2'), later)).toMatchObject({ state: 'degraded', since: later, lastOkAt: later });
});

it('a version that several fields used is named once', () => {
  expect(standingAfter(OK, verification('ok', 'v2', 'v3', 'v2'), NOW).versionIds).toEqual(['v2', 'v3']);
});
