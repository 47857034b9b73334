import { beforeAll, expect, it } from 'vitest'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import { compile, meanSquaredError, sigmoidCrossEntropy, type Loss, type Model, type Optimizer } from '.'

let tensorflow: LoadedTensorFlow

beforeAll(async () => {
  tensorflow = await loadTensorFlow()
  expect(tensorflow.reason).toBeUndefined()
})

/** y = x · w, without more: inputs and weight are chosen so that the gradient is known. */
function line(start: readonly number[], l1 = 0, l2 = 0): Model {
  const spec = { name: 'w', shape: [start.length, 1], trained: true, decays: true, l1, l2 }
  return {
    inputs: [{ shape: [start.length], dtype: 'float32' }],
    outputs: 1,
    weights: [{ ...spec, start: () => Float32Array.from(start) }],
    apply: (pass, [x]) => pass.tf.matMul(x!, pass.weight('w')),
  }
}

interface Task {
  start: number[]
  inputs: number[]
  targets: number[]
  loss?: Loss
  l1?: number
  l2?: number
}

/** The weights after each of some steps on all rows, and the losses before them. */
async function train(
  optimizer: Optimizer,
  rate: number,
  steps: number,
  task: Task,
): Promise<{ w: number[]; loss: number }[]> {
  const trainer = await compile(tensorflow, {
    model: line(task.start, task.l1, task.l2),
    loss: task.loss ?? meanSquaredError,
    optimizer,
    seed: 1,
    batch: task.targets.length,
    rows: {
      count: task.targets.length,
      inputs: [Float32Array.from(task.inputs)],
      targets: Float32Array.from(task.targets),
    },
  })
  const order = Int32Array.from(task.targets.keys())
  const taken: { w: number[]; loss: number }[] = []
  while (taken.length < steps) {
    const [loss = NaN] = await trainer.steps(order, Float32Array.of(rate))
    taken.push({ w: [...(await trainer.weights()).get('w')!], loss })
  }
  trainer.dispose()
  return taken
}

/** One weight of 1 whose gradient is `2 · (w - target)`, by hand in double precision. */
const one: Task = { start: [1], inputs: [1], targets: [-1] }
const gradient = (w: number): number => 2 * (w + 1)

function byHand(steps: number, update: (w: number, g: number, step: number) => number): number[] {
  let w = 1
  return Array.from({ length: steps }, (_, i) => (w = update(w, gradient(w), i + 1)))
}

it('takes the step of gradient descent on three points that the textbook should have taken', async () => {
  // y = θ0 + θ1 x through (1,2), (2,4), (3,6) from θ = 0: loss 18.667, gradient (-8, -18.667).
  const task = { start: [0, 0], inputs: [1, 1, 1, 2, 1, 3], targets: [2, 4, 6] }
  const [first, second] = await train({ kind: 'sgd' }, 0.1, 2, task)
  expect(first!.loss).toBeCloseTo(18.6667, 3)
  expect(first!.w[0]).toBeCloseTo(0.8, 6)
  expect(first!.w[1]).toBeCloseTo(1.86667, 5)
  expect(second!.loss).toBeCloseTo(0.2963, 4)
})

it('leaves a weight alone where its gradient is 0', async () => {
  for (const kind of ['sgd', 'momentum', 'adagrad', 'rmsprop', 'adam'] as const) {
    const [step] = await train({ kind }, 0.1, 1, { start: [1, 2], inputs: [1, 1], targets: [3] })
    expect(step!.w).toEqual([1, 2])
  }
})

