/**
 * npm run bench:import: imports a made file of 1,000,000 rows and 10 columns in a process of its own and says how long
 * it took and how much memory it held. With arguments it is that process.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { importFile } from '../../src/main/data'
import { random } from '../../src/shared/random'

const rows = 1_000_000
const runs = 3
const bars = { seconds: 10, mb: 700 }

interface Measured {
  seconds: number
  /** Processor time of the process, which other work on the machine does not stretch. */
  cpuSeconds: number
  mb: number
  used: number
}

const [path, folder] = process.argv.slice(2)
if (path !== undefined && folder !== undefined) await measure(path, folder)
else await bench()

async function measure(source: string, target: string): Promise<void> {
  const started = performance.now()
  const result = await importFile({ path: source, folder: target, options: {} })
  const seconds = (performance.now() - started) / 1000
  const { user, system } = process.cpuUsage()
  // Kilobytes on every platform.
  process.send?.({
    seconds,
    cpuSeconds: (user + system) / 1e6,
    mb: process.resourceUsage().maxRSS / 1024,
    used: result.rows.used,
  } satisfies Measured)
}

async function bench(): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), 'plumbline-bench-import-'))
  try {
    const file = join(work, 'rows.csv')
    await generate(file)
    const bytes = statSync(file).size
    const measured: Measured[] = []
    for (let run = 0; run < runs; run++) measured.push(await inChild(file, join(work, String(run))))
    if (measured.some(({ used }) => used !== rows)) throw new Error('rows were lost')
    report(measured, bytes)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What real tables hold: ids, names, amounts, ratings, dates, flags, Chinese words, quoted text with commas. */
async function generate(file: string): Promise<void> {
  const rng = random(1)
  const cities = ['北京', 'London', 'São Paulo']
  const words = 'the good bad hotel room service great very not clean quiet breakfast staff'.split(' ')
  const word = () => words[rng.int(words.length)] ?? ''
  const out = createWriteStream(file)
  out.write('id,user,item,amount,rating,date,flag,city,code,note\n')
  let lines: string[] = []
  for (let i = 0; i < rows; i++) {
    const date = `2024-0${1 + rng.int(9)}-1${rng.int(9)}`
    const note = `"${word()} ${word()}, ${word()}"`
    const cells = [
      i,
      `u${rng.int(50_000)}`,
      `p${rng.int(9000)}`,
      (rng.next() * 1000).toFixed(2),
      1 + rng.int(5),
    ]
    lines.push([...cells, date, rng.int(2) ? 'yes' : 'no', cities[rng.int(3)], rng.int(1e6), note].join(','))
    if (lines.length === 20_000) {
      if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain')
      lines = []
    }
  }
  out.end()
  await finished(out)
}

function inChild(source: string, target: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1] ?? '', [source, target], { execArgv: [] })
    child.once('message', (message) => resolve(message as Measured))
    child.once('exit', (code) => reject(new Error(`the import ended with ${String(code)} and no result`)))
  })
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN
}

function report(measured: readonly Measured[], bytes: number): void {
  const seconds = median(measured.map((one) => one.seconds))
  const mb = Math.max(...measured.map((one) => one.mb))
  const figures = [
    {
      name: 'import 1,000,000 × 10, median of 3',
      value: seconds,
      unit: 's',
      bar: bars.seconds,
      ok: seconds < bars.seconds,
    },
    { name: 'peak resident memory', value: mb, unit: 'MB', bar: bars.mb, ok: mb < bars.mb },
    { name: 'processor time, median of 3', value: median(measured.map((one) => one.cpuSeconds)), unit: 's' },
    { name: 'throughput', value: bytes / 2 ** 20 / seconds, unit: 'MB/s' },
  ].map((row) => ({ ...row, value: Number(row.value.toFixed(2)) }))
  console.table(figures)
  mkdirSync('bench-results', { recursive: true })
  writeFileSync(join('bench-results', 'import.json'), `${JSON.stringify(figures, null, 2)}\n`)
  if (figures.some(({ ok }) => ok === false)) process.exitCode = 1
}
