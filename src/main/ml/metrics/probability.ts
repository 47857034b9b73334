import type { Random } from '#shared/random'

/** As scikit-learn clips: the resolution of a double at 1. */
const smallestProbability = 2 ** -52

/**
 * Minus the logarithm of the probability given to what was true, row by row, in nats. Their mean is the log loss.
 * @param probabilities `rows × width`, each row summing to 1
 */
export function logLosses(probabilities: Float64Array, width: number, truth: Int32Array): Float64Array {
  return Float64Array.from(truth, (label, row) => {
    const p = probabilities[row * width + label] ?? 0
    return -Math.log(Math.min(1 - smallestProbability, Math.max(smallestProbability, p)))
  })
}

/** How sure a model was of something on each row, and whether it was so (1) or not (0). */
export interface Claims {
  confidence: Float64Array
  held: Uint8Array
}

/**
 * What calibration is judged on: of two classes, the probability of the positive one; beyond, that of the predicted
 * class (top-label, Guo et al. 2017).
 */
export function claims(
  probabilities: Float64Array,
  width: number,
  truth: Int32Array,
  positive: number | null,
): Claims {
  const confidence = new Float64Array(truth.length)
  const held = new Uint8Array(truth.length)
  for (let row = 0; row < truth.length; row++) {
    let claimed = positive ?? 0
    if (positive === null) {
      for (let k = 1; k < width; k++) {
        if ((probabilities[row * width + k] ?? 0) > (probabilities[row * width + claimed] ?? 0)) claimed = k
      }
    }
    confidence[row] = probabilities[row * width + claimed] ?? 0
    held[row] = truth[row] === claimed ? 1 : 0
  }
  return { confidence, held }
}

/** Rows by rising confidence, and the positions at which a new bin of near-equal mass begins. */
interface Bins {
  order: Int32Array
  starts: number[]
}

/** Bins of near-equal numbers of rows. Equal confidences are never parted, so the order of rows does not matter. */
function equalMassBins(confidence: Float64Array, bins: number): Bins {
  const rows = confidence.length
  const order = Int32Array.from(confidence, (_, row) => row).sort(
    (a, b) => (confidence[a] ?? 0) - (confidence[b] ?? 0) || a - b,
  )
  const at = (position: number): number => confidence[order[position] ?? 0] ?? 0
  const starts = rows === 0 ? [] : [0]
  for (let bin = 1; bin < bins; bin++) {
    let start = Math.round((bin * rows) / bins)
    while (start < rows && start > 0 && at(start) === at(start - 1)) start += 1
    if (start < rows && start > (starts.at(-1) ?? 0)) starts.push(start)
  }
  return { order, starts }
}

export interface ConfidenceBin {
  /** Mean of what the model claimed. */
  meanScore: number
  /** Rows on which it held. */
  held: number
  n: number
  rows: Int32Array
}

/** Rows grouped by confidence into at most `bins` groups of near-equal size, least confident first. */
export function confidenceBins({ confidence, held }: Claims, bins: number): ConfidenceBin[] {
  const { order, starts } = equalMassBins(confidence, bins)
  return starts.map((start, bin) => {
    const rows = order.slice(start, starts[bin + 1] ?? order.length)
    let sum = 0
    let right = 0
    for (const row of rows) {
      sum += confidence[row] ?? 0
      right += held[row] ?? 0
    }
    return { meanScore: sum / rows.length, held: right, n: rows.length, rows }
  })
}

/** Few enough that each holds rows to compare, the usual number since Guo et al. 2017. */
const calibrationBins = 15
/** Draws of labels from the model's own probabilities: their mean has a fourteenth of the spread of one. */
const labelDraws = 200

/**
 * Expected calibration error: how far claims and outcomes lie apart, in probability, over 15 bins of equal mass.
 * A perfectly calibrated model would not score 0 either, by the luck of few rows; so the mean error over 200 draws of
 * outcomes from the model's own probabilities is taken off (as Roelofs et al. 2022, Bröcker and Smith 2007).
 * 0 where nothing is left: not distinguishable from calibrated. NaN without rows.
 */
export function calibrationError({ confidence, held }: Claims, random: Random): number {
  const rows = confidence.length
  if (rows === 0) return Number.NaN
  const { order, starts } = equalMassBins(confidence, calibrationBins)
  const gap = (outcome: (row: number) => number): number => {
    let sum = 0
    for (let bin = 0; bin < starts.length; bin++) {
      let difference = 0
      const end = starts[bin + 1] ?? rows
      for (let at = starts[bin] ?? 0; at < end; at++) {
        const row = order[at] ?? 0
        difference += (confidence[row] ?? 0) - outcome(row)
      }
      sum += Math.abs(difference)
    }
    return sum / rows
  }
  let byLuck = 0
  for (let draw = 0; draw < labelDraws; draw++) {
    byLuck += gap((row) => (random.next() < (confidence[row] ?? 0) ? 1 : 0))
  }
  return Math.max(0, gap((row) => held[row] ?? 0) - byLuck / labelDraws)
}
