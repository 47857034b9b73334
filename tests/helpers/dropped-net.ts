import { expect } from 'vitest'
import { nets, type LoadedTensorFlow } from '../../src/main/ml'

// A small net whose step XLA can take as a whole, dropout among it.

const weight = (name: string, shape: number[]): nets.WeightSpec => ({
  ...{ name, shape, trained: true, decays: true, l1: 0, l2: 1e-3 },
  start: (size, source) => Float32Array.from({ length: size }, () => (source.next() - 0.5) / 2),
})

/** Three numbers → eight units, half of them dropped → one. `addsUp`: with running sums of the units. */
export function net(addsUp = false): nets.Model {
  return {
    inputs: [{ shape: [3], dtype: 'float32' }],
    outputs: 1,
    weights: [weight('a', [3, 8]), weight('b', [8, 1])],
    apply(pass, [x]) {
      const { tf } = pass
      let units = tf.relu(tf.matMul(x!, pass.weight('a')))
      if (addsUp) units = tf.cumsum(units, 1)
      const kept = pass.training ? units.mul(pass.uniform(units.shape).greater(0.5)) : units
      return tf.matMul(kept, pass.weight('b'))
    },
  }
}

export const rowsOf = (count: number): nets.Plan['rows'] => ({
  count,
  inputs: [Float32Array.from({ length: 3 * count }, (_, i) => ((i * 7) % 11) / 11)],
  targets: Float32Array.from({ length: count }, (_, i) => i % 2),
})

export const trainerOf = (
  tensorflow: LoadedTensorFlow,
  changes: Partial<nets.Plan> = {},
): Promise<nets.Trainer> =>
  nets.compile(tensorflow, {
    ...{ model: net(), loss: nets.sigmoidCrossEntropy, seed: 3, batch: 16, rows: rowsOf(40) },
    optimizer: { kind: 'adam', weightDecay: 0.01, clipNorm: 1 },
    ...changes,
  })

/** Two epochs, the last batch of each smaller. */
export async function lossesOf(trainer: nets.Trainer): Promise<number[]> {
  const order = Int32Array.from({ length: 40 }, (_, i) => i)
  const rates = new Float32Array(3).fill(0.02)
  const losses = [...(await trainer.steps(order, rates)), ...(await trainer.steps(order, rates))]
  trainer.dispose()
  return losses
}

export const closeTo = (expected: readonly number[]): unknown[] =>
  expected.map((loss) => expect.closeTo(loss, 5) as unknown)
