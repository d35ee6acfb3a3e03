import { expect, it } from 'vitest';
import { inParallel } from '../../../infra/cli/parallel.ts';

it('results stand in the order of the items, whichever ends first, and no more than the limit run at once', async () => {
  const ends: (() => void)[] = [];
  let most = 0;
  let running = 0;
  const work = async (item: number): Promise<number> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((resolve) => ends.push(resolve));
    running -= 1;
    return item * 10;
  };
  const all = inParallel([1, 2, 3, 4, 5], 2, work);
  for (let ended = 0; ended < 5; ended += 1) {
    ends.pop()?.(); // the youngest first
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([await all, most]).toEqual([[10, 20, 30, 40, 50], 2]);
});
