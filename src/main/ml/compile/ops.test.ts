import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import { expect, it } from 'vitest'
import { random } from '#shared/random'
import { loadTensorFlow } from '../tensorflow'
import { lookUpTokens, sigmoidLoss, strongestMatch } from './ops'

const source = random(11)
const noise = (length: number): Float32Array => Float32Array.from({ length }, () => source.next() - 0.5)

function expectClose(found: readonly Tensor[], expected: readonly Tensor[]): void {
  found.forEach((tensor, i) => {
    const values = expected[i]!.dataSync()
    tensor.dataSync().forEach((value, k) => {
      expect(value).toBeCloseTo(values[k]!, 5)
    })
  })
}

it.each([1, 2, 3, 4])('gives a match of width %s the gradients of convolution and maximum', async (width) => {
  const { tf } = await loadTensorFlow()
  const [batch, length, rows, size, filters] = [3, 7, 9, 4, 5]
  const table = tf.tensor2d(noise(rows * size), [rows, size])
  // No token twice in a text, as equal matches share a gradient differently. The last text is padding throughout:
  // nothing matches, and nothing is to be learnt from it.
  const text = (): number[] =>
    [...source.shuffle(Int32Array.from({ length: rows }, (_, i) => i))].slice(0, length)
  const ids = tf.tensor2d([text(), text(), Array<number>(length).fill(0)], [batch, length], 'int32')
  const kernel = tf.tensor3d(noise(width * size * filters), [width, size, filters])
  const bias = tf.tensor1d(noise(filters))
  const pull = tf.tensor2d(noise(batch * filters), [batch, filters])

  const ours = (t: Tensor, k: Tensor, b: Tensor): Tensor =>
    strongestMatch(tf, lookUpTokens(tf, t as Tensor2D, ids, 0), k as Tensor3D, b)
  const plain = (t: Tensor, k: Tensor, b: Tensor): Tensor => {
    const real = ids.notEqual(tf.scalar(0, 'int32')).toFloat().expandDims(2)
    const text = tf.gather(t, ids).mul<Tensor3D>(real)
    return tf
      .conv1d(text, k as Tensor3D, 1, 'same')
      .add(b)
      .relu()
      .mul(real)
      .max(1)
  }
  const weights = [table, kernel, bias]
  const gradients = (of: typeof ours): Tensor[] =>
    tf.grads((...given: Tensor[]) => of(given[0]!, given[1]!, given[2]!).mul(pull).sum())(weights)
  expectClose([ours(table, kernel, bias)], [plain(table, kernel, bias)])
  expectClose(gradients(ours), gradients(plain))
})

it('is the cross-entropy of a sigmoid, with its gradient, far beyond where a sigmoid is 0 or 1', async () => {
  const { tf } = await loadTensorFlow()
  const logits = tf.tensor2d([-200, -2, 0, 3, 200, 0.5], [3, 2])
  const targets = tf.tensor2d([0, 1, 0.5, 1, 0, 0], [3, 2])
  const each = (x: number, t: number): number => Math.max(x, 0) - x * t + Math.log1p(Math.exp(-Math.abs(x)))
  const expected = [
    [each(-200, 0), each(-2, 1)],
    [each(0, 0.5), each(3, 1)],
    [each(200, 0), each(0.5, 0)],
  ].map(([a = NaN, b = NaN]) => (a + b) / 2)
  sigmoidLoss(tf, logits, targets)
    .dataSync()
    .forEach((value, row) => {
      expect(value).toBeCloseTo(expected[row]!, 4)
    })
  const gradient = tf.grad((x: Tensor) => sigmoidLoss(tf, x, targets).sum())(logits)
  expectClose([gradient], [tf.sigmoid(logits).sub(targets).div(2)])
})
