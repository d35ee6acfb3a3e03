import type { Connector } from '../connectors/connector.ts';
import type { Attempts, CountedAttempt } from './attempt-store.ts';
import { current, deciding, expiryOf, mostOf } from './attempt-limits.ts';

/** The terms of whoever asks. Times in milliseconds. */
export type Terms = {
  readonly windowMs: number;
  readonly lockout: Connector['lockout'];
  /** When the connection was last changed: that ends a suspension, but lifts no limit. */
  readonly changedAtMs?: number;
};
export type Asking = Terms & { readonly id: string; readonly nowMs: number };
/** `untilMs` is when asking again is of use. A permit counts once `next` is written, where there is one. */
export type Ruling =
  | { readonly kind: 'permit'; readonly generation: number; readonly next: Attempts | null }
  | { readonly kind: 'wait' | 'spent'; readonly untilMs: number }
  | { readonly kind: 'suspended' };

/** Longer than a test may take: who holds a lease that is over is dead. */
export const LEASE_MS = 20_000;
/** By how much clocks may differ. A lease that ends later than that comes from a clock that was put back. */
export const SKEW_MS = 5_000;
const DAY_MS = 86_400_000;

/**
 * Whether a credential may be sent now. One that was accepted within a window may be; else one test at a time tries it. After a
 * rejection: one attempt a window and `mostOf` in 24 hours, whoever asks; then none.
 */
export function ruleOn(standing: Attempts | null, asking: Asking): Ruling {
  const known = current(standing, asking.nowMs);
  const { nowMs, id } = asking;
  if (known.lease?.id === id) return { kind: 'permit', generation: known.generation, next: null };
  if (isSuspended(known, asking)) return { kind: 'suspended' };
  const spentUntilMs = spentUntil(known.counted, asking);
  if (spentUntilMs > nowMs) return { kind: 'spent', untilMs: spentUntilMs };
  if (isProven(known, asking)) return { kind: 'permit', generation: known.generation, next: null };
  const heldUntilMs = known.lease?.untilMs ?? 0;
  if (isHeld(heldUntilMs, nowMs)) return { kind: 'wait', untilMs: heldUntilMs };
  return { kind: 'permit', generation: known.generation, next: leased(known, asking) };
}

/** False too for a lease of a clock that was put back. */
export function isHeld(leaseUntilMs: number, nowMs: number): boolean {
  return leaseUntilMs > nowMs && leaseUntilMs <= nowMs + LEASE_MS + SKEW_MS;
}

function isSuspended({ isSuspended: is, rejectedAtMs }: Attempts, { lockout, changedAtMs }: Asking): boolean {
  if (rejectedAtMs === null || (changedAtMs !== undefined && changedAtMs > rejectedAtMs)) return false;
  return is || mostOf(lockout) === 1;
}

/** 0 where nothing counts. */
function spentUntil(counted: readonly CountedAttempt[], { lockout, windowMs }: Asking): number {
  const newest = counted.at(-1);
  const firstOfMost = counted.at(-mostOf(lockout));
  return Math.max(newest ? newest.atMs + windowMs : 0, firstOfMost ? firstOfMost.atMs + DAY_MS : 0);
}

function isProven({ acceptedAtMs }: Attempts, { nowMs, windowMs }: Asking): boolean {
  return acceptedAtMs !== null && acceptedAtMs <= nowMs + SKEW_MS && nowMs < acceptedAtMs + windowMs;
}

/** Once there was a rejection an attempt counts before it is made, as if it took its whole lease: nobody may live to tell. */
function leased(known: Attempts, { id, nowMs }: Asking): Attempts {
  const untilMs = nowMs + LEASE_MS;
  const counted = known.rejectedAtMs === null ? [] : [...known.counted, { id, atMs: untilMs, isRejected: false }];
  return { ...known, revision: known.revision + 1, lease: { id, untilMs }, counted: deciding(counted), expiresAt: expiryOf(known, nowMs) };
}
