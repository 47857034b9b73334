import type { Random } from '#shared/random'
import { classCounts, column, isClass, logLosses } from '../metrics'
import { calibrate, type Calibration } from './apply'
import { fitIsotonic } from './isotonic'
import { fitPlatt } from './platt'

const folds = 5
/** Below this many rows an isotonic curve follows luck (Niculescu-Mizil and Caruana 2005). */
const isotonicFrom = 1000
/** Fewer rows than two a fold cannot tell one map from another. */
const fewestRows = 2 * folds

export interface FittedCalibration {
  calibration: Calibration
  /**
   * The validation scores, each calibrated by maps that were learnt without its row: what to choose models by, since
   * maps look better than they are on the rows they were learnt on.
   */
  crossFitted: Float64Array
}

/** Rows dealt to folds in shuffled order, class by class, so that each fold has its share of every class. */
function dealFolds(truth: Int32Array, random: Random): Uint8Array {
  const order = random.shuffle(Int32Array.from(truth, (_, row) => row))
  order.sort((a, b) => (truth[a] ?? 0) - (truth[b] ?? 0))
  const fold = new Uint8Array(truth.length)
  order.forEach((row, at) => {
    fold[row] = at % folds
  })
  return fold
}

function fitMaps(
  kind: 'platt' | 'isotonic',
  scores: Float64Array,
  truth: Int32Array,
  width: number,
): Calibration {
  const counts = classCounts(truth, width)
  const perClass = Array.from({ length: width }, (_, k) => ({
    scores: column(scores, width, k),
    positive: isClass(truth, k),
    // Of a class that never occurs, or alone occurs, nothing can be learnt: its scores stay as they are.
    known: (counts[k] ?? 0) > 0 && (counts[k] ?? 0) < truth.length,
  }))
  if (kind === 'platt') {
    const lines = perClass.map((c) => (c.known ? fitPlatt(c.scores, c.positive) : { a: 1, b: 0 }))
    return { kind, a: lines.map(({ a }) => a), b: lines.map(({ b }) => b) }
  }
  const knots = perClass.map((c) => (c.known ? fitIsotonic(c.scores, c.positive) : { x: [0, 1], y: [0, 1] }))
  return { kind, x: knots.map(({ x }) => x), y: knots.map(({ y }) => y) }
}

function pick(scores: Float64Array, width: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * width)
  rows.forEach((row, at) => {
    out.set(scores.subarray(row * width, (row + 1) * width), at * width)
  })
  return out
}

function crossFit(
  kind: 'platt' | 'isotonic',
  scores: Float64Array,
  truth: Int32Array,
  width: number,
  fold: Uint8Array,
): Float64Array {
  const out = new Float64Array(scores.length)
  const rows = Int32Array.from(truth, (_, row) => row)
  for (let f = 0; f < folds; f++) {
    const learnt = rows.filter((row) => fold[row] !== f)
    const held = rows.filter((row) => fold[row] === f)
    const labels = learnt.map((row) => truth[row] ?? 0)
    const maps = fitMaps(kind, pick(scores, width, learnt), labels, width)
    const mapped = calibrate(maps, pick(scores, width, held), width)
    held.forEach((row, at) => {
      out.set(mapped.subarray(at * width, (at + 1) * width), row * width)
    })
  }
  return out
}

const total = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0)

/**
 * Learns what turns a model's scores into probabilities. Platt's sigmoid or the isotonic curve, whichever has the
 * lower log loss over five folds of these rows (on the rows it was learnt on the isotonic one always wins); below
 * 1,000 rows Platt. None where there is nothing to learn from: fewer than 10 rows, one class only, or a model that
 * says the same of every row.
 * @param scores `rows × width` finite uncalibrated probabilities of the validation rows
 */
export function fitCalibration(
  scores: Float64Array,
  truth: Int32Array,
  width: number,
  random: Random,
): FittedCalibration {
  const constant = scores.every((score, i) => score === scores[i % width])
  if (truth.length < fewestRows || constant || new Set(truth).size < 2) {
    return { calibration: { kind: 'none' }, crossFitted: scores.slice() }
  }
  const fold = dealFolds(truth, random)
  let kind: 'platt' | 'isotonic' = 'platt'
  let crossFitted = crossFit('platt', scores, truth, width, fold)
  if (truth.length >= isotonicFrom) {
    const isotonic = crossFit('isotonic', scores, truth, width, fold)
    if (total(logLosses(isotonic, width, truth)) < total(logLosses(crossFitted, width, truth))) {
      kind = 'isotonic'
      crossFitted = isotonic
    }
  }
  return { calibration: fitMaps(kind, scores, truth, width), crossFitted }
}
