/** What may be counted in one window of time. `id` is 64 hexadecimal digits, by which nobody is named; `expiresAt` in whole seconds. */
export type BudgetWindow = { readonly id: string; readonly most: number; readonly expiresAt: number };

/** What was spent of budgets, each window for itself. */
export type BudgetStore = {
  /** Counts one more, where fewer than `most` are counted; whether it did. However many ask at once, no more than `most` are told so. */
  spend(window: BudgetWindow): Promise<boolean>;
};
