import { random, type Random } from '#shared/random'
import type { SplitKind } from '#shared/results'
import { allocate, PART } from '../../../data'
import type { Walk } from '../../../templates'
import { positionsOf, type Problem } from '../problem'

/** One training of one model: what it learns from, what chooses, and what judges. Positions in `problem.rows`. */
export interface Fit {
  /** Null for the fit whose model ships. */
  fold: { index: number; of: number } | null
  train: Int32Array
  validation: Int32Array
  /** Empty for the refit that follows cross-validation. */
  test: Int32Array
}

/** Share of the rows to learn from that choose settings, epoch and calibration: as validation is of holdout's. */
const innerShare = 0.15

/**
 * Takes a share of some rows away so that each class keeps its share and rows that belong together stay together.
 * @returns the rows taken and the rest, both ascending
 */
export function carve(
  { labels, units }: Pick<Problem, 'labels' | 'units'>,
  positions: Int32Array,
  share: number,
  source: Random,
): { taken: Int32Array; rest: Int32Array } {
  const pick = (values: Int32Array): Int32Array => positions.map((position) => values[position] ?? -1)
  const side = allocate(pick(units), pick(labels), [1 - share, share], source)
  return { taken: positions.filter((_, i) => side[i] === 1), rest: positions.filter((_, i) => side[i] !== 1) }
}

/**
 * The fits of one model. Holdout: one, on the parts of the split. Cross-validation: one a fold, each with an inner
 * validation carved from that fold's own training rows, then the refit on all open rows that ships.
 * The same for every model of a ladder, but for how often it is trained anew walking forward.
 */
export function planFits(
  problem: Problem,
  kind: SplitKind,
  seed: number,
  walk: Walk = { months: 1, pastDays: null },
): Fit[] {
  if (kind === 'walk-forward') return walkForward(problem, walk)
  if (kind !== 'cross-validation') {
    return [
      {
        fold: null,
        train: positionsOf(problem, PART.train),
        validation: positionsOf(problem, PART.validation),
        test: positionsOf(problem, PART.test),
      },
    ]
  }
  const source = random(seed).fork('inner validation')
  const all = Int32Array.from(problem.rows.keys())
  const of = Math.max(...problem.folds) + 1
  const folds = Array.from({ length: of }, (_, index): Fit => {
    const learnt = all.filter((position) => problem.folds[position] !== index)
    const { taken, rest } = carve(problem, learnt, innerShare, source.fork(String(index)))
    const test = all.filter((position) => problem.folds[position] === index)
    return { fold: { index, of }, train: rest, validation: taken, test }
  })
  const { taken, rest } = carve(problem, all, innerShare, source.fork('refit'))
  return [...folds, { fold: null, train: rest, validation: taken, test: new Int32Array(0) }]
}

const dayMs = 86_400_000

/** The latest days of what a fit may learn from choose its settings, as everywhere else. */
function latestApart(times: Float64Array, positions: Int32Array): Pick<Fit, 'train' | 'validation'> {
  const sorted = Float64Array.from(new Set(Array.from(positions, (position) => times[position] ?? 0))).sort()
  const from = sorted[Math.floor((1 - innerShare) * sorted.length)] ?? Infinity
  return {
    train: positions.filter((position) => (times[position] ?? 0) < from),
    validation: positions.filter((position) => (times[position] ?? 0) >= from),
  }
}

/**
 * One fit for every few months that are scored, on the days before them and nothing else; then the one that ships, on
 * all days. A target that looks ahead is made from the fit's own rows, so the last days of its past have none: the
 * purge needs no second mechanism (adr/0015).
 */
function walkForward(problem: Problem, { months, pastDays }: Walk): Fit[] {
  const { times, folds, rows } = problem
  if (times === null) throw new Error('walking forward needs times')
  const all = Int32Array.from(rows.keys()).filter((position) => !Number.isNaN(times[position] ?? NaN))
  const blocks = new Map<number, number[]>()
  for (const position of all) {
    const month = folds[position] ?? -1
    if (month < 0) continue
    const block = Math.floor(month / months)
    const members = blocks.get(block)
    if (members === undefined) blocks.set(block, [position])
    else members.push(position)
  }
  const last = all.reduce((latest, position) => Math.max(latest, times[position] ?? -Infinity), -Infinity)
  const before = (start: number): Int32Array => {
    const from = pastDays === null ? -Infinity : start - pastDays * dayMs
    return all.filter((position) => {
      const time = times[position] ?? NaN
      return time < start && time >= from
    })
  }
  const ordered = [...blocks].sort(([a], [b]) => a - b).map(([, members]) => Int32Array.from(members))
  const fits = ordered.map((test, index): Fit => {
    const start = test.reduce((least, position) => Math.min(least, times[position] ?? Infinity), Infinity)
    return { fold: { index, of: ordered.length }, ...latestApart(times, before(start)), test }
  })
  return [...fits, { fold: null, ...latestApart(times, before(last + 1)), test: new Int32Array(0) }]
}

/** The fits of each model of a ladder, made once for all models that share them. */
export function fitsOfEach(
  problem: Problem,
  kind: SplitKind,
  seed: number,
  params: Record<string, unknown>,
): (model: string) => readonly Fit[] {
  const known = new Map<string, readonly Fit[]>()
  return (model) => {
    const walk = problem.template.walk(model, params) ?? undefined
    const key = JSON.stringify(walk ?? null)
    const fits = known.get(key) ?? planFits(problem, kind, seed, walk)
    known.set(key, fits)
    return fits
  }
}
