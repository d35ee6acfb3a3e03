/** Of one request; short, so that all targets that would never end are through in a minute. */
export const DEADLINE_MS = 2_000;

export type ProbedOnce = { readonly code: string; readonly ms: number; readonly isTelling: boolean };
/** What came of a hostile target, and of a good one after it; `late` counts errors that nobody handled. */
export type Probed = { readonly hostile: ProbedOnce; readonly next: ProbedOnce; readonly growthMb: number; readonly late: number };
