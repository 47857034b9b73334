import { beforeAll, describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import {
  compile,
  inference,
  softmaxCrossEntropy,
  type Model,
  type Plan,
  type Rows,
  type Trainer,
  type WeightSpec,
} from '.'

let tensorflow: LoadedTensorFlow

beforeAll(async () => {
  tensorflow = await loadTensorFlow()
  expect(tensorflow.reason).toBeUndefined()
})

function weight(name: string, shape: number[], trained = true): WeightSpec {
  return {
    name,
    shape,
    trained,
    decays: false,
    l1: 0,
    l2: 0,
    start: (size, source) => Float32Array.from({ length: size }, () => (source.next() - 0.5) / 2),
  }
}

/** Two inputs → 16 tanh units (half of them dropped at random) → two classes; a moving mean of the units as state. */
function net(dropout: number, moving = true): Model {
  return {
    inputs: [{ shape: [2], dtype: 'float32' }],
    outputs: 2,
    weights: [weight('a', [2, 16]), weight('shift', [16]), weight('b', [16, 2]), weight('seen', [16], false)],
    apply(pass, [x]) {
      const units = pass.tf.tanh(pass.tf.matMul(x!, pass.weight('a')).add(pass.weight('shift')))
      if (moving) pass.assign('seen', pass.weight('seen').mul(0.9).add(units.mean(0).mul(0.1)))
      const kept =
        pass.training && dropout > 0 ? units.mul(pass.uniform(units.shape).greater(dropout)) : units
      return pass.tf.matMul(kept, pass.weight('b'))
    },
  }
}

/** Points whose class is whether both coordinates have the same sign: no line parts them. */
function corners(count: number, seed = 5): Rows {
  const source = random(seed)
  const x = Float32Array.from({ length: 2 * count }, () => source.next() * 2 - 1)
  const targets = Int32Array.from({ length: count }, (_, i) => (x[2 * i]! * x[2 * i + 1]! > 0 ? 1 : 0))
  return { count, inputs: [x], targets }
}

function trainerOf(
  rows: Rows,
  changes: Partial<Plan> & { dropout?: number; moving?: boolean } = {},
): Promise<Trainer> {
  const { dropout = 0.5, moving = true, ...plan } = changes
  const usual = { loss: softmaxCrossEntropy, optimizer: { kind: 'adam' }, seed: 3, batch: 32 } as const
  return compile(tensorflow, { ...usual, model: net(dropout, moving), rows, ...plan })
}

const order = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i)
const rates = (steps: number): Float32Array => new Float32Array(steps).fill(0.02)

