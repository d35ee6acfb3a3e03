import { refuse, type Where } from '../errors.ts';
import { metrics } from '../metrics.ts';
import type { BudgetLimits } from './caller-budgets.ts';

export type SpentBudget = { readonly name: keyof BudgetLimits; readonly most: number; readonly where: Pick<Where, 'host' | 'retryAfterSeconds'> };

const WORDS: Readonly<Record<keyof BudgetLimits, string>> = {
  tests: 'tests by hand a minute',
  hostTests: 'tests by hand a minute of one host, whoever asks for them',
  keyReads: 'lists of key names a minute',
  storeTests: 'tests of stores a minute',
  runs: 'runs and rehearsals a minute',
};

/** Counts the refusal, and says which budget is spent; never who else has spent of it. @throws RequestError `rate_limited_caller` */
export function refuseCaller({ name, most, where }: SpentBudget): never {
  metrics.count('callersLimited', 1);
  metrics.publish();
  return refuse('rate_limited_caller', { ...where, expected: `${most} ${WORDS[name]}` });
}
