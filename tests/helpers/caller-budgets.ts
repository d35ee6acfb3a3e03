import { type BudgetLimits, type CallerBudgets, makeCallerBudgets } from '../../shared/budgets/caller-budgets.ts';
import { makeMemoryBudgetStore } from './stores/memory-budget-store.ts';

export const AMPLE: BudgetLimits = { tests: 1_000, hostTests: 1_000, keyReads: 1_000, storeTests: 1_000, runs: 1_000 };

/** Budgets in memory, of which one minute never ends. */
export function callerBudgets(limits: Partial<BudgetLimits> = {}): CallerBudgets {
  return makeCallerBudgets({ store: makeMemoryBudgetStore(), limits: { ...AMPLE, ...limits }, now: () => 0 });
}
