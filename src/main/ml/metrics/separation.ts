import type { Ranking } from './ranking'

/**
 * Kolmogorov-Smirnov: the largest distance between the shares of positives and of negatives above one score, 0 to 1.
 * Equal to the largest of TPR less FPR over the ROC curve. NaN where a class is missing.
 */
export function ksOf({ order, ends, positive }: Ranking): number {
  const positives = positive.reduce((sum, one) => sum + one, 0)
  const negatives = order.length - positives
  if (positives === 0 || negatives === 0) return Number.NaN
  let found = 0
  let largest = 0
  for (let at = 0; at < order.length; at++) {
    found += positive[at] ?? 0
    if (ends[at] === 1) largest = Math.max(largest, found / positives - (at + 1 - found) / negatives)
  }
  return largest
}

/** Bins of the population stability index, as credit scoring has them since Siddiqi (2006). */
const stabilityBins = 10
/** Rows added to each bin, so that an empty one does not make the index infinite. */
const smoothing = 0.5

/**
 * Population stability index of scores against those of another time: the sum over ten bins, of equal mass in the
 * reference, of (share − reference share) · ln(share / reference share). By custom below 0.1 stable, above 0.25 moved.
 * Equal values are never parted. NaN where either is empty.
 */
export function stabilityIndex(reference: Float64Array, values: Float64Array): number {
  if (reference.length === 0 || values.length === 0) return Number.NaN
  const sorted = Float64Array.from(reference).sort()
  const cuts = Array.from(
    { length: stabilityBins - 1 },
    (_, bin) => sorted[Math.floor(((bin + 1) * sorted.length) / stabilityBins)] ?? 0,
  ).filter((cut, at, all) => cut > (sorted[0] ?? 0) && cut !== all[at - 1])
  const shares = (of: Float64Array): number[] => {
    const counts = new Array<number>(cuts.length + 1).fill(smoothing)
    for (const value of of) {
      let bin = 0
      while (bin < cuts.length && value >= (cuts[bin] ?? 0)) bin += 1
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    const total = of.length + smoothing * counts.length
    return counts.map((count) => count / total)
  }
  const expected = shares(reference)
  return shares(values).reduce((sum, share, bin) => {
    const base = expected[bin] ?? share
    return sum + (share - base) * Math.log(share / base)
  }, 0)
}
