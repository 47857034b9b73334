import { beforeAll, expect, it } from 'vitest'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import { compile, sigmoidCrossEntropy, type Model, type Plan, type Trainer, type WeightSpec } from '.'

let tensorflow: LoadedTensorFlow

beforeAll(async () => {
  tensorflow = await loadTensorFlow()
  expect(tensorflow.reason).toBeUndefined()
})

const weight = (name: string, shape: number[]): WeightSpec => ({
  ...{ name, shape, trained: true, decays: true, l1: 0, l2: 1e-3 },
  start: (size, source) => Float32Array.from({ length: size }, () => (source.next() - 0.5) / 2),
})

/** Three numbers → eight units, half of them dropped → one. `addsUp`: with running sums of the units. */
function net(addsUp = false): Model {
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

const rowsOf = (count: number): Plan['rows'] => ({
  count,
  inputs: [Float32Array.from({ length: 3 * count }, (_, i) => ((i * 7) % 11) / 11)],
  targets: Float32Array.from({ length: count }, (_, i) => i % 2),
})

const trainerOf = (changes: Partial<Plan> = {}): Promise<Trainer> =>
  compile(tensorflow, {
    ...{ model: net(), loss: sigmoidCrossEntropy, seed: 3, batch: 16, rows: rowsOf(40) },
    optimizer: { kind: 'adam', weightDecay: 0.01, clipNorm: 1 },
    ...changes,
  })

/** Two epochs, the last batch of each smaller. */
async function lossesOf(trainer: Trainer): Promise<number[]> {
  const order = Int32Array.from({ length: 40 }, (_, i) => i)
  const rates = new Float32Array(3).fill(0.02)
  const losses = [...(await trainer.steps(order, rates)), ...(await trainer.steps(order, rates))]
  trainer.dispose()
  return losses
}

const closeTo = (expected: readonly number[]): unknown[] =>
  expected.map((loss) => expect.closeTo(loss, 5) as unknown)

it('takes a step of matrix products as one piece of code, with the numbers of the eager one', async () => {
  const trainer = await trainerOf()
  expect(trainer.path).toEqual({ kind: 'compiled', fused: true })
  const eager = await trainerOf({ eager: true })
  expect(await lossesOf(trainer)).toEqual(closeTo(await lossesOf(eager)))
})

it('leaves other operations and large products to TensorFlow', async () => {
  const paths = []
  for (const changes of [{ model: net(true) }, { batch: 2 ** 21, rows: rowsOf(2 ** 21) }]) {
    const trainer = await trainerOf(changes)
    paths.push(trainer.path)
    trainer.dispose()
  }
  expect(paths).toEqual([
    { kind: 'compiled', fused: false },
    { kind: 'compiled', fused: false },
  ])
})
