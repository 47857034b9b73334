/**
 * npm run bench:honesty [-- sets [origin]]: whether intervals hold the true value as often as they say, and whether the verdict
 * rule praises where nothing is. Simulated data with known truth, judged by the product's own code, in worker threads.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import type { ClassificationMetric } from '../../src/main/ml'
import { setSeeds } from './honesty/draws'
import { coveredOnce, trueValues, worlds } from './honesty/coverage'
import {
  praisedByPrAuc,
  scoringCoveredOnce,
  scoringMetrics,
  scoringWorld,
  trueScoringValues,
} from './honesty/scoring'
import {
  foundAtFourErrors,
  praisedWithoutDifference,
  praisedWithoutSignal,
  rowsForFourErrors,
} from './honesty/verdicts'

/** What the bars are stated for (honesty.md, Proofs). */
const simulatedSets = 1000
const edgeSets = 200
/** Ladders of rare positives are larger, and slower to judge. */
const rareLadderSets = 300
/** Test rows (and validation rows) of a simulated ladder. */
const ladderRows = 250
/** The same where positives are rare: about 60 of them. */
const rareLadderRows = 600

/** Counts by name: how often something held, of how many. */
type Counts = Record<string, { held: number; of: number }>

interface Share {
  /** True values of the metrics, by world. */
  truths: ReadonlyMap<ClassificationMetric, number>[]
  scoringTruths: ReadonlyMap<(typeof scoringMetrics)[number], number>
  /** Test rows at which the better model lies four standard errors above the rule. */
  edgeRows: number
  /** Simulated sets `worker`, `worker + workers` … below `sets`. */
  worker: number
  workers: number
  sets: number
  /** Begins the stream of seeds: another number, other simulated sets. */
  origin: number
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function simulate({
  truths,
  scoringTruths,
  edgeRows,
  worker,
  workers,
  sets,
  origin,
}: Share): Promise<Counts> {
  const counts: Counts = {}
  const count = (name: string, held: boolean): void => {
    const entry = (counts[name] ??= { held: 0, of: 0 })
    entry.of += 1
    if (held) entry.held += 1
  }
  const each = async (
    experiment: string,
    total: number,
    run: (seed: number) => Promise<void>,
  ): Promise<void> => {
    const own = setSeeds(experiment, total, origin).filter((_, set) => set % workers === worker)
    for (const seed of own) await run(seed)
  }
  for (const [i, world] of worlds.entries()) {
    const known = truths[i] ?? new Map<ClassificationMetric, number>()
    await each(world.name, sets, async (seed) => {
      for (const [metric, held] of await coveredOnce(world, known, seed)) {
        count(coverageName(world.name, metric), held === true)
      }
    })
  }
  await each(scoringWorld, sets, async (seed) => {
    for (const [metric, held] of await scoringCoveredOnce(scoringTruths, seed)) {
      count(coverageName(scoringWorld, metric), held)
    }
  })
  await each('rare ladders', Math.ceil((sets * rareLadderSets) / simulatedSets), async (seed) => {
    count('no signal, by PR-AUC', await praisedByPrAuc(seed, rareLadderRows))
  })
  await each('ladders', sets, async (seed) => {
    count('no signal', await praisedWithoutSignal(seed, ladderRows))
    count('no difference', await praisedWithoutDifference(seed, ladderRows))
  })
  await each('edge', Math.ceil((sets * edgeSets) / simulatedSets), async (seed) => {
    count('edge', await foundAtFourErrors(seed, edgeRows))
  })
  return counts
}

const coverageName = (
  world: string,
  metric: ClassificationMetric | (typeof scoringMetrics)[number],
): string => `coverage of ${metric}: ${world}`

async function inWorkers(sets: number, origin: number): Promise<Counts> {
  const workers = Math.min(2, availableParallelism())
  const truths = worlds.map((world) => trueValues(world))
  const edgeRows = rowsForFourErrors()
  const scoringTruths = trueScoringValues()
  const all = await Promise.all(
    Array.from({ length: workers }, (_, worker) => {
      const share: Share = { truths, scoringTruths, edgeRows, worker, workers, sets, origin }
      return new Promise<Counts>((resolve, reject) => {
        const thread = new Worker(fileURLToPath(import.meta.url), { workerData: share })
        thread.once('message', resolve)
        thread.once('error', reject)
      })
    }),
  )
  const sum: Counts = {}
  for (const counts of all) {
    for (const [name, { held, of }] of Object.entries(counts)) {
      const entry = (sum[name] ??= { held: 0, of: 0 })
      entry.held += held
      entry.of += of
    }
  }
  return sum
}

/** One line of bench-results/honesty.json. */
interface Row {
  name: string
  value: number
  unit: string
  bar: number
  /** Where the value must lie between `bar` and this. */
  barHigh?: number
  ok: boolean
}

/** Share of intervals that must hold the true value, per cent. */
const coverageBar = { low: 93, high: 97 }
/** Of 1,000 ladders: 5 % and its sampling error. */
const falsePraiseBar = 62
/** Per cent. */
const powerBar = 80

function rowsOf(counts: Counts): Row[] {
  const share = (name: string): number => {
    const { held, of } = counts[name] ?? { held: 0, of: 0 }
    return held / of
  }
  const covered = (name: string): Row => {
    const value = 100 * share(name)
    const { low, high } = coverageBar
    return { name, value, unit: '%', bar: low, barHigh: high, ok: value >= low && value <= high }
  }
  const coverage = [
    ...worlds.flatMap((world) => world.metrics.map((metric) => covered(coverageName(world.name, metric)))),
    ...scoringMetrics.map((metric) => covered(coverageName(scoringWorld, metric))),
  ]
  const praise = (['no signal', 'no signal, by PR-AUC', 'no difference'] as const).map((absent): Row => {
    const value = 1000 * share(absent)
    const name = `"better" where there is ${absent}, at most`
    return { name, value, unit: 'of 1,000', bar: falsePraiseBar, ok: value <= falsePraiseBar }
  })
  const edge = 100 * share('edge')
  const found: Row = {
    name: '"better" at a true difference of 4 standard errors, at least',
    value: edge,
    unit: '%',
    bar: powerBar,
    ok: edge >= powerBar,
  }
  return [...coverage, ...praise, found]
}

async function main(): Promise<void> {
  const sets = Number(process.argv[2] ?? simulatedSets)
  const origin = Number(process.argv[3] ?? 1)
  const started = performance.now()
  say(`${String(sets)} simulated sets a row; about three minutes on two free cores.`)
  const rows = rowsOf(await inWorkers(sets, origin))
  const width = Math.max(...rows.map(({ name }) => name.length))
  // Bars are stated for the full number of sets: a shorter run is a look, not a result.
  const full = sets === simulatedSets
  for (const { name, value, unit, bar, barHigh, ok } of rows) {
    const bars = barHigh === undefined ? String(bar) : `${String(bar)} to ${String(barHigh)}`
    console.log(
      `${full ? (ok ? 'ok  ' : 'FAIL') : 'look'}  ${name.padEnd(width)}  ${value.toFixed(1).padStart(5)} ${unit} (${bars})`,
    )
  }
  if (full) {
    await mkdir('bench-results', { recursive: true })
    await writeFile(join('bench-results', 'honesty.json'), `${JSON.stringify(rows, null, 2)}\n`)
    if (rows.some(({ ok }) => !ok)) process.exitCode = 1
  }
  say(`${((performance.now() - started) / 1000).toFixed(0)} s`)
}

if (isMainThread) await main()
else parentPort?.postMessage(await simulate(workerData as Share))
