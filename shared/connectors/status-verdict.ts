import type { VerdictCode } from '../errors.ts';

const BY_STATUS: Readonly<Record<number, VerdictCode>> = { 401: 'bad_credentials', 403: 'forbidden', 404: 'wrong_address', 429: 'rate_limited' };
const BY_CLASS: Readonly<Record<number, VerdictCode>> = { 3: 'redirect_blocked', 5: 'target_unavailable' };

/** What an HTTP status means by itself, where no rule says otherwise and it is not the one that was hoped for. */
export function verdictOfStatus(httpStatus: number): VerdictCode {
  return BY_CLASS[Math.floor(httpStatus / 100)] ?? BY_STATUS[httpStatus] ?? 'unexpected_response';
}
