import { expect, it } from 'vitest';
import { PROBLEMS, type ProblemRow, type VerdictRow, VERDICTS, type Where } from '../../shared/errors.ts';

// PRODUCT contract §3, by hand.
const CODES_BY_STATUS = {
  authorized: 'ok ok_limited',
  refused: 'bad_credentials forbidden locked token_request_refused identity_changed',
  inconclusive:
    'wrong_address misconfigured rate_limited target_unavailable target_timeout dns_failed connect_failed tls_untrusted tls_expired tls_name_mismatch redirect_blocked response_too_large unexpected_response interrupted',
  not_attempted:
    'secret_not_found secret_access_denied secret_pending_deletion secret_decryption_failed secret_not_key_value key_not_found value_not_text value_empty value_unusable role_unavailable vault_throttled vault_unavailable vault_timeout destination_denied address_denied suspended budget_spent',
};
const CODES_BY_HTTP_STATUS = {
  400: 'body_invalid schema_invalid',
  403: 'not_allowed',
  404: 'not_found',
  // The contract has no code for a request that comes again while the first is still being answered.
  409: 'idempotency_mismatch idempotency_in_progress',
  412: 'revision_conflict',
  413: 'body_too_large',
  // Nor one for a schedule that would make every tick dearer.
  422: 'period_limit connector_unknown mask_malformed mask_near_miss mask_nested mask_not_allowed_here mask_limit arn_invalid arn_incomplete arn_wrong_service arn_out_of_scope plain_secret_refused',
  428: 'if_match_missing',
  429: 'rate_limited_caller',
  500: 'internal_error',
};
const ARN = 'arn:aws:secretsmanager:eu-central-1:137149879143:secret:db-AbCdEf';
const FACTS: Where = {
  found: 'Something',
  expected: 'something else',
  pointer: '/config/token',
  offset: 3,
  arn: ARN,
  keyName: 'k',
  connector: 'GitHub',
  host: 'api.github.com',
  tag: { key: 'connection-hosts', value: 'a.example b.example/v1/' },
};
const NOTHING_TO_DO = new Set(['ok', 'not_found']);
const rows: readonly [string, VerdictRow | ProblemRow][] = [...Object.entries<VerdictRow>(VERDICTS), ...Object.entries<ProblemRow>(PROBLEMS)];

it.each(Object.entries(CODES_BY_STATUS))('the codes with status %s are those of the contract', (status, codes) => {
  const found = Object.entries(VERDICTS).filter(([, row]) => row.status === status);
  expect(found.map(([code]) => code).sort()).toEqual(codes.split(' ').sort());
});

it.each(Object.entries(CODES_BY_HTTP_STATUS))('the codes answered with HTTP %s are those of the contract', (httpStatus, codes) => {
  const found = Object.entries(PROBLEMS).filter(([, row]) => row.httpStatus === Number(httpStatus));
  expect(found.map(([code]) => code).sort()).toEqual(codes.split(' ').sort());
});

it.each(rows)('%s is a full sentence and has a fix wherever something is to be done', (code, row) => {
  const message = row.message(FACTS);
  expect(message).toMatch(/^["A-Z].*\.$/s);
  expect(message).not.toMatch(/undefined|invalid input/i);
  const fix = row.fix?.(FACTS).text ?? (NOTHING_TO_DO.has(code) ? 'Nothing.' : '');
  expect(fix).toMatch(/^[A-Z].*\.$/s);
});

it('the fix for a refused destination is one command that can be pasted', () => {
  expect(VERDICTS.destination_denied.fix?.(FACTS).commands).toEqual([
    `aws secretsmanager tag-resource --region eu-central-1 --secret-id '${ARN}' --tags 'Key=connection-hosts,Value=a.example b.example/v1/'`,
  ]);
});

it('a missing secret and a denied one read the same, because AWS may answer either', () => {
  expect(VERDICTS.secret_not_found.message(FACTS)).toBe(VERDICTS.secret_access_denied.message(FACTS));
  expect(VERDICTS.secret_not_found.fix?.(FACTS)).toEqual(VERDICTS.secret_access_denied.fix?.(FACTS));
});
