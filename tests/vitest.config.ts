import { defineConfig } from 'vitest/config';

const ROOT = new URL('..', import.meta.url).pathname;

export default defineConfig({
  root: ROOT,
  test: {
    include: ['tests/{unit,property,contract,integration,leak,e2e}/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
