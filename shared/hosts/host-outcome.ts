import type { HostSign } from './host-gate.ts';
import {
  closureMs,
  current,
  ENOUGH_QUICK,
  expiryOf,
  isClosed,
  isSlow,
  isTrusted,
  LEASE_MS,
  MOST_ASKED_MS,
  MOST_FAILURES,
  SLOW_MS,
  triedLately,
  triesUnderWay,
  TRUSTED_MS,
} from './host-limits.ts';
import type { HostStanding } from './host-store.ts';

/** A request that is over; `random` is from 0 up to 1. */
export type Told = { readonly id: string; readonly nowMs: number; readonly random: number };
type After = Partial<Omit<HostStanding, 'revision' | 'expiresAt'>>;

const LEAST_ASKED_MS = 1_000;
/** As many failures: whoever waits for nothing keeps the rest of its batch waiting too. */
const SILENCE = 2;

/** What is to be written of a request that is over; null where it is no news. The same told again changes nothing. */
export function standingAfter(standing: HostStanding | null, told: Told, sign: HostSign): HostStanding | null {
  const { id, nowMs } = told;
  const known = current(standing, nowMs);
  const news = newsOf(known, told, sign);
  const isTry = known.tries.some((each) => each.id === id);
  if (!news && !isTry) return null;
  const tries = triesUnderWay(known, nowMs).filter((each) => each.id !== id);
  return { ...known, tries, ...news, revision: known.revision + 1, expiresAt: expiryOf(nowMs) };
}

function newsOf(known: HostStanding, told: Told, sign: HostSign): After | null {
  if (sign.kind === 'closed') return asked(known, told, sign.retryAfterMs);
  return NEWS[sign.kind](known, told);
}

const NEWS: Readonly<Record<Exclude<HostSign['kind'], 'closed'>, (known: HostStanding, told: Told) => After | null>> = {
  answered: (known, told) => together(answered(known, told), quick(known, told)),
  late: (known, told) => together(answered(known, told), late(known, told)),
  failed: (known, told) => failed(known, told, 1),
  silent: (known, told) => failed(known, told, SILENCE),
  unsent,
  unknown: () => null,
};

/** One answer ends every doubt; but a host that asked to be left alone is, whatever else was on its way and is answered. */
function answered(known: HostStanding, { nowMs }: Told): After | null {
  if (known.failures < MOST_FAILURES && isClosed(known, nowMs)) return null;
  const isFresh = isTrusted(known, nowMs) && Math.abs(nowMs - (known.answeredAtMs ?? 0)) < TRUSTED_MS / 2;
  return isFresh ? null : { answeredAtMs: nowMs, failures: 0, failedBy: null, closedUntilMs: 0, tries: [], triedAtMs: [] };
}

/** Of a host that is not known to be slow it is no news. */
function quick(known: HostStanding, { nowMs }: Told): After | null {
  if (!isSlow(known, nowMs)) return null;
  const quickAnswers = known.quickAnswers + 1;
  return quickAnswers < ENOUGH_QUICK ? { quickAnswers } : { quickAnswers: 0, slowUntilMs: 0 };
}

function late(known: HostStanding, { nowMs }: Told): After | null {
  const isFresh = isSlow(known, nowMs) && known.quickAnswers === 0 && known.slowUntilMs > nowMs + SLOW_MS / 2;
  return isFresh ? null : { quickAnswers: 0, slowUntilMs: nowMs + SLOW_MS };
}

function together(one: After | null, other: After | null): After | null {
  return one || other ? { ...one, ...other } : null;
}

/** Of a closed host it says nothing new: dozens may have been on their way. Afterwards only whoever tries it is heard. */
function failed(known: HostStanding, { id, nowMs, random }: Told, weight: number): After | null {
  const isHeard = known.failures < MOST_FAILURES || known.tries.some((each) => each.id === id);
  if (known.failedBy === id || isClosed(known, nowMs) || !isHeard) return null;
  const failures = known.failures < MOST_FAILURES ? Math.min(MOST_FAILURES, known.failures + weight) : known.failures + 1;
  return { failures, failedBy: id, closedUntilMs: failures >= MOST_FAILURES ? nowMs + closureMs(failures, random) : 0 };
}

/** It speaks, so that is no failure; afterwards a few find out whether it takes requests again. In whole seconds: all who are told the same ask for the same. */
function asked(known: HostStanding, { nowMs }: Told, retryAfterMs: number): After | null {
  const untilMs = Math.ceil((nowMs + Math.min(MOST_ASKED_MS, Math.max(LEAST_ASKED_MS, retryAfterMs))) / 1_000) * 1_000;
  const isAskedLonger = known.failures < MOST_FAILURES && isClosed(known, nowMs) && known.closedUntilMs >= untilMs;
  return isAskedLonger ? null : { answeredAtMs: null, failures: 0, failedBy: null, closedUntilMs: untilMs };
}

/** Then it was no try, and takes nobody else's. */
function unsent(known: HostStanding, { id, nowMs }: Told): After | null {
  const own = known.tries.find((each) => each.id === id);
  if (!own) return null;
  const triedAtMs = [...triedLately(known, nowMs)];
  const index = triedAtMs.indexOf(own.untilMs - LEASE_MS);
  if (index !== -1) triedAtMs.splice(index, 1);
  return { triedAtMs };
}
