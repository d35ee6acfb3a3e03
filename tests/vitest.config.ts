import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const ROOT = new URL('..', import.meta.url).pathname;
const CORES = availableParallelism();

/** Suites that run at the same time, and after those of lesser order. */
const suites = (name: string, folders: string, { maxWorkers, groupOrder }: { readonly maxWorkers: number; readonly groupOrder: number }) => ({
  extends: true as const,
  test: { name, include: [`tests/${folders}/**/*.test.ts`], maxWorkers, sequence: { groupOrder } },
});

export default defineConfig({
  root: ROOT,
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // As `eventually` does: a busy machine must not decide.
    expect: { poll: { timeout: 20_000 } },
    projects: [
      // Much of it waits, for servers and for processes of its own.
      suites('code', '{unit,property,contract,integration,leak}', { maxWorkers: Math.max(2, CORES - 1), groupOrder: 0 }),
      // A browser has use for two cores.
      suites('browser', 'e2e', { maxWorkers: Math.max(1, Math.floor(CORES / 2)), groupOrder: 1 }),
    ],
  },
});
