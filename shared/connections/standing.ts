import type { ProblemCode, VerdictCode } from '../errors.ts';
import type { Verification } from '../verifications/verification.ts';
import type { ConnectionState, Standing, Transition } from './stored-connection.ts';

/** `kept`: our own or AWS's faults, and answers that say nothing, never overwrite the last real verdict. */
type Effect = Exclude<ConnectionState, 'untested' | 'disabled'> | 'kept';

// PRODUCT contract §7, code by code: whoever adds a code says here what it does to a connection.
const EFFECTS: Readonly<Record<VerdictCode | ProblemCode, Effect>> = {
  ok: 'connected',
  ok_limited: 'degraded',

  bad_credentials: 'refused',
  forbidden: 'refused',
  locked: 'refused',
  token_request_refused: 'refused',
  identity_changed: 'refused',

  wrong_address: 'unreachable',
  misconfigured: 'unreachable',
  target_unavailable: 'unreachable',
  target_timeout: 'unreachable',
  dns_failed: 'unreachable',
  connect_failed: 'unreachable',
  tls_untrusted: 'unreachable',
  tls_expired: 'unreachable',
  tls_name_mismatch: 'unreachable',
  redirect_blocked: 'unreachable',
  response_too_large: 'unreachable',
  unexpected_response: 'unreachable',
  rate_limited: 'kept',
  interrupted: 'kept',

  secret_not_found: 'blocked',
  secret_access_denied: 'blocked',
  secret_pending_deletion: 'blocked',
  secret_decryption_failed: 'blocked',
  secret_not_key_value: 'blocked',
  key_not_found: 'blocked',
  value_not_text: 'blocked',
  value_empty: 'blocked',
  value_unusable: 'blocked',
  destination_denied: 'blocked',
  address_denied: 'blocked',
  suspended: 'suspended',
  role_unavailable: 'kept',
  vault_throttled: 'kept',
  vault_unavailable: 'kept',
  vault_timeout: 'kept',
  budget_spent: 'kept',

  schema_invalid: 'blocked',
  connector_unknown: 'blocked',
  mask_malformed: 'blocked',
  mask_near_miss: 'blocked',
  mask_nested: 'blocked',
  mask_not_allowed_here: 'blocked',
  mask_limit: 'blocked',
  arn_invalid: 'blocked',
  arn_incomplete: 'blocked',
  arn_wrong_service: 'blocked',
  arn_out_of_scope: 'blocked',
  plain_secret_refused: 'blocked',

  // Said of requests, never of a connection.
  body_invalid: 'kept',
  body_too_large: 'kept',
  not_allowed: 'kept',
  not_found: 'kept',
  idempotency_mismatch: 'kept',
  idempotency_in_progress: 'kept',
  revision_conflict: 'kept',
  period_limit: 'kept',
  if_match_missing: 'kept',
  rate_limited_caller: 'kept',
  internal_error: 'kept',
};

/** Where a connection stands that nobody has tested as it is now. */
export function untested(since: string): Standing {
  return { state: 'untested', since, lastVerifiedAt: null, lastOkAt: null, code: null, versionIds: [] };
}

/** `hand` sets the standing at once; `schedule` needs two failures of one class in a row, so that one bad moment alarms nobody. */
export type Trigger = 'hand' | 'schedule';

/**
 * Where a connection stands after a test that ended at `at` (ISO 8601 in UTC); the same standing where the test says nothing of it, or
 * ended no later than one that was applied before: the same verification, applied again, changes nothing.
 */
export function standingAfter(standing: Standing, verification: Verification, { at, by }: { readonly at: string; readonly by: Trigger }): Standing {
  const effect = EFFECTS[verification.code];
  if (effect === 'kept' || isPast(standing, at)) return standing;
  const { failing, ...before } = standing;
  const isFirstFailure = by === 'schedule' && FAILURES.has(effect) && effect !== standing.state && effect !== failing?.state;
  if (isFirstFailure) return { ...before, lastVerifiedAt: at, failing: { state: effect, code: verification.code, since: at } };
  return {
    state: effect,
    since: effect === standing.state ? standing.since : at,
    lastVerifiedAt: at,
    lastOkAt: verification.status === 'authorized' ? at : standing.lastOkAt,
    code: verification.code,
    versionIds: [...new Set(verification.secrets.map((secret) => secret.versionId))],
  };
}

function isPast({ lastVerifiedAt }: Standing, at: string): boolean {
  return lastVerifiedAt !== null && at <= lastVerifiedAt;
}

/** What an event bus takes at once. */
const MOST_UNANNOUNCED = 10;

/** `after`, with the changes of state that are to be told: those of which nobody was told before, and this one, if it is one. */
export function withTransition(before: Standing, after: Standing): Standing {
  const { unannounced: _, ...rest } = after;
  const change = { from: before.state, to: after.state, code: after.code, at: after.since };
  const unannounced = before.state === after.state ? (before.unannounced ?? []) : joined(before.unannounced ?? [], change);
  return unannounced.length === 0 ? rest : { ...rest, unannounced };
}

/** Where too many wait already, the newest takes the place of the one before it. */
function joined(waiting: readonly Transition[], change: Transition): readonly Transition[] {
  const last = waiting.at(-1);
  if (!last || waiting.length < MOST_UNANNOUNCED) return [...waiting, change];
  const both = { ...change, from: last.from };
  return both.from === both.to ? waiting.slice(0, -1) : [...waiting.slice(0, -1), both];
}

/** The classes of failure. A suspension is our own decision, and needs no second one. */
const FAILURES: ReadonlySet<ConnectionState> = new Set(['refused', 'unreachable', 'blocked']);
