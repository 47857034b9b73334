import type { Objective } from './types'

/** Views of what gradients are made from and written to; scores and gradients class by class, each of all rows. */
export interface GradientArrays {
  rows: number
  classes: number
  labels: Float64Array
  weights: Float64Array
  scores: Float64Array
  /** Gradient and hessian of each row, interleaved. */
  gradients: Float32Array
}

function binary({ labels, weights, scores, gradients }: GradientArrays, from: number, end: number): void {
  for (let row = from; row < end; row++) {
    const p = 1 / (1 + Math.exp(-(scores[row] as number)))
    const weight = weights[row] as number
    gradients[2 * row] = (p - (labels[row] as number)) * weight
    gradients[2 * row + 1] = p * (1 - p) * weight
  }
}

function regression({ labels, weights, scores, gradients }: GradientArrays, from: number, end: number): void {
  for (let row = from; row < end; row++) {
    const weight = weights[row] as number
    gradients[2 * row] = ((scores[row] as number) - (labels[row] as number)) * weight
    gradients[2 * row + 1] = weight
  }
}

/** The hessian carries Friedman's K / (K − 1) (2001, algorithm 6), as LightGBM's does. */
function multiclass(arrays: GradientArrays, from: number, end: number): void {
  const { rows, classes, labels, weights, scores, gradients } = arrays
  const factor = classes / (classes - 1)
  const exps = new Float64Array(classes)
  for (let row = from; row < end; row++) {
    let top = -Infinity
    for (let k = 0; k < classes; k++) top = Math.max(top, scores[k * rows + row] as number)
    let sum = 0
    for (let k = 0; k < classes; k++) {
      const exp = Math.exp((scores[k * rows + row] as number) - top)
      exps[k] = exp
      sum += exp
    }
    const weight = weights[row] as number
    for (let k = 0; k < classes; k++) {
      const p = (exps[k] as number) / sum
      const at = 2 * (k * rows + row)
      gradients[at] = (p - (labels[row] === k ? 1 : 0)) * weight
      gradients[at + 1] = factor * p * (1 - p) * weight
    }
  }
}

/** First and second derivative of the loss by the raw score, of the rows in [from, end). */
export const gradientsOf: Record<Objective, (arrays: GradientArrays, from: number, end: number) => void> = {
  binary,
  regression,
  multiclass,
}
