import { random, type Random } from '#shared/random'
import type { SplitKind } from '#shared/results'
import { allocate, PART } from '../../../data'
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
 * The same for every model of a ladder.
 */
export function planFits(problem: Problem, kind: SplitKind, seed: number): Fit[] {
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