describe('training', () => {
  it('learns what no line can tell apart', async () => {
    const trainer = await trainerOf(corners(512), { dropout: 0 })
    const before = await trainer.evaluate(corners(400, 6))
    for (let epoch = 0; epoch < 30; epoch++) await trainer.steps(order(512), rates(16))
    const { loss, predictions } = await trainer.evaluate(corners(400, 6))
    const right = corners(400, 6).targets.filter((label, i) => predictions[2 * i + label]! > 0.5)
    expect(before.loss).toBeGreaterThan(0.6)
    expect(loss).toBeLessThan(0.2)
    expect(right.length).toBeGreaterThan(370)
    trainer.dispose()
  })

  it.each([true, false])('takes a last, smaller batch (using the batch as a whole: %s)', async (moving) => {
    const changes = { dropout: 0.5, moving }
    const [trainer, eager] = await Promise.all([
      trainerOf(corners(70), changes),
      trainerOf(corners(70), { ...changes, eager: true }),
    ])
    const losses = await trainer.steps(order(70), rates(3))
    const expected = await eager.steps(order(70), rates(3))
    expect([trainer.path.kind, eager.path.kind]).toEqual(['compiled', 'eager'])
    expect(losses.length).toBe(3)
    losses.forEach((loss, i) => expect(loss).toBeCloseTo(expected[i]!, 5))
    expect(trainer.taken).toBe(3)
    trainer.dispose()
    eager.dispose()
  })

  it('is the same however the steps are grouped', async () => {
    const rows = corners(96)
    const [together, apart] = [await trainerOf(rows), await trainerOf(rows)]
    const losses = await together.steps(order(96), rates(3))
    const single: unknown[] = []
    for (const i of [0, 1, 2]) {
      single.push(...(await apart.steps(order(96).subarray(i * 32, (i + 1) * 32), rates(1))))
    }
    expect([...losses]).toEqual(single)
    expect(await together.weights()).toEqual(await apart.weights())
    together.dispose()
    apart.dispose()
  })

  it('draws other dropout at every step, and the same for the same seed', async () => {
    const rows = corners(32)
    const [once, again] = [await trainerOf(rows), await trainerOf(rows)]
    // At rate 0 nothing is learnt: the loss changes through dropout alone.
    const still = new Float32Array(4)
    const four = async (trainer: Trainer): Promise<number[]> => {
      const losses: number[] = []
      for (let i = 0; i < 4; i++) losses.push(...(await trainer.steps(order(32), still.subarray(i, i + 1))))
      return losses
    }
    const losses = await four(once)
    expect(new Set(losses).size).toBe(4)
    expect(losses).toEqual(await four(again))
    once.dispose()
    again.dispose()
  })

  it('lets a row weigh as much as it is said to', async () => {
    const rows = corners(4)
    const doubled = { ...rows, weights: Float32Array.of(2, 0, 1, 1) }
    const weighted = await trainerOf(doubled, { optimizer: { kind: 'sgd' }, dropout: 0, batch: 4 })
    const repeated = await trainerOf(rows, { optimizer: { kind: 'sgd' }, dropout: 0, batch: 4 })
    const [a] = await weighted.steps(order(4), rates(1))
    const [b] = await repeated.steps(Int32Array.of(0, 0, 2, 3), rates(1))
    expect(a).toBeCloseTo(b!, 6)
    const expected = (await repeated.weights()).get('a')!
    ;(await weighted.weights()).get('a')!.forEach((w, i) => expect(w).toBeCloseTo(expected[i]!, 6))
    weighted.dispose()
    repeated.dispose()
  })

  it('stores what the step assigns', async () => {
    const trainer = await trainerOf(corners(64))
    const before = (await trainer.weights()).get('seen')!
    await trainer.steps(order(64), rates(2))
    expect((await trainer.weights()).get('seen')).not.toEqual(before)
    trainer.dispose()
  })

  it('stops at a loss that is no number', async () => {
    const rows = corners(96)
    rows.inputs[0]![64 * 2] = NaN
    const trainer = await trainerOf(rows)
    const losses = await trainer.steps(order(96), rates(3))
    expect([...losses].map(Number.isFinite)).toEqual([true, true, false])
    trainer.dispose()
  })

  it('refuses rows that do not fit the model', async () => {
    const rows = corners(8)
    await expect(trainerOf({ ...rows, count: 9 })).rejects.toThrow('18 numbers of float32 expected')
    await expect(trainerOf({ ...rows, targets: Float32Array.from(rows.targets) })).rejects.toThrow('int32')
  })
})

describe('going on', () => {
  it.each(['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'] as const)(
    'with %s is bit for bit the same',
    async (kind) => {
      const rows = corners(128)
      const whole = await trainerOf(rows, { optimizer: { kind } })
      await whole.steps(order(128), rates(4))
      await whole.steps(order(128), rates(4))

      const first = await trainerOf(rows, { optimizer: { kind } })
      await first.steps(order(128), rates(4))
      const state = await first.state()
      first.dispose()
      const second = await trainerOf(rows, { optimizer: { kind } })
      second.restore(state)
      await second.steps(order(128), rates(4))
      expect(await second.state()).toEqual(await whole.state())
      whole.dispose()
      second.dispose()
    },
  )

  it('predicts the same from stored weights alone', async () => {
    const trainer = await trainerOf(corners(64))
    await trainer.steps(order(64), rates(2))
    const { inputs, count } = corners(600, 9)
    const expected = await trainer.predict(inputs, count)
    const stored = inference(tensorflow, {
      model: net(0.5),
      loss: softmaxCrossEntropy,
      weights: await trainer.weights(),
    })
    expect(await stored.predict(inputs, count)).toEqual(expected)
    trainer.dispose()
    stored.dispose()
  })

  it('leaves no tensors behind', async () => {
    const { tf } = tensorflow
    const empty = tf.memory().numTensors
    const trainer = await trainerOf(corners(80))
    await trainer.steps(order(80), rates(3))
    await trainer.evaluate(corners(300))
    const { numTensors } = tf.memory()
    for (let i = 0; i < 5; i++) await trainer.steps(order(80), rates(3))
    await trainer.evaluate(corners(300))
    expect(tf.memory().numTensors).toBe(numTensors)
    trainer.dispose()
    expect(tf.memory().numTensors).toBe(empty)
  })
})
