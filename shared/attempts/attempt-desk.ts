import { isHeld, LEASE_MS, type Ruling, ruleOn, type Terms } from './attempt-budget.ts';
import type { Attempts } from './attempt-store.ts';
import type { AttemptDeps } from './attempts.ts';
import { type Permit, ProvenCredentials } from './proven-credentials.ts';

/** `here` is there where this very environment tries the credential: whether its answer decides for the others, once there is one. */
export type Refusal = Exclude<Ruling, { readonly kind: 'permit' }> & { readonly here?: Promise<boolean> };
type Asking = Terms & { readonly id: string };
/** Where the tests of one environment ask, so that hundreds of one secret ask the store once. */
export type AttemptDesk = {
  ask(credential: string, asking: Asking): Promise<Permit | Refusal>;
  /** A permit whose attempt is over. */
  hear(permit: Permit, news: News): void;
};
/** Whether a credential is known to be good by now, and whether it was said at all whether it is. */
export type News = { readonly isProven: boolean; readonly isDecided: boolean };
type Trial = { readonly untilMs: number; readonly over: Promise<boolean>; readonly end: (isDecided: boolean) => void };

const ROUNDS = 20;
const BUSY_MS = 1_000;

export function makeDesk(deps: AttemptDeps): AttemptDesk {
  const proven = new ProvenCredentials(deps.now);
  const asked = new Map<string, Promise<Permit | Refusal>>();
  /** What somebody here tries, alone. */
  const tried = new Map<string, Trial>();
  const triedHere = (credential: string): Refusal | null => {
    const trial = tried.get(credential);
    return trial && isHeld(trial.untilMs, deps.now()) ? { kind: 'wait', untilMs: trial.untilMs, here: trial.over } : null;
  };
  const askStore = async (credential: string, asking: Asking): Promise<Permit | Refusal> => {
    const answer = await askFor(deps, credential, asking);
    if ('credential' in answer && answer.isProven) proven.keep(answer);
    else if ('credential' in answer) tried.set(credential, trialUntil(deps.now() + LEASE_MS));
    return answer;
  };
  return {
    ask: async (credential, asking) => {
      const known = proven.get(credential);
      if (known) return known;
      const trial = triedHere(credential);
      if (trial) return trial;
      // Nothing is awaited where nobody asks: all of a batch come in one moment, and only the first of them is to ask.
      const underWay = asked.get(credential);
      const answer = underWay ? await underWay.catch(() => null) : null;
      const shared = answer && (triedHere(credential) ?? sharedBy(answer));
      if (shared) return shared;
      const asks = askStore(credential, asking);
      asked.set(credential, asks);
      return asks.finally(() => {
        if (asked.get(credential) === asks) asked.delete(credential);
      });
    },
    hear: (permit, { isProven, isDecided }) => {
      if (!permit.isProven) {
        tried.get(permit.credential)?.end(isDecided);
        tried.delete(permit.credential);
      }
      if (isProven) proven.keep({ ...permit, isProven });
      else proven.forget(permit.credential);
    },
  };
}

/** What an answer to one test means for another that asked meanwhile; null where it says nothing of it. */
function sharedBy(answer: Permit | Refusal): Permit | Refusal | null {
  const isForAll = 'credential' in answer ? answer.isProven : answer.kind === 'wait';
  return isForAll ? answer : null;
}

function trialUntil(untilMs: number): Trial {
  let end = (_isDecided: boolean): void => {};
  const over = new Promise<boolean>((resolve) => (end = resolve));
  return { untilMs, over, end };
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
