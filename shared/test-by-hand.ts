import { journalOf, type TestOf } from './journal.ts';
import type { VerificationStore } from './verifications/verification-store.ts';
import type { TestTerms } from './verify-deps.ts';

/** Attempts by hand are counted by the shortest window that a schedule may have. */
export const HAND_WINDOW_MS = 5 * 60_000;

/** The terms of a test that somebody waits for. */
export function byHand({ changedAtMs, stage, ...test }: TestOf, verifications: Pick<VerificationStore, 'begin' | 'end'>): TestTerms {
  const budget = { windowMs: HAND_WINDOW_MS, ...(changedAtMs !== undefined && { changedAtMs }) };
  return { ...test, journal: journalOf(verifications, test), budget, stage };
}
