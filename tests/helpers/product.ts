import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { StackOptions } from '../../infra/local/stack.ts';
import { leaksIn } from './canary.ts';
import { Product } from './running-product.ts';

export { type Answer, type Loose, maskOf, Product } from './running-product.ts';

/** Starts the product for one test file, and ends it with the canary: no secret of the run in any sink. */
export function useProduct(options: () => Promise<Partial<StackOptions>> = async () => ({})): Product {
  const product = new Product();
  beforeAll(async () => product.start(await options()));
  beforeEach(() => product.resetCounts());
  afterAll(async () => {
    const leaks = leaksIn(await product.everySink(), product.secrets);
    await product.close();
    expect(leaks, 'no secret of this run stands in any sink').toEqual([]);
    expect(product.secrets.size).toBeGreaterThan(0);
  });
  return product;
}
