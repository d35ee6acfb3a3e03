import { expect, it } from 'vitest';
import type { TargetResponse } from '../../../shared/egress/exchange.ts';
import { ResolverError, VERDICTS, type VerdictCode } from '../../../shared/errors.ts';
import { retryAfterMs } from '../../../shared/hosts/retry-after.ts';
import { isPassing, signOf, signOfError } from '../../../shared/hosts/sign-of.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;

it.each<[string, number | null]>([
  ['0', 0],
  ['30', 30_000],
  ['3600', HOUR],
  ['86400', HOUR],
  ['9999999999', HOUR],
  ['99999999999', null],
  ['Mon, 23 Nov 2026 12:00:30 GMT', 30_000],
  ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
  ['Tue, 24 Nov 2026 12:00:00 GMT', HOUR],
  ['Mon, 99 Nov 2026 12:00:30 GMT', null],
  ['', null],
  [' ', null],
  ['-1', null],
  ['1.5', null],
  ['1e3', null],
  ['0x10', null],
  ['30, 60', null],
  ['30 seconds', null],
  ['2026-11-23T12:00:30Z', null],
  ['Nov 23 2026', null],
  ['Infinity', null],
  ['Mon, 23 Nov 2026 12:00:30 GMT<script>', null],
])('a host that says Retry-After: %s asks for so many milliseconds: %s', (text, ms) => {
  expect(retryAfterMs(text, NOW)).toBe(ms);
});

const response = (httpStatus: number, retryAfter?: string): TargetResponse => ({
  httpStatus,
  headers: new Map(retryAfter === undefined ? [] : [['retry-after', retryAfter]]),
  bodyText: '',
});

it.each<[number, string | undefined, string, boolean]>([
  [200, undefined, 'answered', false],
  [301, undefined, 'answered', false],
  [401, undefined, 'answered', false],
  [403, '30', 'answered', false],
  [429, undefined, 'answered', false],
  [429, '30', 'closed 30000', false],
  [429, 'soon', 'answered', false],
  [500, undefined, 'failed', true],
  [500, '30', 'failed', false],
  [501, undefined, 'answered', false],
  [502, undefined, 'failed', true],
  [503, undefined, 'failed', true],
  [503, '30', 'closed 30000', false],
  [503, 'Mon, 23 Nov 2026 12:00:30 GMT', 'closed 30000', false],
  [503, 'soon', 'failed', false],
  [505, undefined, 'answered', false],
  [599, undefined, 'failed', true],
])('HTTP %s with Retry-After %s means of the host: %s; it may pass: %s', (httpStatus, retryAfter, said, passes) => {
  const sign = signOf(response(httpStatus, retryAfter), NOW);
  expect(sign.kind === 'closed' ? `closed ${sign.retryAfterMs}` : sign.kind).toBe(said);
  expect(isPassing(response(httpStatus, retryAfter))).toBe(passes);
});

it('a host failed where it does not answer or cannot be trusted; what else ends an exchange is not held against it', () => {
  const kinds = new Map<string, string[]>();
  const isCode = (text: string): text is VerdictCode => text in VERDICTS;
  for (const code of Object.keys(VERDICTS).filter(isCode)) {
    const { kind } = signOfError(new ResolverError(code));
    kinds.set(kind, [...(kinds.get(kind) ?? []), code].toSorted());
  }
  expect(kinds.get('failed')).toEqual(['connect_failed', 'dns_failed', 'tls_expired', 'tls_name_mismatch', 'tls_untrusted']);
  expect(kinds.get('silent')).toEqual(['target_timeout']);
  expect(kinds.get('answered')).toEqual(['bad_credentials', 'response_too_large', 'unexpected_response']);
  expect(kinds.get('unsent')).toEqual(['address_denied', 'destination_denied', 'value_unusable']);
  expect([...kinds.keys()].toSorted()).toEqual(['answered', 'failed', 'silent', 'unknown', 'unsent']);
  expect(signOfError(new Error('bug'))).toEqual({ kind: 'unknown' });
});

it('a login that was answered, whatever its code, says that the host is there', () => {
  expect(signOf({ protocol: 'postgres', code: '28P01' }, NOW)).toEqual({ kind: 'answered' });
});
