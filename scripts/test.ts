import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { hasDisplay } from './runtime/display.ts'
import { repoRoot } from './runtime/cache.ts'
import { run } from './runtime/command.ts'
import { findElectron } from './runtime/electron.ts'
import { gates, type Gate } from './runtime/gates.ts'
import { ensureSystem, testRequirements } from './runtime/system.ts'
import { ensureTensorFlow } from './runtime/tensorflow.ts'

/** Independent gates that run at once: the smallest machine we test on has two cores. */
const gatesAtOnce = 2

const results = join(repoRoot, 'test-results')

interface Count {
  passed: number
  failed: number
  skipped: number
}

const total: Count = { passed: 0, failed: 0, skipped: 0 }

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

function add(name: string, count: Count, since: number): void {
  total.passed += count.passed
  total.failed += count.failed
  total.skipped += count.skipped
  const { passed, failed } = count
  const told = passed + failed === 1 ? '' : `${String(passed)} passed, ${String(failed)} failed, `
  console.log(`${failed === 0 ? '✓' : '✗'} ${name} (${told}${seconds(since)})`)
}

async function runGate(name: string, gate: Gate): Promise<void> {
  const since = performance.now()
  const wrong = await gate()
  add(name, { passed: wrong === '' ? 1 : 0, failed: wrong === '' ? 0 : 1, skipped: 0 }, since)
  if (wrong !== '') console.log(wrong.trimEnd())
}

async function runGates(all: Record<string, Gate>): Promise<void> {
  const queue = Object.entries(all)
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await runGate(...next)
  }
  await Promise.all(Array.from({ length: gatesAtOnce }, worker))
}

/** Reads a runner's own JSON. A runner that failed without naming a failed test has failed as a whole: one more. */
function readCount(file: string, code: number, read: (report: unknown) => Count): Count {
  let count: Count
  try {
    count = read(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    console.log(`No report was written: ${error instanceof Error ? error.message : String(error)}`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  if (code !== 0 && count.failed === 0) count.failed = 1
  return count
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

async function runVitest(): Promise<void> {
  const since = performance.now()
  const file = join(results, 'vitest.json')
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const finished = await run(process.execPath, [join(repoRoot, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: repoRoot,
    echo: process.stdout,
  })
  const count = readCount(file, finished.code, (json) => {
    const report = json as VitestReport
    // A file that does not load, or whose set-up fails, has no failed test to show for it.
    const broken = report.testResults.filter((file) => {
      return file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')
    })
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + broken.length,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  })
  add('vitest', count, since)
}

interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

async function runPlaywright(): Promise<void> {
  const since = performance.now()
  const file = join(results, 'playwright.json')
  const playwright = [
    process.execPath,
    join(repoRoot, 'node_modules/@playwright/test/cli.js'),
    ...['test', '--config', 'tests/e2e/playwright.config.ts', '--reporter', 'list,json'],
  ]
  const command = hasDisplay()
    ? playwright
    : ['xvfb-run', '-a', '-s', '-screen 0 1600x1000x24', ...playwright]
  const finished = await run(command[0] ?? '', command.slice(1), {
    cwd: repoRoot,
    echo: process.stdout,
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  })
  const count = readCount(file, finished.code, (json) => {
    const { stats } = json as PlaywrightReport
    // Passing at the second try is how a race shows itself.
    return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
  })
  add('playwright', count, since)
}

const began = performance.now()
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

await runGate('system', async () => (await ensureSystem(testRequirements)).join('\n'))
await runGate('tensorflow', async () => {
  const tensorflow = await ensureTensorFlow()
  return tensorflow.ready ? '' : `TensorFlow is not ready: ${tensorflow.reason}.`
})
await runGate('electron', async () => {
  const electron = await findElectron()
  if (!electron.ready) return `No Electron: ${electron.reason}.`
  if (electron.origin === 'fallback') {
    console.log(`Electron ${electron.version}, a development fallback: ${electron.because}.`)
  }
  return ''
})
await runGates(gates)
await runVitest()
await runPlaywright()

console.log(`\nin ${seconds(began)}`)
const skipped = total.skipped === 0 ? '' : `, ${String(total.skipped)} skipped`
console.log(`${String(total.passed)} passed, ${String(total.failed)} failed${skipped}`)
process.exitCode = total.failed === 0 ? 0 : 1
