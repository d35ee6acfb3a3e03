import { Deferral } from '../deferral.ts';
import { ResolverError, type VerdictCode } from '../errors.ts';
import type { VerifyDeps } from '../verify-deps.ts';

/** How long a test that nobody waits for may be put off. */
export type Patience = {
  /** Epoch milliseconds; later it ends with what there is to say. */
  readonly latestMs: number;
  /** How often it has come already, this time included. */
  readonly comings: number;
  readonly now: () => number;
};
export type PatientDeps = VerifyDeps & {
  /** Whether anything may have reached the target. */
  readonly wasSent: () => boolean;
};

/** Well below what sends a message to the dead letters. */
const MOST_COMINGS = 12;
const LATER_MS = 10_000;
/** The longest pause of a batch, and a quarter of it. */
const LATEST_BY_MS = 150_000;
/** Troubles of AWS's that pass. */
const PASSING: ReadonlySet<VerdictCode> = new Set(['vault_throttled', 'vault_unavailable', 'vault_timeout']);

/** The same test, put off by a Deferral where nothing was sent and there is time left; else it ends with a verdict. */
export function patiently(deps: VerifyDeps, { latestMs, comings, now }: Patience): PatientDeps {
  let isSent = false;
  // It may come later than it is asked to.
  const comesAtMs = (untilMs: number): number => untilMs + Math.max(LATEST_BY_MS, (untilMs - now()) / 4);
  const mayWait = (untilMs: number): boolean => !isSent && comings < MOST_COMINGS && comesAtMs(untilMs) < latestMs;
  const orVerdict = (error: unknown): never => {
    if (!(error instanceof Deferral) || mayWait(error.untilMs)) throw error;
    throw isSent ? new ResolverError('rate_limited') : new ResolverError('budget_spent', { hint: error.message });
  };
  const orLater = (error: unknown): never => {
    const untilMs = now() + LATER_MS;
    if (error instanceof ResolverError && PASSING.has(error.code) && mayWait(untilMs)) throw new Deferral('Secrets Manager is in trouble.', untilMs);
    throw error;
  };
  return {
    ...deps,
    wasSent: () => isSent,
    bind: (request) => deps.bind(request).catch(orLater),
    fetchSecrets: (binding, options) => deps.fetchSecrets(binding, options).catch(orLater),
    withinBudget: (spending, send) => deps.withinBudget(spending, send).catch(orVerdict),
    guard: (request) => deps.guard(request).catch(orVerdict),
    probe: async (target, request) => {
      try {
        const response = await deps.probe(target, request);
        isSent = true;
        return response;
      } catch (error) {
        isSent ||= !(error instanceof Deferral);
        return orVerdict(error);
      }
    },
  };
}
