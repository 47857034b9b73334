import { join } from 'node:path'
import { ensureBuild } from './build.ts'
import { repoRoot } from './cache.ts'
import { run } from './command.ts'
import { checkOutput } from './output.ts'

/** A check of the whole project: resolves to what is wrong, '' when nothing is. */
export type Gate = () => Promise<string>

/** Runs a package's program on this Node, so that a gate means the same however it was started. */
async function program(path: string, ...args: string[]): Promise<string> {
  const finished = await run(process.execPath, [join(repoRoot, 'node_modules', path), ...args], {
    cwd: repoRoot,
  })
  return finished.code === 0 ? '' : finished.output || `It ended with status ${String(finished.code)}.`
}

/** One environment a program: a window has no Node, the engine no DOM. vue-tsc where there are components. */
const environments: Record<string, string> = {
  shared: 'typescript/bin/tsc',
  main: 'typescript/bin/tsc',
  shell: 'typescript/bin/tsc',
  preload: 'typescript/bin/tsc',
  renderer: 'vue-tsc/bin/vue-tsc.js',
  tests: 'vue-tsc/bin/vue-tsc.js',
  scripts: 'typescript/bin/tsc',
}

async function types(): Promise<string> {
  let wrong = ''
  for (const [environment, checker] of Object.entries(environments)) {
    wrong += await program(checker, '--project', `tsconfig.${environment}.json`)
  }
  return wrong
}

async function build(): Promise<string> {
  return (await ensureBuild()) ?? (await checkOutput()).join('\n')
}

/** Slowest first, so that two at a time end together. */
export const gates = {
  lint: () => program('eslint/bin/eslint.js', '--max-warnings', '0', '.'),
  types,
  build,
  format: () => program('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  arrows: () =>
    program(
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      ...['--config', '.dependency-cruiser.cjs', 'src', 'scripts', 'tests'],
      ...['electron.vite.config.ts', 'vitest.config.ts'],
    ),
  'dead code': () => program('knip/bin/knip.js', '--no-progress'),
} satisfies Record<string, Gate>
