import type { HostStanding } from './host-store.ts';

/** A host that answered is not doubted for so long. */
export const TRUSTED_MS = 15 * 60_000;
/** Longer than a test may take: whoever tries a host for longer is dead. */
export const LEASE_MS = 20_000;
/** By how much clocks may differ. What is later than that comes from a clock that was put back. */
export const SKEW_MS = 5_000;
export const MINUTE_MS = 60_000;
export const MOST_TRIES_AT_ONCE = 3;
export const MOST_TRIES_A_MINUTE = 12;
/** So many failures in a row close a host. */
export const MOST_FAILURES = 5;
export const MOST_ASKED_MS = 3_600_000;
const FIRST_CLOSURE_MS = 30_000;
const MOST_CLOSURE_MS = 15 * MINUTE_MS;
const JITTER = 0.2;
/** Longer than a day: a host that is asked once a day and never answers is not made out afresh each time. */
const KEPT_SECONDS = 26 * 3_600;
/** Whoever is known to be slow is not found out anew by a test a day. */
export const SLOW_MS = KEPT_SECONDS * 1_000;
/** So many quick answers in a row make a slow host one like others: one whose answers take now long, now not, stays slow. */
export const ENOUGH_QUICK = 10;
const NOTHING: HostStanding = {
  revision: 0,
  answeredAtMs: null,
  failures: 0,
  failedBy: null,
  closedUntilMs: 0,
  tries: [],
  triedAtMs: [],
  slowUntilMs: 0,
  quickAnswers: 0,
  expiresAt: 0,
};

/** What has expired is as absent, but its revision stands as long as it does: DynamoDB takes items out some days late. */
export function current(standing: HostStanding | null, nowMs: number): HostStanding {
  if (standing && standing.expiresAt > nowMs / 1_000) return { ...NOTHING, ...standing };
  return { ...NOTHING, revision: standing?.revision ?? 0 };
}

export function expiryOf(nowMs: number): number {
  return Math.ceil(nowMs / 1_000) + KEPT_SECONDS;
}

export function isClosed({ closedUntilMs }: HostStanding, nowMs: number): boolean {
  return closedUntilMs > nowMs && closedUntilMs <= nowMs + MOST_ASKED_MS + SKEW_MS;
}

/** Whether it answered lately, and nothing has gone wrong since. */
export function isTrusted({ answeredAtMs, failures }: HostStanding, nowMs: number): boolean {
  return failures === 0 && answeredAtMs !== null && answeredAtMs <= nowMs + SKEW_MS && nowMs < answeredAtMs + TRUSTED_MS;
}

/** Whether its answers took long lately. */
export function isSlow({ slowUntilMs }: HostStanding, nowMs: number): boolean {
  return slowUntilMs > nowMs && slowUntilMs <= nowMs + SLOW_MS + SKEW_MS;
}

/** Those who live. */
export function triesUnderWay({ tries }: HostStanding, nowMs: number): HostStanding['tries'] {
  return tries.filter(({ untilMs }) => untilMs > nowMs && untilMs <= nowMs + LEASE_MS + SKEW_MS);
}

/** Of the minute that ends now, wherever minutes begin. */
export function triedLately({ triedAtMs }: HostStanding, nowMs: number): readonly number[] {
  return triedAtMs.filter((atMs) => atMs > nowMs - MINUTE_MS && atMs <= nowMs + SKEW_MS);
}

/** Doubles with each failure; a little shorter by chance, so that closed hosts do not all open at one moment. */
export function closureMs(failures: number, random: number): number {
  return Math.round(Math.min(MOST_CLOSURE_MS, FIRST_CLOSURE_MS * 2 ** (failures - MOST_FAILURES)) * (1 - JITTER * random));
}
