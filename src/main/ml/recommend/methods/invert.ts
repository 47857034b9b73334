import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import { product } from '../../compile'
import type { TensorFlowApi } from '../../tensorflow'

/** Below this many rows a matrix is inverted directly: the products of a recursion are too small to pay. */
const smallest = 128

/**
 * Inverse of a symmetric positive definite matrix in double precision: Cholesky, then L⁻¹, then L⁻ᵀ·L⁻¹. Overwrites
 * `a` (n × n, row-major); n³ multiplications.
 * @throws RangeError where the matrix is not positive definite
 */
export function invertHere(a: Float64Array, n: number): Float64Array {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j] as number
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] as number) * (a[j * n + k] as number)
      if (i === j && !(sum > 0)) throw new RangeError('the matrix is not positive definite')
      a[i * n + j] = i === j ? Math.sqrt(sum) : sum / (a[j * n + j] as number)
    }
  }
  // L⁻¹ by rows, into the lower triangle of a second matrix, transposed so that the last loop reads in order.
  const inverse = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    inverse[j * n + j] = 1 / (a[j * n + j] as number)
    for (let i = j + 1; i < n; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum -= (a[i * n + k] as number) * (inverse[j * n + k] as number)
      inverse[j * n + i] = sum / (a[i * n + i] as number)
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = i; k < n; k++) sum += (inverse[i * n + k] as number) * (inverse[j * n + k] as number)
      a[i * n + j] = sum
      a[j * n + i] = sum
    }
  }
  return a
}

/**
 * Inverse of a symmetric positive definite matrix by halves (Schur complements): nearly all of its 4/3 n³
 * multiplications are products of large matrices, which TensorFlow spreads over the cores. Single precision; the small
 * blocks at the end of the recursion in double.
 */
async function byHalves(tf: TensorFlowApi, a: Tensor2D, breathe: () => Promise<void>): Promise<Tensor2D> {
  const [n] = a.shape
  if (n <= smallest) {
    const values = Float64Array.from(a.dataSync())
    return tf.tensor2d(Float32Array.from(invertHere(values, n)), [n, n])
  }
  // A multiple of the smallest block, so that all but the last are of one size.
  const half = Math.max(smallest, Math.floor(n / 2 / smallest) * smallest)
  const rest = n - half
  const own: Tensor[] = []
  const keep = <T extends Tensor>(tensor: T): T => {
    own.push(tensor)
    return tensor
  }
  try {
    const p = keep(await byHalves(tf, keep(tf.slice(a, [0, 0], [half, half])), breathe))
    await breathe()
    const b = keep(tf.slice(a, [0, half], [half, rest]))
    const pb = keep(product(tf, p, b) as Tensor2D)
    const schur = keep(
      tf.tidy(() => tf.slice(a, [half, half], [rest, rest]).sub<Tensor2D>(product(tf, b, pb, true))),
    )
    const s = keep(await byHalves(tf, schur, breathe))
    await breathe()
    const side = keep(product(tf, pb, s) as Tensor2D)
    return tf.tidy(() => {
      const upper = p.add<Tensor2D>(product(tf, side, pb, false, true))
      const corner = side.neg<Tensor2D>()
      return tf.concat([tf.concat([upper, corner], 1), tf.concat([corner.transpose<Tensor2D>(), s], 1)], 0)
    })
  } finally {
    tf.dispose(own)
  }
}

/**
 * Inverse of a symmetric positive definite matrix (n × n, row-major), in the place of the matrix.
 * @throws RangeError where the matrix is not positive definite
 */
export async function invert(
  tf: TensorFlowApi,
  matrix: Float32Array,
  n: number,
  breathe: () => Promise<void>,
): Promise<Float32Array> {
  const given = tf.tensor2d(matrix, [n, n])
  const inverse = await byHalves(tf, given, breathe)
  const values = (await inverse.data()) as Float32Array
  tf.dispose([given, inverse])
  return values
}
