import {
  current,
  expiryOf,
  isClosed,
  isTrusted,
  LEASE_MS,
  MINUTE_MS,
  MOST_TRIES_A_MINUTE,
  MOST_TRIES_AT_ONCE,
  triedLately,
  triesUnderWay,
} from './host-limits.ts';
import type { HostStanding } from './host-store.ts';

export type HostAsking = { readonly id: string; readonly nowMs: number };
/** `untilMs` is when asking again is of use. It may be sent once `next` is written, where there is one. */
export type HostRuling =
  | { readonly kind: 'open'; readonly isTry: boolean; readonly next: HostStanding | null }
  | { readonly kind: 'busy' | 'closed'; readonly untilMs: number };

export const BUSY_MS = 1_000;

/**
 * Whether a host may be asked now. One that answered lately may be, by all; of one in doubt a few find out, each written down before it
 * sends; one that failed again and again is left alone, and then tried by one at a time.
 */
export function ruleOn(standing: HostStanding | null, asking: HostAsking): HostRuling {
  const { id, nowMs } = asking;
  const known = current(standing, nowMs);
  if (known.tries.some((each) => each.id === id)) return { kind: 'open', isTry: true, next: null };
  if (isClosed(known, nowMs)) return { kind: 'closed', untilMs: known.closedUntilMs };
  if (isTrusted(known, nowMs)) return { kind: 'open', isTry: false, next: null };
  const untilMs = busyUntil(known, nowMs);
  return untilMs === null ? { kind: 'open', isTry: true, next: tried(known, asking) } : { kind: 'busy', untilMs };
}

/** The more often it has failed, and the longer it is being tried already, the longer the others stay away. Null where it may be tried. */
function busyUntil(known: HostStanding, nowMs: number): number | null {
  const firstOfMost = triedLately(known, nowMs).at(-MOST_TRIES_A_MINUTE);
  if (firstOfMost !== undefined) return Math.max(nowMs + BUSY_MS, firstOfMost + MINUTE_MS);
  const leases = triesUnderWay(known, nowMs).map(({ untilMs }) => untilMs);
  if (leases.length < (known.failures > 0 ? 1 : MOST_TRIES_AT_ONCE)) return null;
  const agesMs = leases.map((untilMs) => nowMs + LEASE_MS - untilMs);
  const pauseMs = Math.max(BUSY_MS * (1 + known.failures), ...agesMs);
  return Math.max(nowMs + BUSY_MS, Math.min(nowMs + pauseMs, ...leases));
}

function tried(known: HostStanding, { id, nowMs }: HostAsking): HostStanding {
  return {
    ...known,
    revision: known.revision + 1,
    tries: [...triesUnderWay(known, nowMs), { id, untilMs: nowMs + LEASE_MS }],
    triedAtMs: [...triedLately(known, nowMs), nowMs].toSorted((a, b) => a - b),
    expiresAt: expiryOf(nowMs),
  };
}
