import { expect } from 'vitest';
import type { BudgetStore } from '../../shared/budgets/budget-store.ts';

type BudgetCase = { readonly title: string; readonly run: (store: BudgetStore) => Promise<void> };

export const WINDOW = { id: 'a'.repeat(64), most: 7, expiresAt: 1_800_000_000 };

export async function granted(store: BudgetStore, count: number, window = WINDOW): Promise<number> {
  const answers = await Promise.all(Array.from({ length: count }, () => store.spend(window)));
  return answers.filter(Boolean).length;
}

export const BUDGET_STORE_CASES: readonly BudgetCase[] = [
  {
    title: 'of twenty who spend at once no more than the budget may, and nobody afterwards',
    run: async (store) => {
      expect(await granted(store, 20)).toBe(WINDOW.most);
      expect(await granted(store, 20)).toBe(0);
    },
  },
  {
    title: 'it is counted one by one, up to the last',
    run: async (store) => {
      for (let spent = 0; spent < WINDOW.most; spent += 1) expect(await store.spend(WINDOW)).toBe(true);
      expect(await store.spend(WINDOW)).toBe(false);
    },
  },
  {
    title: 'another window has its own',
    run: async (store) => {
      await granted(store, 20);
      expect(await granted(store, 20, { ...WINDOW, id: 'b'.repeat(64), most: 3 })).toBe(3);
    },
  },
  {
    title: 'what a deployment allows less of from now on is spent at once, and more of is there at once',
    run: async (store) => {
      await granted(store, 5);
      expect(await store.spend({ ...WINDOW, most: 5 })).toBe(false);
      expect(await granted(store, 20, { ...WINDOW, most: 9 })).toBe(4);
    },
  },
];
