import { setTimeout as wait } from 'node:timers/promises';
import type { Journal } from '../journal.ts';
import { auditResultOf } from '../verifications/audit-result.ts';
import type { Verification } from '../verifications/verification.ts';
import type { Intent, TestIntent, VerificationClaim, VerificationStore } from '../verifications/verification-store.ts';

/** The entry is not ours to carry out. */
export class Unclaimed extends Error {
  override readonly name = 'Unclaimed';
  readonly claim: Exclude<VerificationClaim, 'taken'>;

  constructor(claim: Exclude<VerificationClaim, 'taken'>) {
    super('Another has this verification, or had it.');
    this.claim = claim;
  }
}

export type ClaimJournal = Journal & {
  /** Gives back what was claimed: nothing was sent. */
  readonly release: () => Promise<void>;
};
type ClaimStore = Pick<VerificationStore, 'claim' | 'end' | 'release'>;
type ClaimOf = { readonly caller: string; readonly now: () => number };

/** Longer than a test and the writes after it may take. */
export const CLAIM_MS = 25_000;
const END_PAUSES_MS = [200, 1_000];

/**
 * That of a test which several may come to carry out: whoever claims its entry does, and nobody sends anything without it.
 * `begin` and `end` throw Unclaimed where it is another's.
 */
export function claimJournal(verifications: ClaimStore, { caller, now }: ClaimOf): ClaimJournal {
  const by = { action: 'test', caller } as const;
  let claimed: { readonly intent: Intent; readonly leaseUntilMs: number } | null = null;
  const claim = async (intent: TestIntent): Promise<void> => {
    const leaseUntilMs = now() + CLAIM_MS;
    const outcome = await verifications.claim({ ...intent, ...by }, leaseUntilMs);
    if (outcome !== 'taken') throw new Unclaimed(outcome);
    claimed = { intent: { ...intent, ...by }, leaseUntilMs };
  };
  return {
    begin: claim,
    end: async (intent, verification) => {
      // What ends before anything was to be used is claimed all the same: another may be in the middle of it.
      if (!claimed) await claim(intent);
      if ((await endPatiently(verifications, { ...intent, ...by }, verification)) === 'late') throw new Unclaimed('ended');
      return verification;
    },
    release: async () => {
      if (claimed) await verifications.release(claimed.intent, claimed.leaseUntilMs);
    },
  };
}

/** The target has been called and will not be again: its answer is worth some patience with the store. */
async function endPatiently(verifications: ClaimStore, intent: Intent, verification: Verification): Promise<'ended' | 'late'> {
  for (const pauseMs of END_PAUSES_MS) {
    try {
      return await verifications.end(intent, auditResultOf(verification), verification);
    } catch {
      await wait(pauseMs);
    }
  }
  return verifications.end(intent, auditResultOf(verification), verification);
}
