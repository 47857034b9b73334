/**
 * npm run bench:app: how long from spawn to a usable Home, what all processes together weigh, and whether the window
 * stays smooth while a ladder trains. Needs a display; without one it starts itself again under xvfb-run.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { _electron } from 'playwright'
import { hasDisplay, sandboxArgs } from '../../scripts/runtime/display.ts'
import { findElectron } from '../../scripts/runtime/electron.ts'
import { ensureSystem, testRequirements } from '../../scripts/runtime/system.ts'

const launches = 5
const bars = { usableMs: 1500, pssMb: 450, frameShare: 0.99, frameMs: 100, cancelMs: 1000 }
const watchSeconds = 30

interface Row {
  name: string
  value: number
  unit: string
  bar?: number
  ok?: boolean
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

const missing = await ensureSystem(testRequirements)
if (missing.length > 0) throw new Error(missing.join('\n'))
if (!hasDisplay()) {
  const again = spawnSync(
    'xvfb-run',
    ['-a', '-s', '-screen 0 1600x1000x24', process.execPath, ...process.argv.slice(1)],
    {
      stdio: 'inherit',
    },
  )
  if (again.error) throw again.error
  process.exit(again.status ?? 1)
}

const electron = await findElectron()
if (!electron.ready) throw new Error(`No Electron: ${electron.reason}.`)
const { executable, args } = electron
const userData = mkdtempSync(join(tmpdir(), 'plumbline-bench-app-'))
const projects = join(userData, 'projects')

const environment = (extra: Record<string, string>): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  PLUMBLINE_NODE: process.execPath,
  PLUMBLINE_PROJECTS: projects,
  ...extra,
})

/** The process and all that it started, from /proc. */
function family(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      // The command in parentheses may hold blanks; the parent is the second field after it.
      const parent = Number(readFileSync(`/proc/${entry}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])
      children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
    } catch (error) {
      // A process that ended while the list was read is not part of the sum.
      if (
        (error as NodeJS.ErrnoException).code !== 'ENOENT' &&
        (error as NodeJS.ErrnoException).code !== 'ESRCH'
      )
        throw error
    }
  }
  const all = [root]
  for (const pid of all) all.push(...(children.get(pid) ?? []))
  return all
}

/** Proportional set size of the processes, in MB of 10⁶ bytes. */
function pss(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => {
    const file = `/proc/${String(pid)}/smaps_rollup`
    return existsSync(file) ? Number(/^Pss:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0
  })
  return (kilobytes.reduce((sum, size) => sum + size, 0) * 1024) / 1e6
}

async function launchOnce(): Promise<{ usableMs: number; pssMb: number }> {
  const trace = join(userData, 'trace.jsonl')
  rmSync(trace, { force: true })
  const spawned = Date.now()
  const app = spawn(executable, [...sandboxArgs(), ...args, `--user-data-dir=${userData}`], {
    env: environment({ PLUMBLINE_TRACE: trace }),
    stdio: 'ignore',
  })
  const marks = (): { name: string; at: number }[] =>
    existsSync(trace)
      ? readFileSync(trace, 'utf8')
          .trim()
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as { name: string; at: number })
      : []
  const patience = 60_000
  let usable: number | undefined
  while (usable === undefined && Date.now() - spawned < patience) {
    await sleep(20)
    usable = marks().find(({ name }) => name === 'usable')?.at
  }
  if (usable === undefined || app.pid === undefined) throw new Error('Home never became usable.')
  await sleep(3000)
  const pssMb = pss(family(app.pid))
  app.kill('SIGTERM')
  await new Promise((resolve) => app.once('exit', resolve))
  return { usableMs: usable - spawned, pssMb }
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Trains the bundled sample with full settings and watches the window's frames; then cancels. */
async function smoothness(): Promise<{ share: number; worst: number; cancelMs: number }> {
  const app = await _electron.launch({
    executablePath: executable,
    args: [...sandboxArgs(), ...args, `--user-data-dir=${userData}`],
    env: environment({}),
  })
  try {
    const page = await app.firstWindow()
    await page
      .getByRole('button', { name: /English|英文/ })
      .first()
      .click()
    await page.getByRole('button', { name: /(Checks|检查)$/ }).waitFor({ timeout: 60_000 })
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /Train|训练/ })
      .click()
    // Every net for longer than anybody watches: the ladder must not end before the time is over.
    const nets = page.locator('details').filter({ has: page.getByLabel(/^(Epochs|轮数)$/) })
    for (const net of await nets.all()) {
      await net.locator('summary').click()
      for (const name of [/^(Epochs|轮数)$/, /^(Patience|耐心)/]) await net.getByLabel(name).fill('1000')
    }
    await page.getByRole('button', { name: /^(Train|开始训练|训练)$/ }).click()
    await page.getByRole('button', { name: /Pause|暂停/ }).waitFor()
    const gaps = await page.evaluate(
      (seconds) =>
        new Promise<number[]>((resolve) => {
          const frames: number[] = []
          let last = performance.now()
          const end = last + seconds * 1000
          const tick = (now: number): void => {
            frames.push(now - last)
            last = now
            if (now < end) requestAnimationFrame(tick)
            else resolve(frames)
          }
          requestAnimationFrame(tick)
        }),
      watchSeconds,
    )
    const asked = Date.now()
    await page.getByRole('button', { name: /^(Cancel|取消)$/ }).click()
    await page.getByRole('button', { name: /Pause|暂停/ }).waitFor({ state: 'detached' })
    const cancelMs = Date.now() - asked
    return {
      share: gaps.filter((gap) => gap <= bars.frameMs).length / gaps.length,
      worst: Math.max(...gaps),
      cancelMs,
    }
  } finally {
    await app.close()
  }
}

try {
  say('First launch (not counted) …')
  await launchOnce()
  const runs: { usableMs: number; pssMb: number }[] = []
  for (let i = 0; i < launches; i += 1) {
    const run = await launchOnce()
    say(`launch ${String(i + 1)}: usable after ${String(run.usableMs)} ms, ${run.pssMb.toFixed(0)} MB PSS`)
    runs.push(run)
  }
  const smooth = await smoothness()
  const usable = median(runs.map((run) => run.usableMs))
  const weight = median(runs.map((run) => run.pssMb))
  const rows: Row[] = [
    {
      name: 'spawn to usable Home, second launch, median of 5',
      value: usable,
      unit: 'ms',
      bar: bars.usableMs,
      ok: usable <= bars.usableMs,
    },
    {
      name: 'all processes before training, median of 5',
      value: weight,
      unit: 'MB PSS',
      bar: bars.pssMb,
      ok: weight <= bars.pssMb,
    },
    {
      name: `frames within ${String(bars.frameMs)} ms while training, ${String(watchSeconds)} s`,
      value: smooth.share,
      unit: 'share',
      bar: bars.frameShare,
      ok: smooth.share >= bars.frameShare,
    },
    { name: 'longest frame while training', value: smooth.worst, unit: 'ms' },
    {
      name: 'cancel takes effect',
      value: smooth.cancelMs,
      unit: 'ms',
      bar: bars.cancelMs,
      ok: smooth.cancelMs <= bars.cancelMs,
    },
  ]
  console.table(rows)
  mkdirSync('bench-results', { recursive: true })
  writeFileSync('bench-results/app.json', `${JSON.stringify(rows, null, 2)}\n`)
  process.exitCode = rows.some((row) => row.ok === false) ? 1 : 0
} finally {
  rmSync(userData, { recursive: true, force: true })
}
