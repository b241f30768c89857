import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Two cores are the measure; a browser test shares them with everything else.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
