import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// Tests train real models and write real files: forks because native modules must not share a process,
// two workers because that is what the smallest machine we test on has.
export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/e2e/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
