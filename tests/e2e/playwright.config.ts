import { defineConfig } from '@playwright/test'

// A real Electron window each test: one at a time, since training beside it already uses every core.
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 5 * 60_000,
  expect: { timeout: 15_000 },
  outputDir: '../../test-results/e2e',
  reporter: 'list',
})
