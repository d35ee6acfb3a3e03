import type { Connector } from '../connectors/connector.ts';
import { Deferral } from '../deferral.ts';
import type { Destination } from '../egress/destination.ts';
import { hostLabel } from '../egress/parse-destination.ts';
import type { VerdictCode } from '../errors.ts';
import type { Verdict } from '../verifications/recorder.ts';
import type { SecretUse } from '../verifications/verification.ts';
import type { Outcome } from './attempt-outcome.ts';
import type { AttemptBudget, Permission } from './attempts.ts';
import type { Terms } from './attempt-budget.ts';
import type { CredentialUse } from './credential.ts';

/** What is about to be sent where. */
export type Spending = {
  readonly checked: { readonly connector: Pick<Connector, 'lockout' | 'name'> };
  readonly binding: { readonly destinations: readonly Destination[] };
  readonly secrets: { readonly uses: readonly SecretUse[] };
};
/** `budget_spent` or `suspended` where nothing may be sent. @throws Deferral where another test of the same credentials is under way */
export type WithinBudget = (spending: Spending, send: () => Promise<Verdict>) => Promise<Verdict>;
export type BudgetDeps = {
  readonly budget: AttemptBudget;
  readonly terms: Omit<Terms, 'lockout'>;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  /** Whether the test may be put off; one that somebody waits for ends as `budget_spent` instead. */
  readonly mayDefer: boolean;
  /** What keeps an outcome from being written loses no verdict: the lease ends by itself. */
  readonly onFailure: (error: unknown) => void;
};

/**
 * What can come again waits for a moment, since its batch waits with it; for one of its own batch longer, since that is waited for anyway. What
 * somebody waits for waits as long as leaves time for a request within the 10 s of a test.
 */
const PATIENCE_MS = { deferred: 250, ownBatch: 3_000, awaited: 7_000 };
const FIRST_WAIT_MS = 60;
const SOON_MS = 1_000;

/** The host of every request counts for every mask: which of them a target looks at is its own affair. */
export function withinBudget(deps: BudgetDeps): WithinBudget {
  return async ({ checked, binding, secrets }, send) => {
    const hosts = [...new Set(binding.destinations.map(hostLabel))];
    const uses = secrets.uses.flatMap(({ arn, key, versionId }) => hosts.map((host) => ({ arn, key, versionId, host })));
    if (uses.length === 0) return send();
    const permission = await askPatiently(uses, { ...deps.terms, lockout: checked.connector.lockout }, deps);
    if (permission.kind !== 'permit') return refusalOf(permission, { ...deps, connector: checked.connector.name });
    const tell = (outcome: Outcome): Promise<void> => deps.budget.tell(permission.attempt, outcome).catch(deps.onFailure);
    try {
      const verdict = await send();
      await tell(outcomeOf(verdict.code));
      return verdict;
    } catch (error) {
      await tell(error instanceof Deferral ? 'unsent' : 'unknown');
      throw error;
    }
  };
}

/** One test at a time tries credentials that nobody knows to be good; that takes a moment, and the others go on right after it. */
async function askPatiently(uses: readonly CredentialUse[], terms: Terms, { budget, now, wait, mayDefer }: BudgetDeps): Promise<Permission> {
  const sinceMs = now();
  for (let pause = FIRST_WAIT_MS; ; pause *= 1.5) {
    const permission = await budget.ask(uses, terms);
    if (permission.kind !== 'wait') return permission;
    const inOwnBatch = mayDefer ? permission.here : undefined;
    const patience = inOwnBatch ? PATIENCE_MS.ownBatch : mayDefer ? PATIENCE_MS.deferred : PATIENCE_MS.awaited;
    const left = sinceMs + patience - now();
    if (left <= 0) return permission;
    if (!inOwnBatch) await wait(Math.min(pause, left));
    // Where its answer says nothing of the credentials, trying them in its place would keep the others waiting once more.
    else if (!(await Promise.race([inOwnBatch, wait(left).then(() => false)]))) return permission;
  }
}

type Refused = Pick<BudgetDeps, 'mayDefer' | 'now'> & { readonly connector: string };

/** @throws Deferral */
function refusalOf(permission: Exclude<Permission, { readonly kind: 'permit' }>, { connector, mayDefer, now }: Refused): Verdict {
  if (permission.kind === 'suspended') return { code: 'suspended', where: { connector } };
  if (permission.kind === 'wait' && !mayDefer) return { code: 'budget_spent', where: { connector, hint: UNDER_WAY } };
  // The lease is there for whoever dies; whoever lives gives it back long before.
  if (permission.kind === 'wait') throw new Deferral(UNDER_WAY, Math.min(permission.untilMs, now() + SOON_MS));
  const hint = `${connector} refused these credentials a short while ago; until ${minuteOf(permission.untilMs)} they are not sent again, so that the account is not locked.`;
  return { code: 'budget_spent', where: { connector, hint } };
}

const UNDER_WAY = 'Another test of the same credentials is under way; they are tried one at a time until they are known to be good.';

/** "2026-11-23 21:45 UTC", the next whole minute. */
function minuteOf(epochMs: number): string {
  return `${new Date(Math.ceil(epochMs / 60_000) * 60_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `unknown` where no answer says anything of the credentials. */
function outcomeOf(code: VerdictCode): Outcome {
  if (ACCEPTED.has(code)) return 'accepted';
  return REJECTED.has(code) ? 'rejected' : 'unknown';
}
// Not `forbidden`: a 403 may come from whoever stands before the target and has looked at no credential (ADR 5).
const ACCEPTED: ReadonlySet<VerdictCode> = new Set(['ok', 'ok_limited', 'identity_changed']);
const REJECTED: ReadonlySet<VerdictCode> = new Set(['bad_credentials', 'locked', 'token_request_refused']);
