import { Deferral } from '../deferral.ts';
import type { HostGate } from '../hosts/host-gate.ts';
import type { Addressed, QueueMessage } from '../runs/queue.ts';
import type { Verification } from '../verifications/verification.ts';
import type { EntryName, VerificationClaim, VerificationStore } from '../verifications/verification-store.ts';
import type { TestTerms, VerifyDeps } from '../verify-deps.ts';
import { verifyStored } from '../verify-stored.ts';
import { admit, type AdmitDeps, type Drop, type Dropped } from './admit.ts';
import { CLAIM_MS, claimJournal, Unclaimed } from './claim-journal.ts';
import type { Occasion } from './occasion.ts';
import { patiently } from './patience.ts';
import { readMessage } from './read-message.ts';
import { endMember, settle, type SettleDeps } from './settle.ts';
import { type Lane, SlowHost, unlessSlow } from './slow-lane.ts';

/** A message as it was delivered; `comings` counts this delivery too. */
export type Delivered = { readonly body: string; readonly comings: number; readonly requestId: string; readonly lane: Lane };
/**
 * What came of a message. `put_off` is to come back at `untilMs`, `slow` to be sent to the slow lane; all others are done with.
 * `settled`: it was verified before; `interrupted`: whoever was at it died.
 */
export type Worked =
  | { readonly kind: 'verified'; readonly verification: Verification }
  | { readonly kind: 'settled' | 'interrupted' }
  | { readonly kind: 'dropped'; readonly drop: Drop }
  | { readonly kind: 'put_off'; readonly untilMs: number }
  | { readonly kind: 'slow'; readonly addressed: Addressed };
export type WorkDeps = AdmitDeps &
  SettleDeps & {
    readonly verifications: Pick<VerificationStore, 'claim' | 'interrupt' | 'end' | 'release' | 'read'>;
    readonly verifyDepsFor: (test: TestTerms) => VerifyDeps;
    readonly gate: Pick<HostGate, 'isSlow'>;
  };

/**
 * Verifies what a message names: once, however often it comes, and only if it is still to be.
 * @throws Error for a message that is none, and whatever keeps the work from being done: it is to come again then
 */
export async function work(delivered: Delivered, deps: WorkDeps): Promise<Worked> {
  const message = readMessage(delivered.body);
  if (!message) throw new Error('This is not a message of ours.');
  const admitted = await admit(message, deps);
  if (!('drop' in admitted)) return carryOut(admitted, { ...delivered, message }, deps);
  const dropped = await drop(admitted, deps);
  const isSkipped = dropped.kind === 'dropped' && admitted.isMember && message.kind === 'run';
  if (isSkipped) await endMember(message, { outcome: 'skipped', code: null, verificationId: null }, deps);
  return dropped;
}

/** Too late for anything to be begun; but no entry stays open for good. */
async function drop({ drop: why, begun }: Dropped, deps: WorkDeps): Promise<Worked> {
  const claim = begun ? await deps.verifications.interrupt(nameOf(begun)) : 'nothing';
  return begun && claim !== 'nothing' ? leave(claim, begun, deps) : { kind: 'dropped', drop: why };
}

function nameOf({ entry, connection: { id: connectionId, project } }: Occasion): EntryName {
  return { ...entry, connectionId, project };
}

type Read = Delivered & { readonly message: QueueMessage };

async function carryOut(occasion: Occasion, { message, comings, requestId, lane }: Read, deps: WorkDeps): Promise<Worked> {
  const { connection, entry, caller, stage, windowMs, latestMs } = occasion;
  const { project } = connection;
  const journal = claimJournal(deps.verifications, { caller, now: deps.now });
  const budget = { windowMs, changedAtMs: Date.parse(connection.updatedAt) };
  const verifyDeps = deps.verifyDepsFor({ project, requestId, journal, budget, stage, entry });
  const patient = patiently(lane === 'usual' ? unlessSlow(verifyDeps, deps.gate) : verifyDeps, { latestMs, comings, now: deps.now });
  let verification: Verification;
  try {
    verification = await verifyStored(connection, patient);
  } catch (error) {
    if (error instanceof SlowHost) return { kind: 'slow', addressed: { message, project, host: error.host } };
    if (error instanceof Unclaimed) return leave(error.claim, occasion, deps);
    if (!patient.wasSent()) await journal.release();
    if (error instanceof Deferral) return { kind: 'put_off', untilMs: error.untilMs };
    throw error;
  }
  await settle(occasion, verification, deps);
  return { kind: 'verified', verification };
}

/** What is another's: to be looked at again while it is under way; once it has ended, what follows from it is made sure of. */
async function leave(claim: Exclude<VerificationClaim, 'taken'>, occasion: Occasion, deps: WorkDeps): Promise<Worked> {
  if (claim === 'held') return { kind: 'put_off', untilMs: deps.now() + CLAIM_MS };
  const verification = await deps.verifications.read(nameOf(occasion));
  if (verification) await settle(occasion, verification, deps);
  return { kind: claim === 'ended' ? 'settled' : 'interrupted' };
}
