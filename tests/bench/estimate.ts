/**
 * npm run bench:estimate: trains whole ladders with full settings and holds what was said of them against what they
 * took: the time left when a tenth of the time had passed, and minutes and memory before they began. The first ladder
 * is of a machine that has measured nothing; each later one knows those before it. Names of ladders as arguments: only
 * those; `--home <folder>` keeps what was measured there for another call.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Estimate } from '../../src/shared/costs'
import { childrenRunning } from '../../src/main/engine/testing/processes'
import { benchData, benchEngine, benchProject, writeRows, type BenchEngine } from '../helpers/bench-engine'
import { readSet, setPath } from '../helpers/texts'

const tenth = 0.1
const bars = { left: 0.25, memory: 0.25 }

interface Figure {
  name: string
  value: number
  unit: string
  bar?: number
  ok?: boolean
}

interface Ladder {
  name: string
  seed: number
  data: (engine: BenchEngine) => { file: string } | { sample: string }
}

const hotels = (count: number, seed: number): Ladder => ({
  name: `hotels-${String(count)}-seed-${String(seed)}`,
  seed,
  data: (engine) => ({ file: writeRows(engine, readSet('hotels', benchData), count) }),
})
const sample = (name: string, seed: number): Ladder => ({
  name: `${name}-seed-${String(seed)}`,
  seed,
  data: () => ({ sample: name }),
})

const ladders: readonly Ladder[] = [
  hotels(3000, 1),
  sample('en-reviews', 1),
  sample('zh-reviews', 1),
  hotels(5000, 2),
  hotels(7766, 3),
  sample('en-reviews', 2),
  sample('zh-reviews', 2),
]

interface Taken {
  name: string
  basis: Estimate['basis']
  /** Seconds from the order to the judgement. */
  seconds: number
  said: Estimate
  /** Seconds said to be left, and really left, when a tenth of the time had passed. */
  left: number
  reallyLeft: number
  peak: number
}

/** Bytes that a process has held resident at most; 0 once it is gone. */
function peakOf(pid: number): number {
  const file = `/proc/${String(pid)}/status`
  if (!existsSync(file)) return 0
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) * 1024
}

async function take(engine: BenchEngine, { name, seed, data }: Ladder): Promise<Taken> {
  const { client } = engine
  const project = await benchProject(engine, name, data(engine))
  const said = await client.call('train.estimate', { project })
  const told: { at: number; left: number; where: string }[] = []
  let peak = 0
  const began = performance.now()
  const now = (): number => (performance.now() - began) / 1000
  const task = await client.start('train.run', { project, seed })
  task.onProgress(({ secondsLeft, model, phase, epoch }) => {
    const where = `${model} ${phase} ${String(epoch ?? '')}`
    if (secondsLeft !== null) told.push({ at: now(), left: secondsLeft, where })
  })
  // The process of small questions is one of ours too, and may be small: the largest trainer is the one that trains.
  const watch = setInterval(() => {
    for (const pid of childrenRunning('trainer.js')) peak = Math.max(peak, peakOf(pid))
  }, 100)
  await task.done
  clearInterval(watch)
  const seconds = now()
  const at = told.findLast((one) => one.at <= tenth * seconds)
  if (at === undefined) throw new Error(`${name}: nothing was said within a tenth of the time`)
  for (const share of [0, 0.1, 0.2, 0.4, 0.6, 0.8]) {
    const then = told.findLast((one) => one.at <= share * seconds + 0.3)
    if (then) {
      const real = seconds - then.at
      process.stderr.write(
        `   at ${then.at.toFixed(1)} s: ${then.left.toFixed(1)} s said, ${real.toFixed(1)} s left (${then.where})\n`,
      )
    }
  }
  return { name, basis: said.basis, seconds, said, left: at.left, reallyLeft: seconds - at.at, peak }
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { home: { type: 'string' } } })
const path = setPath('hotels', benchData)
if (!existsSync(path)) throw new Error(`bench:estimate needs ${path}.`)
const engine = benchEngine(values.home === undefined ? undefined : join(values.home, 'costs.json'))
const taken: Taken[] = []
try {
  for (const ladder of ladders) {
    if (positionals.length > 0 && !positionals.includes(ladder.name)) continue
    const one = await take(engine, ladder)
    taken.push(one)
    process.stderr.write(
      `${one.name}: ${one.seconds.toFixed(1)} s, said ${one.said.seconds.toFixed(1)} (${one.basis}), most ${one.said.most.toFixed(0)}\n`,
    )
    for (const model of one.said.models) process.stderr.write(`   ${model.id} ${model.seconds.toFixed(2)}\n`)
  }
  if (values.home !== undefined) {
    mkdirSync(values.home, { recursive: true })
    cpSync(join(engine.home, 'app', 'costs.json'), join(values.home, 'costs.json'))
  }
} finally {
  await engine.end()
}

const round = (value: number): number => Number(value.toFixed(3))
const off = (said: number, real: number): number => Math.abs(said - real) / real
const figures = taken.flatMap((one): Figure[] => {
  const left = off(one.left, one.reallyLeft)
  const memory = off(one.said.bytes, one.peak)
  return [
    { name: `${one.name}: took`, value: round(one.seconds), unit: 's' },
    {
      name: `${one.name} (${one.basis}): time left after a tenth, error`,
      value: round(left),
      unit: 'share',
      bar: bars.left,
      ok: left <= bars.left,
    },
    {
      name: `${one.name}: minutes before it began, error`,
      value: round(off(one.said.seconds, one.seconds)),
      unit: 'share',
    },
    {
      name: `${one.name}: memory before it began (peak ${(one.peak / 1e6).toFixed(0)} MB), error`,
      value: round(memory),
      unit: 'share',
      bar: bars.memory,
      ok: memory <= bars.memory,
    },
  ]
})
console.table(figures)
mkdirSync('bench-results', { recursive: true })
// One call may be part of a longer round: figures of other ladders stay.
const file = join('bench-results', 'estimate.json')
const earlier =
  positionals.length > 0 && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Figure[]) : []
const kept = earlier.filter(({ name }) => !positionals.some((own) => name.startsWith(own)))
writeFileSync(file, `${JSON.stringify([...kept, ...figures], null, 2)}\n`)
if (figures.some(({ ok }) => ok === false)) process.exitCode = 1
