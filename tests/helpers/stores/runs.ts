import { randomBytes } from 'node:crypto';
import type { MemberEnd, Run, RunOutcome } from '../../../shared/runs/run.ts';
import { NO_COUNTS } from '../../../shared/runs/run-counts.ts';

export const RUN_AT = '2026-11-23T12:00:00.000Z';

export const newRunId = (): string => `run_${randomBytes(16).toString('hex')}`;

/** A run as a route would create it. */
export function bulkRun(fields: Partial<Run> = {}): Run {
  return {
    id: newRunId(),
    kind: 'bulk',
    projects: ['demo'],
    caller: 'ada',
    selector: {},
    retryOf: null,
    secret: null,
    createdAt: RUN_AT,
    state: 'gathering',
    finishedAt: null,
    total: 0,
    counts: NO_COUNTS,
    ...fields,
  };
}

export function memberEnd(outcome: RunOutcome = 'authorized', at = RUN_AT): MemberEnd {
  return { outcome, code: outcome === 'authorized' ? 'ok' : null, verificationId: `ver_${'0'.repeat(32)}`, at };
}
