import type { BudgetStore } from '../../../shared/budgets/budget-store.ts';

export function makeMemoryBudgetStore(): BudgetStore {
  const spent = new Map<string, number>();
  return {
    spend: async ({ id, most }) => {
      const before = spent.get(id) ?? 0;
      if (before >= most) return false;
      spent.set(id, before + 1);
      return true;
    },
  };
}
