import type { Run, RunCounts, RunOutcome } from './run.ts';

export const OUTCOMES: readonly RunOutcome[] = ['authorized', 'refused', 'inconclusive', 'not_attempted', 'skipped'];
export const NO_COUNTS: RunCounts = { authorized: 0, refused: 0, inconclusive: 0, not_attempted: 0, skipped: 0 };
const FAILED: ReadonlySet<RunOutcome> = new Set(['refused', 'inconclusive', 'not_attempted']);

export function isFailed(outcome: RunOutcome): boolean {
  return FAILED.has(outcome);
}

/** How many have ended. */
export function endedOf(counts: RunCounts): number {
  return OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
}

/** How many have not, as far as it is known. */
export function remainingOf({ total, counts }: Pick<Run, 'total' | 'counts'>): number {
  return Math.max(0, total - endedOf(counts));
}
