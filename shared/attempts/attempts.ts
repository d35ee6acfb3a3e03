import type { Terms } from './attempt-budget.ts';
import { isProvenFor, makeDesk, type Refusal } from './attempt-desk.ts';
import { attemptsAfter, type Outcome } from './attempt-outcome.ts';
import type { AttemptStore } from './attempt-store.ts';
import { credentialId, type CredentialUse } from './credential.ts';
import type { Permit } from './proven-credentials.ts';

/** A permitted attempt, until its outcome is told. */
export type Attempt = { readonly id: string; readonly terms: Terms; readonly permits: readonly Permit[] };
export type Permission = { readonly kind: 'permit'; readonly attempt: Attempt } | Refusal;
export type AttemptBudget = {
  /** To be awaited before anything is sent that holds one of the credentials; all of them are permitted, or none. */
  ask(uses: readonly CredentialUse[], terms: Terms): Promise<Permission>;
  /** What came of an attempt. A credential that nobody tells of is free again when the lease is over. @throws whatever kept it from being written */
  tell(attempt: Attempt, outcome: Outcome): Promise<void>;
};
/** `now` in milliseconds. */
export type AttemptDeps = { readonly store: AttemptStore; readonly now: () => number; readonly uuid: () => string };

/** Each round that is lost is a write of somebody else's, and of one credential there are few before nothing more is to be written. */
const ROUNDS = 20;

/** One for all tests of an environment. */
export function makeAttemptBudget(deps: AttemptDeps): AttemptBudget {
  const desk = makeDesk(deps);
  const tell = async ({ id, terms, permits }: Attempt, outcome: Outcome): Promise<void> => {
    await Promise.all(
      permits.map(async (permit) => {
        // That what is good was accepted again is no news.
        if (permit.isProven && outcome === 'accepted') return;
        let isProven = false;
        try {
          isProven = await conclude(deps, { ...terms, ...permit, id }, outcome);
        } finally {
          desk.hear(permit, { isProven, isDecided: outcome === 'accepted' || outcome === 'rejected' });
        }
      }),
    );
  };
  return {
    ask: async (uses, terms) => {
      const id = deps.uuid();
      const [first, ...others] = [...new Set(uses.map(credentialId))].toSorted();
      if (first === undefined) return { kind: 'permit', attempt: { id, terms, permits: [] } };
      // One by one at the first of them, in one order for all: of those who try the same credentials, one goes on to the others.
      const head = await desk.ask(first, { ...terms, id });
      if (!('credential' in head)) return head;
      const answers = [head, ...(await Promise.all(others.map((credential) => desk.ask(credential, { ...terms, id }))))];
      const permits = answers.flatMap((answer) => ('credential' in answer ? answer : []));
      const refusal = answers.find((answer) => !('credential' in answer));
      if (!refusal || 'credential' in refusal) return { kind: 'permit', attempt: { id, terms, permits } };
      await tell({ id, terms, permits }, 'unsent');
      return refusal;
    },
    tell,
  };
}

type Concluding = Terms & Omit<Permit, 'isProven'> & { readonly id: string };

/** Goes by what stood there when it was permitted, and reads only where that has changed since. Whether the credential is known to be good now. */
async function conclude({ store, now }: AttemptDeps, { credential, standing: known, ...ended }: Concluding, outcome: Outcome): Promise<boolean> {
  for (let round = 0, standing = known; round < ROUNDS; round += 1) {
    if (round > 0) standing = await store.read(credential);
    const next = attemptsAfter(standing, { ...ended, nowMs: now() }, outcome);
    // That there is nothing to write is believed of what is read now.
    if (next ? await store.write(credential, next, standing?.revision ?? 0) : round > 0) return isProvenFor(next ?? standing, now(), ended.windowMs / 2);
  }
  throw new Error('The outcome of an attempt could not be written: too many others were.');
}
