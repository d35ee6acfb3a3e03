import type { Verification } from './client.ts';
import type { VerificationRun } from './runs-client.ts';

/** One thing to be put right, for the person who can. Holds names, pointers and our own sentences; never a value of a config. */
export type Finding = {
  readonly code: string;
  readonly message: string;
  readonly fix: { readonly text: string; readonly commands: readonly string[] } | null;
  /** JSON Pointer from the file's root. */
  readonly pointer?: string;
  /** Line of the file, from 1. */
  readonly line?: number;
};

export type Outcome =
  | 'valid'
  | 'wrong'
  | 'authorized'
  | 'refused'
  | 'inconclusive'
  | 'not_attempted'
  | 'skipped'
  | 'create'
  | 'change'
  | 'created'
  | 'changed'
  | 'same'
  | 'failed'
  | 'not_run';

/** What became of one file or one stored connection. */
export type Result = {
  readonly name: string;
  readonly project?: string;
  readonly id?: string;
  readonly file?: string;
  readonly outcome: Outcome;
  /** In a few words: what changes, or which host answered. */
  readonly detail?: string;
  readonly findings: readonly Finding[];
  readonly durationMs?: number;
  /** The whole answer, where there was a test. */
  readonly verification?: Verification;
};

/** Everything a command has to say. `stopped`: why it could not be finished, or null. */
export type Report = {
  readonly command: string;
  readonly results: readonly Result[];
  readonly stopped: StopReason | null;
  /** The run of the API that it is about; `results` may then be of those alone that failed. */
  readonly run?: VerificationRun;
};
export type StopReason = { readonly message: string; readonly fix: string };

const BAD: ReadonlySet<Outcome> = new Set(['wrong', 'refused', 'inconclusive', 'not_attempted', 'failed', 'not_run']);

export function isBad(result: Result): boolean {
  return BAD.has(result.outcome);
}

/** 0 all is well; 1 a connection is broken or a file is wrong; 2 the API could not be asked. */
export function exitCodeOf({ results, stopped }: Report): 0 | 1 | 2 {
  if (stopped) return 2;
  return results.some(isBad) ? 1 : 0;
}

/** "47 authorized, 3 refused": what is well first. */
export function summaryOf({ results, run }: Pick<Report, 'results' | 'run'>): string {
  return run ? runSummaryOf(run) : summaryOfCounts(countsOf(results));
}

/** How far a run is, or how it ended. */
export function runSummaryOf({ counts, state }: Pick<VerificationRun, 'counts' | 'state'>): string {
  const order = ['authorized', 'skipped', 'refused', 'inconclusive', 'not_attempted'] as const;
  const told = summaryOfCounts(order.map((outcome) => [outcome, counts[outcome]] as const).filter(([, count]) => count > 0));
  return [told === '' ? 'none verified' : told, ...(state === 'cancelled' ? ['cancelled'] : [])].join(', ');
}

type Count = readonly [outcome: Outcome, count: number];

function countsOf(results: readonly Result[]): readonly Count[] {
  const counts = new Map<Outcome, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts];
}

function summaryOfCounts(counts: readonly Count[]): string {
  const rank = ([outcome]: Count): number => Number(BAD.has(outcome));
  return counts
    .toSorted((one, other) => rank(one) - rank(other))
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ');
}
