import { createHash } from 'node:crypto';
import type { BudgetStore } from './budget-store.ts';
import { principalOf } from './principal.ts';

/** How often a minute. All but `hostTests` are each caller's own, over all its projects. */
export type BudgetLimits = {
  readonly tests: number;
  /** Of one host, by all callers together. */
  readonly hostTests: number;
  readonly keyReads: number;
  readonly storeTests: number;
  readonly runs: number;
};
type BudgetName = keyof BudgetLimits;
type Owner = { readonly name: BudgetName; readonly of: string; readonly host?: string };

/** What callers may have done; to be awaited before a secret is read or anything sent. Each @throws RequestError `rate_limited_caller` */
export type CallerBudgets = {
  readonly spend: (name: Exclude<BudgetName, 'hostTests'>, subject: string) => Promise<void>;
  /** One test of each of these hosts, as `hostLabel` writes them. */
  readonly spendOnHosts: (hosts: readonly string[]) => Promise<void>;
};
/** `now` in milliseconds. */
export type BudgetDeps = { readonly store: BudgetStore; readonly limits: BudgetLimits; readonly now: () => number };

const WINDOW_MS = 60_000;
/** Long after it could still count by any clock. */
const KEPT_MS = 3_600_000;

/** A store that cannot count lets nobody through: whoever could bring it down could else ask without end (ADR 9). */
export function makeCallerBudgets(deps: BudgetDeps): CallerBudgets {
  return {
    spend: (name, subject) => spend({ name, of: principalOf(subject) }, deps),
    spendOnHosts: async (hosts) => {
      for (const host of hosts) await spend({ name: 'hostTests', of: host, host }, deps);
    },
  };
}

async function spend({ name, of, ...where }: Owner, { store, limits, now }: BudgetDeps): Promise<void> {
  const nowMs = now();
  const window = Math.floor(nowMs / WINDOW_MS);
  const endMs = (window + 1) * WINDOW_MS;
  const most = limits[name];
  if (await store.spend({ id: windowId(name, of, window), most, expiresAt: (endMs + KEPT_MS) / 1_000 })) return;
  // Rare, and so loaded late: what a refusal takes stays out of the entry that every cold start reads.
  const { refuseCaller } = await import('./refuse-caller.ts');
  refuseCaller({ name, most, where: { ...where, retryAfterSeconds: Math.ceil((endMs - nowMs) / 1_000) } });
}

function windowId(name: BudgetName, of: string, window: number): string {
  return createHash('sha256')
    .update(JSON.stringify([name, of, window]))
    .digest('hex');
}
