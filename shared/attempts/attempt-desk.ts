import { isHeld, LEASE_MS, type Ruling, ruleOn, type Terms } from './attempt-budget.ts';
import type { Attempts } from './attempt-store.ts';
import type { AttemptDeps } from './attempts.ts';
import { type Permit, ProvenCredentials } from './proven-credentials.ts';

export type Refusal = Exclude<Ruling, { readonly kind: 'permit' }>;
type Asking = Terms & { readonly id: string };
/** Where the tests of one environment ask, so that hundreds of one secret ask the store once. */
export type AttemptDesk = {
  ask(credential: string, asking: Asking): Promise<Permit | Refusal>;
  /** A permit whose attempt is over, and whether its credential is known to be good by now. */
  hear(permit: Permit, isProven: boolean): void;
};

const ROUNDS = 20;
const BUSY_MS = 1_000;

export function makeDesk(deps: AttemptDeps): AttemptDesk {
  const proven = new ProvenCredentials(deps.now);
  const asked = new Map<string, Promise<Permit | Refusal>>();
  /** Until when somebody here tries a credential, alone. */
  const tried = new Map<string, number>();
  const askStore = async (credential: string, asking: Asking): Promise<Permit | Refusal> => {
    const answer = await askFor(deps, credential, asking);
    if ('credential' in answer && answer.isProven) proven.keep(answer);
    else if ('credential' in answer) tried.set(credential, deps.now() + LEASE_MS);
    return answer;
  };
  return {
    ask: async (credential, asking) => {
      const known = proven.get(credential);
      if (known) return known;
      const untilMs = tried.get(credential) ?? 0;
      if (isHeld(untilMs, deps.now())) return { kind: 'wait', untilMs };
      // Nothing is awaited where nobody asks: all of a batch come in one moment, and only the first of them is to ask.
      const underWay = asked.get(credential);
      const shared = underWay && sharedBy(await underWay.catch(() => null), deps.now());
      if (shared) return shared;
      const asks = askStore(credential, asking);
      asked.set(credential, asks);
      return asks.finally(() => {
        if (asked.get(credential) === asks) asked.delete(credential);
      });
    },
    hear: (permit, isProven) => {
      if (!permit.isProven) tried.delete(permit.credential);
      if (isProven) proven.keep({ ...permit, isProven });
      else proven.forget(permit.credential);
    },
  };
}

/** What an answer to one test means for another that asked meanwhile; null where it says nothing of it, or there was none. */
function sharedBy(answer: Permit | Refusal | null, nowMs: number): Permit | Refusal | null {
  if (answer === null) return null;
  if ('credential' in answer) return answer.isProven ? answer : { kind: 'wait', untilMs: nowMs + LEASE_MS };
  return answer.kind === 'wait' ? answer : null;
}

/** @throws whatever keeps the store from answering */
async function askFor({ store, now }: AttemptDeps, credential: string, asking: Terms & { readonly id: string }): Promise<Permit | Refusal> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const standing = await store.read(credential);
    const nowMs = now();
    const ruling = ruleOn(standing, { ...asking, nowMs });
    if (ruling.kind !== 'permit') return ruling;
    const { generation, next } = ruling;
    if (!next) return { credential, generation, standing, isProven: isProvenFor(standing, nowMs, asking.windowMs / 2) };
    if (await store.write(credential, next, standing?.revision ?? 0)) return { credential, generation, standing: next, isProven: false };
  }
  return { kind: 'wait', untilMs: now() + BUSY_MS };
}

/** Whether it was accepted so lately, and not refused since, that another acceptance is no news. */
export function isProvenFor(standing: Attempts | null, nowMs: number, windowMs: number): boolean {
  const acceptedAtMs = standing?.acceptedAtMs ?? null;
  return acceptedAtMs !== null && standing?.rejectedAtMs === null && Math.abs(nowMs - acceptedAtMs) < windowMs;
}
