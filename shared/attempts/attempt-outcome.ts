import { current, deciding, expiryOf, mostOf } from './attempt-limits.ts';
import type { Terms } from './attempt-budget.ts';
import type { Attempts } from './attempt-store.ts';

/** `unknown`: it may have been sent, and no answer says anything of the credential; `unsent`: it has not. */
export type Outcome = 'accepted' | 'rejected' | 'unknown' | 'unsent';
/** A permitted attempt that is over; `generation` is that of its permit. */
export type Ended = Pick<Terms, 'windowMs' | 'lockout'> & { readonly id: string; readonly generation: number; readonly nowMs: number };
type After = Partial<Omit<Attempts, 'revision' | 'expiresAt'>>;

const DAY_MS = 86_400_000;

/** What is to be written of an attempt that is over; null where nothing is. The same outcome told again changes nothing. */
export function attemptsAfter(standing: Attempts | null, ended: Ended, outcome: Outcome): Attempts | null {
  const known = current(standing, ended.nowMs);
  const after = AFTER[outcome](known, ended);
  const lease = known.lease?.id === ended.id && { lease: null };
  if (!after && !lease) return null;
  const next = { ...known, ...after, ...lease, revision: known.revision + 1 };
  return { ...next, expiresAt: expiryOf(next, ended.nowMs) };
}

const AFTER: Readonly<Record<Outcome, (known: Attempts, ended: Ended) => After | null>> = {
  accepted: (known, { generation, nowMs, windowMs }) => {
    // It was on its way when another was rejected: the rejection is the newer word.
    if (known.generation !== generation) return null;
    const isFresh = known.acceptedAtMs !== null && Math.abs(nowMs - known.acceptedAtMs) < windowMs / 2;
    return isFresh ? null : { acceptedAtMs: nowMs, counted: [], rejectedAtMs: null, isSuspended: false };
  },
  rejected,
  unknown: ({ lease, counted }, { id, nowMs }) =>
    lease?.id === id ? { counted: deciding(counted.map((each) => (each.id === id ? { ...each, atMs: nowMs } : each))) } : null,
  unsent: ({ counted }, { id }) => (counted.some((each) => each.id === id) ? { counted: counted.filter((each) => each.id !== id) } : null),
};

function rejected(known: Attempts, { id, nowMs, lockout, windowMs }: Ended): After | null {
  const own = known.counted.find((each) => each.id === id);
  // Whatever else was on its way when it was suspended says nothing new: hundreds may have been.
  const isNews = own !== undefined || !known.isSuspended || Math.abs(nowMs - (known.rejectedAtMs ?? 0)) >= windowMs;
  if (own?.isRejected || !isNews) return null;
  const others = known.counted.filter((each) => each.id !== id);
  const counted = deciding([...others, { id, atMs: nowMs, isRejected: true }]);
  const today = counted.filter(({ atMs, isRejected }) => isRejected && atMs > nowMs - DAY_MS);
  return {
    generation: known.generation + 1,
    acceptedAtMs: null,
    counted,
    rejectedAtMs: nowMs,
    isSuspended: known.isSuspended || today.length >= mostOf(lockout),
  };
}
