import type { Connector } from '../connectors/connector.ts';
import type { Attempts, CountedAttempt } from './attempt-store.ts';

const HOUR_SECONDS = 3_600;
/** Longer than an acceptance or a lease counts. */
const KEPT_SECONDS = 25 * HOUR_SECONDS;
/** A rejection counts until the credential is accepted or is another version: longer than any schedule's period. */
const REJECTED_SECONDS = 400 * 24 * HOUR_SECONDS;
const NOTHING: Attempts = {
  revision: 0,
  generation: 0,
  acceptedAtMs: null,
  lease: null,
  counted: [],
  rejectedAtMs: null,
  isSuspended: false,
  expiresAt: 0,
};

/** How many attempts a day an account survives that are rejected. Jira locks after 4, ServiceNow after 5. */
export function mostOf(lockout: Connector['lockout']): 1 | 3 {
  return lockout === 'high' ? 1 : 3;
}

/** What can still decide: the newest three, and the newest three that were rejected; oldest first. */
export function deciding(counted: readonly CountedAttempt[]): readonly CountedAttempt[] {
  const ordered = counted.toSorted((a, b) => a.atMs - b.atMs);
  const [newest, rejected] = [ordered, ordered.filter(({ isRejected }) => isRejected)].map((each) => new Set(each.slice(-mostOf('none'))));
  return ordered.filter((each) => newest?.has(each) || rejected?.has(each));
}

/** What has expired is as absent, but its revision stands as long as it does: DynamoDB takes items out some days late. */
export function current(standing: Attempts | null, nowMs: number): Attempts {
  if (standing && standing.expiresAt > nowMs / 1_000) return standing;
  return { ...NOTHING, revision: standing?.revision ?? 0 };
}

/** In whole seconds. */
export function expiryOf({ rejectedAtMs }: Pick<Attempts, 'rejectedAtMs'>, nowMs: number): number {
  return Math.ceil(nowMs / 1_000) + (rejectedAtMs === null ? KEPT_SECONDS : REJECTED_SECONDS);
}
