import { logFailure } from './log.ts';
import type { StageChoice } from './secrets/stage-choice.ts';
import { auditResultOf } from './verifications/audit-result.ts';
import type { Verification } from './verifications/verification.ts';
import type { TestIntent, VerificationStore } from './verifications/verification-store.ts';

/** A test by hand: its project, the subject of the caller, the request. */
export type TestOf = {
  readonly project: string;
  readonly caller: string;
  readonly requestId: string;
  /** When the stored connection was last changed; milliseconds. */
  readonly changedAtMs?: number;
  readonly stage?: StageChoice | undefined;
};

/** Where a test writes down what it is about to do and what came of it. */
export type Journal = {
  /** Who is about to use which secrets. @throws whatever kept it from being written: then they are not used */
  readonly begin: (intent: TestIntent) => Promise<void>;
  /** What came of it; where that cannot be written, the verification says so. */
  readonly end: (intent: TestIntent, verification: Verification) => Promise<Verification>;
};

/** That of a test which nobody else comes to carry out. */
export function journalOf(verifications: Pick<VerificationStore, 'begin' | 'end'>, { caller, requestId }: TestOf): Journal {
  const by = { action: 'test', caller } as const;
  return {
    begin: (intent) => verifications.begin({ ...intent, ...by }),
    end: async (intent, verification) => {
      try {
        await verifications.end({ ...intent, ...by }, auditResultOf(verification), verification);
        return verification;
      } catch (error) {
        logFailure(error, requestId);
        return { ...verification, recorded: false };
      }
    },
  };
}