const cases: [string, Optimizer, () => number[]][] = [
  [
    "Polyak's momentum",
    { kind: 'momentum', momentum: 0.9 },
    () => {
      let v = 0
      return byHand(5, (w, g) => w + (v = 0.9 * v - 0.1 * g))
    },
  ],
  [
    "Nesterov's momentum",
    { kind: 'momentum', momentum: 0.9, nesterov: true },
    () => {
      let v = 0
      return byHand(5, (w, g) => {
        v = 0.9 * v - 0.1 * g
        return w + 0.9 * v - 0.1 * g
      })
    },
  ],
  [
    'Adagrad',
    { kind: 'adagrad', start: 0.1, epsilon: 1e-7 },
    () => {
      let sum = 0.1
      return byHand(5, (w, g) => w - (0.1 * g) / (Math.sqrt((sum += g * g)) + 1e-7))
    },
  ],
  [
    'RMSProp with momentum',
    { kind: 'rmsprop', rho: 0.9, momentum: 0.5 },
    () => {
      let square = 0
      let v = 0
      return byHand(5, (w, g) => {
        square = 0.9 * square + 0.1 * g * g
        v = 0.5 * v + (0.1 * g) / Math.sqrt(square + 1e-7)
        return w - v
      })
    },
  ],
  [
    'Adam with bias correction',
    { kind: 'adam' },
    () => {
      let m = 0
      let v = 0
      return byHand(5, (w, g, t) => {
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        const alpha = (0.1 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)
        return w - (alpha * m) / (Math.sqrt(v) + 1e-7)
      })
    },
  ],
  [
    'AdamW: decay beside the gradient, not in it',
    { kind: 'adam', weightDecay: 0.5 },
    () => {
      let m = 0
      let v = 0
      return byHand(5, (w, g, t) => {
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        const alpha = (0.1 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)
        return w - 0.1 * 0.5 * w - (alpha * m) / (Math.sqrt(v) + 1e-7)
      })
    },
  ],
]

it.each(cases)('%s follows its paper', async (_name, optimizer, expected) => {
  const found = (await train(optimizer, 0.1, 5, one)).map(({ w }) => w[0]!)
  expected().forEach((w, i) => expect(found[i]).toBeCloseTo(w, 5))
})

it('adds penalties to the gradient, and leaves them out of the loss', async () => {
  const [plain] = await train({ kind: 'sgd' }, 0.1, 1, one)
  const [l2] = await train({ kind: 'sgd' }, 0.1, 1, { ...one, l2: 0.5 })
  const [l1] = await train({ kind: 'sgd' }, 0.1, 1, { ...one, l1: 0.5 })
  expect(l2!.w[0]).toBeCloseTo(plain!.w[0]! - 0.1 * 2 * 0.5 * 1, 6)
  expect(l1!.w[0]).toBeCloseTo(plain!.w[0]! - 0.1 * 0.5, 6)
  expect([l1!.loss, l2!.loss]).toEqual([plain!.loss, plain!.loss])
})

it('clips gradients by value and by their common norm', async () => {
  // Gradients -6 and -8: norm 10.
  const task = { start: [0, 0], inputs: [3, 4], targets: [1] }
  const [free] = await train({ kind: 'sgd' }, 1, 1, task)
  expect(free!.w).toEqual([6, 8])
  const [cut] = await train({ kind: 'sgd', clipValue: 7 }, 1, 1, task)
  expect(cut!.w).toEqual([6, 7])
  const [normed] = await train({ kind: 'sgd', clipNorm: 5 }, 1, 1, task)
  expect(normed!.w[0]).toBeCloseTo(3, 5)
  expect(normed!.w[1]).toBeCloseTo(4, 5)
  const [whole] = await train({ kind: 'sgd', clipNorm: 20 }, 1, 1, task)
  expect(whole!.w).toEqual([6, 8])
})

it('calls a logit of 0 one half, and its loss ln 2', async () => {
  const model = line([2])
  const trainer = await compile(tensorflow, {
    model,
    loss: sigmoidCrossEntropy,
    optimizer: { kind: 'sgd' },
    seed: 1,
    batch: 1,
    rows: { count: 1, inputs: [Float32Array.of(1)], targets: Float32Array.of(1) },
  })
  const inputs = [Float32Array.of(0, 1, -200)]
  const { loss, predictions } = await trainer.evaluate({
    count: 3,
    inputs,
    targets: Float32Array.of(1, 1, 0),
  })
  expect(predictions[0]).toBe(0.5)
  expect(predictions[1]).toBeCloseTo(0.8808, 4)
  expect(predictions[2]).toBe(0)
  expect(loss).toBeCloseTo((Math.LN2 + Math.log(1 + Math.exp(-2))) / 3, 6)
  trainer.dispose()
})
