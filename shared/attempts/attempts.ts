import { type Ruling, ruleOn, type Terms } from './attempt-budget.ts';
import { attemptsAfter, type Outcome } from './attempt-outcome.ts';
import type { AttemptStore } from './attempt-store.ts';
import { credentialId, type CredentialUse } from './credential.ts';

/** A permitted attempt, until its outcome is told. */
export type Attempt = {
  readonly id: string;
  readonly terms: Terms;
  readonly permits: readonly { readonly credential: string; readonly generation: number }[];
};
export type Permission = { readonly kind: 'permit'; readonly attempt: Attempt } | Exclude<Ruling, { readonly kind: 'permit' }>;
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
const BUSY_MS = 1_000;

export function makeAttemptBudget(deps: AttemptDeps): AttemptBudget {
  const tell = async ({ id, terms, permits }: Attempt, outcome: Outcome): Promise<void> => {
    for (const permit of permits) await conclude(deps, { ...terms, ...permit, id }, outcome);
  };
  return {
    ask: async (uses, terms) => {
      const id = deps.uuid();
      const permits: { readonly credential: string; readonly generation: number }[] = [];
      // In one order for all, so that no two wait for each other.
      for (const credential of [...new Set(uses.map(credentialId))].toSorted()) {
        const ruling = await askFor(deps, credential, { ...terms, id });
        if (ruling.kind !== 'permit') {
          await tell({ id, terms, permits }, 'unsent');
          return ruling;
        }
        permits.push({ credential, generation: ruling.generation });
      }
      return { kind: 'permit', attempt: { id, terms, permits } };
    },
    tell,
  };
}

async function askFor({ store, now }: AttemptDeps, credential: string, asking: Terms & { readonly id: string }): Promise<Ruling> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const standing = await store.read(credential);
    const ruling = ruleOn(standing, { ...asking, nowMs: now() });
    if (ruling.kind !== 'permit' || !ruling.next || (await store.write(credential, ruling.next, standing?.revision ?? 0))) return ruling;
  }
  return { kind: 'wait', untilMs: now() + BUSY_MS };
}

type Concluding = Terms & { readonly id: string; readonly credential: string; readonly generation: number };

async function conclude({ store, now }: AttemptDeps, { credential, ...ended }: Concluding, outcome: Outcome): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const standing = await store.read(credential);
    const next = attemptsAfter(standing, { ...ended, nowMs: now() }, outcome);
    if (!next || (await store.write(credential, next, standing?.revision ?? 0))) return;
  }
  throw new Error('The outcome of an attempt could not be written: too many others were.');
}
