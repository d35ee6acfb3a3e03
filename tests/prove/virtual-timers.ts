import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/** From now on the product's own pauses, which no parameter brings in, go by another clock too; until what is answered is called. */
export function replaceTimers(wait: (ms: number) => Promise<void>): () => void {
  const { setTimeout: real } = timers;
  const put = (setTimeout: unknown): void => {
    Object.assign(timers, { setTimeout });
    syncBuiltinESMExports();
  };
  put((ms = 0) => wait(ms));
  return () => put(real);
}
