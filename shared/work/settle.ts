import { type RecordDeps, recordVerification } from '../connections/record-verification.ts';
import type { MemberEnd } from '../runs/run.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { Verification } from '../verifications/verification.ts';
import type { Occasion } from './occasion.ts';

export type SettleDeps = RecordDeps & {
  readonly runs: Pick<RunStore, 'endMember'>;
  readonly completeRun: (id: string) => Promise<void>;
  readonly now: () => number;
};

/** What follows from a verification: where its connection stands, and how far its run is. Whoever does it again changes nothing. */
export async function settle({ connection, counts, run }: Occasion, verification: Verification, deps: SettleDeps): Promise<void> {
  if (counts) await recordVerification(connection, verification, counts, deps);
  if (!run) return;
  const { status: outcome, code, id: verificationId } = verification;
  await endMember({ runId: run.id, connectionId: connection.id }, { outcome, code, verificationId }, deps);
}

type Member = { readonly runId: string; readonly connectionId: string };

/** The last one completes its run. */
export async function endMember({ runId, connectionId }: Member, end: Omit<MemberEnd, 'at'>, { runs, completeRun, now }: SettleDeps): Promise<void> {
  const { remaining } = await runs.endMember(runId, connectionId, { ...end, at: new Date(now()).toISOString() });
  if (remaining <= 0) await completeRun(runId);
}
