import { defineConfig } from 'vitest/config';

/** The tests that a room's mutants are run against, of MUTATION_TESTS, which `npm run prove mutation` sets. */
export default defineConfig({
  root: new URL('../..', import.meta.url).pathname,
  test: { include: (process.env['MUTATION_TESTS'] ?? '').split(' '), testTimeout: 30_000 },
});
