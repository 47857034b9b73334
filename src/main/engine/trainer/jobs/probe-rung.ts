import type { RungReport } from '#shared/contract/index'
import { random, type Random } from '#shared/random'
import { loadTensorFlow, type TensorFlowApi } from '../../../ml'
import type { Job } from '../job'

/** Single precision, a few hundred additions each: differences beyond this are wrong, not rounding. */
const tolerance = 1e-3
/** The work is timed this often after a first, uncounted time; the median counts. */
const timings = 3

/** Sizes of the three kinds of work that nets are made of: small enough for plain JavaScript to repeat in a second. */
const size = { matrix: 192, image: 24, channels: 8, filters: 16, kernel: 3, batch: 32, units: 48 } as const

const draw = (source: Random, length: number): Float32Array =>
  Float32Array.from({ length }, () => source.next() * 2 - 1)

/** The numbers that every rung computes with, the same on every machine. */
function workload(): Record<
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

type Work = ReturnType<typeof workload>

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

const inPlainJavaScript = (work: Work): Float64Array[] => [
  multiply(work.a, work.b, size.matrix, size.matrix, size.matrix),
  convolve(work),
  lstmStep(work),
]

function onRung(tf: TensorFlowApi, work: Work): Float32Array[] {
  const { matrix, image, channels, filters, kernel, batch, units } = size
  return tf.tidy(() => {
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
    return [product, convolved, hidden].map((tensor) => tensor.dataSync() as Float32Array)
  })
}

function agree(found: readonly Float32Array[], expected: readonly Float64Array[]): boolean {
  return expected.every((values, i) =>
    values.every(
      (value, k) =>
        Math.abs(value - (found[i]?.[k] ?? Number.NaN)) <= tolerance * Math.max(1, Math.abs(value)),
    ),
  )
}

/** What keeps a rung from being loaded, set before TensorFlow is: its C library reads it once. */
const environment: Record<string, Record<string, string>> = {
  javascript: { PLUMBLINE_TENSORFLOW: 'off' },
  'tensorflow-cpu': { CUDA_VISIBLE_DEVICES: '-1' },
}

/**
 * Tries one rung of the device ladder: loads it, computes what nets are made of, compares with plain JavaScript and
 * takes the time. Reasons are ids of `cli.doctor.reasons`, or what the library itself said.
 */
export const probeRung: Job<'probe-rung'> = async ({ rung }, { breathe }) => {
  const unavailable = (reason: string): RungReport => ({ rung, available: false, reason })
  if (rung === 'webgpu') return unavailable('not-built-in-yet')
  Object.assign(process.env, environment[rung])
  const loaded = await loadTensorFlow()
  if (loaded.rung !== rung)
    return unavailable(loaded.reason ?? (rung === 'cuda' ? 'no-graphics-card' : loaded.rung))
  await breathe()
  const work = workload()
  const found = onRung(loaded.tf, work)
  const seconds: number[] = []
  for (let i = 0; i < timings; i += 1) {
    await breathe()
    const started = performance.now()
    onRung(loaded.tf, work)
    seconds.push((performance.now() - started) / 1000)
  }
  seconds.sort((a, b) => a - b)
  return {
    rung,
    available: true,
    seconds: seconds[Math.floor(timings / 2)] ?? Number.NaN,
    agrees: agree(found, inPlainJavaScript(work)),
    version: loaded.version,
  }
}
