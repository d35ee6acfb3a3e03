import { type VerdictRow, VERDICTS } from '../errors.ts';
import type { AuditResult, Intent } from './verification-store.ts';
import type { Verification } from './verification.ts';

/** How an entry ends whose lease was over before anyone ended it: what was sent, if anything, nobody knows. */
export type Interruption = { readonly result: AuditResult; readonly verification: Verification | null };

export function interruptionOf({ id, at, connectionId, connector, method }: Intent): Interruption {
  const { status, message, fix, retryable }: VerdictRow = VERDICTS.interrupted;
  const verdict = { status, code: 'interrupted', message: message({}), fix: fix?.({}) ?? null, retryable } as const;
  const unknown = { target: null, identity: null, secrets: [], steps: [], startedAt: at, durationMs: 0 };
  return {
    result: { status, code: 'interrupted', httpStatus: null, versionIds: [] },
    verification: connector === null ? null : { id, connectionId, connector, method, ...verdict, ...unknown },
  };
}
