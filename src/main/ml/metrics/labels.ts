/**
 * The class of each row: the one with the highest score, the first of equals.
 * @param scores `rows × width`, row-major
 */
export function argmax(scores: Float64Array, width: number): Int32Array {
  const rows = scores.length / width
  const labels = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const start = row * width
    let best = 0
    for (let k = 1; k < width; k++) {
      if ((scores[start + k] ?? 0) > (scores[start + best] ?? 0)) best = k
    }
    labels[row] = best
  }
  return labels
}

/** One column of `rows × width` scores. */
export function column(scores: Float64Array, width: number, k: number): Float64Array {
  const rows = scores.length / width
  const values = new Float64Array(rows)
  for (let row = 0; row < rows; row++) values[row] = scores[row * width + k] ?? 0
  return values
}

/** 1 where a row is of class `k`, else 0. */
export function isClass(truth: Int32Array, k: number): Uint8Array {
  const is = new Uint8Array(truth.length)
  for (let row = 0; row < truth.length; row++) is[row] = truth[row] === k ? 1 : 0
  return is
}

/** Rows of each class. */
export function classCounts(truth: Int32Array, classes: number): Float64Array {
  const counts = new Float64Array(classes)
  for (const label of truth) counts[label] = (counts[label] ?? 0) + 1
  return counts
}
