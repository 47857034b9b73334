import { random, type Random } from '#shared/random'
import type { TensorFlowApi } from '../../../ml'

type Tensor = ReturnType<TensorFlowApi['tensor']>

/** Single precision, a few hundred additions each: differences beyond this are wrong, not rounding. */
const tolerance = 1e-3
/** Sizes of the three kinds of work that nets are made of: small enough for plain JavaScript to repeat in a second. */
const size = { matrix: 192, image: 24, channels: 8, filters: 16, kernel: 3, batch: 32, units: 48 } as const

const draw = (source: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => source.next() * 2 - 1)

/** The numbers that every rung computes with, the same on every machine. */
export function workload(): Record<
  'a' | 'b' | 'image' | 'filters' | 'x' | 'h' | 'c' | 'kernel' | 'bias',
  Float32Array
> {
  const source = random(1)
  const { matrix, image, channels, filters, kernel, batch, units } = size
  return {
    a: draw(source, matrix * matrix),
    b: draw(source, matrix * matrix),
    image: draw(source, image * image * channels),
    filters: draw(source, kernel * kernel * channels * filters),
    x: draw(source, batch * units),
    h: draw(source, batch * units),
    c: draw(source, batch * units),
    kernel: draw(source, 2 * units * 4 * units),
    bias: draw(source, 4 * units),
  }
}

export type Work = ReturnType<typeof workload>

function multiply(
  a: Float32Array,
  b: Float32Array,
  rows: number,
  inner: number,
  columns: number,
): Float64Array {
  const out = new Float64Array(rows * columns)
  for (let i = 0; i < rows; i += 1) {
    for (let k = 0; k < inner; k += 1) {
      const left = a[i * inner + k] ?? 0
      for (let j = 0; j < columns; j += 1) {
        out[i * columns + j] = (out[i * columns + j] ?? 0) + left * (b[k * columns + j] ?? 0)
      }
    }
  }
  return out
}

/** A convolution as the sum of one matrix product for each place of the kernel, without padding. */
function convolve({ image, filters }: Work): Float64Array {
  const side = size.image - size.kernel + 1
  const out = new Float64Array(side * side * size.filters)
  for (let dy = 0; dy < size.kernel; dy += 1) {
    for (let dx = 0; dx < size.kernel; dx += 1) {
      const patch = new Float32Array(side * side * size.channels)
      for (let y = 0; y < side; y += 1) {
        const from = ((y + dy) * size.image + dx) * size.channels
        patch.set(image.subarray(from, from + side * size.channels), y * side * size.channels)
      }
      const weights = filters.subarray((dy * size.kernel + dx) * size.channels * size.filters)
      multiply(patch, weights, side * side, size.channels, size.filters).forEach((value, i) => {
        out[i] = (out[i] ?? 0) + value
      })
    }
  }
  return out
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** One step of an LSTM; gates in TensorFlow's order: input, new, forget, output. Gives the new hidden state. */
function lstmStep({ x, h, c, kernel, bias }: Work): Float64Array {
  const { batch, units } = size
  const joined = new Float32Array(batch * 2 * units)
  for (let row = 0; row < batch; row += 1) {
    joined.set(x.subarray(row * units, (row + 1) * units), row * 2 * units)
    joined.set(h.subarray(row * units, (row + 1) * units), (row * 2 + 1) * units)
  }
  const gates = multiply(joined, kernel, batch, 2 * units, 4 * units)
  const out = new Float64Array(batch * units)
  for (let row = 0; row < batch; row += 1) {
    for (let unit = 0; unit < units; unit += 1) {
      const gate = (which: number): number =>
        (gates[row * 4 * units + which * units + unit] ?? 0) + (bias[which * units + unit] ?? 0)
      const cell = (c[row * units + unit] ?? 0) * sigmoid(gate(2)) + sigmoid(gate(0)) * Math.tanh(gate(1))
      out[row * units + unit] = Math.tanh(cell) * sigmoid(gate(3))
    }
  }
  return out
}

/** The three results as the processor gives them, in double precision, without any library. */
export const inPlainJavaScript = (work: Work): Float64Array[] => [
  multiply(work.a, work.b, size.matrix, size.matrix, size.matrix),
  convolve(work),
  lstmStep(work),
]

/** The same three results from a rung. */
export async function onRung(tf: TensorFlowApi, work: Work): Promise<Float32Array[]> {
  const { matrix, image, channels, filters, kernel, batch, units } = size
  const results = tf.tidy(() => {
    const product = tf.matMul(tf.tensor2d(work.a, [matrix, matrix]), tf.tensor2d(work.b, [matrix, matrix]))
    const convolved = tf.conv2d(
      tf.tensor4d(work.image, [1, image, image, channels]),
      tf.tensor4d(work.filters, [kernel, kernel, channels, filters]),
      1,
      'valid',
    )
    const [, hidden] = tf.basicLSTMCell(
      tf.scalar(0),
      tf.tensor2d(work.kernel, [2 * units, 4 * units]),
      tf.tensor1d(work.bias),
      tf.tensor2d(work.x, [batch, units]),
      tf.tensor2d(work.c, [batch, units]),
      tf.tensor2d(work.h, [batch, units]),
    )
    return [product, convolved, hidden] as Tensor[]
  })
  try {
    return await Promise.all(results.map(async (tensor) => new Float32Array(await tensor.data())))
  } finally {
    tf.dispose(results)
  }
}

/** Whether all numbers are the same within single precision. A number that is none never is. */
export function agree(found: readonly Float32Array[], expected: readonly Float64Array[]): boolean {
  return expected.every((values, i) =>
    values.every(
      (value, k) =>
        Math.abs(value - (found[i]?.[k] ?? Number.NaN)) <= tolerance * Math.max(1, Math.abs(value)),
    ),
  )
}
