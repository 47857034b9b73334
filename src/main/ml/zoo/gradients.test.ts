import { describe, expect, it } from 'vitest'
import { meanSquaredError, sigmoidCrossEntropy, type Loss } from '../compile'
import { compile, startingWeights } from '../nets'
import { loadTensorFlow } from '../tensorflow'
import { denseNet } from '.'

/** A net of three inputs, two hidden units and one answer, as the tutorials work it out by hand. */
const model = denseNet({ inputs: 3, units: [2], outputs: 1, activation: 'sigmoid' })
const x = [1, 2, 3]
const target = 0.5

type Weights = Map<string, number[]>
const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z))
const value = (weights: Weights, name: string, i: number): number => weights.get(name)?.[i] ?? Number.NaN

/** The answer before any head, and the hidden units, in double precision. */
function forward(weights: Weights): { logit: number; hidden: number[] } {
  const hidden = [0, 1].map((unit) =>
    sigmoid(
      x.reduce(
        (sum, input, i) => sum + input * value(weights, 'hidden-1/kernel', 2 * i + unit),
        value(weights, 'hidden-1/bias', unit),
      ),
    ),
  )
  const logit = hidden.reduce(
    (sum, h, unit) => sum + h * value(weights, 'head/kernel', unit),
    value(weights, 'head/bias', 0),
  )
  return { logit, hidden }
}

const losses: Record<
  string,
  { loss: Loss; of: (logit: number) => number; delta: (logit: number) => number }
> = {
  // A - y: the sigmoid's slope cancels.
  'cross-entropy': {
    loss: sigmoidCrossEntropy,
    of: (z) => -target * Math.log(sigmoid(z)) - (1 - target) * Math.log(1 - sigmoid(z)),
    delta: (z) => sigmoid(z) - target,
  },
  // Of a linear answer: no mixture of one loss with another's gradient can be asked for.
  'squared error': {
    loss: meanSquaredError,
    of: (z) => (z - target) ** 2,
    delta: (z) => 2 * (z - target),
  },
}

describe.each(Object.entries(losses))('%s', (_, { loss, of, delta }) => {
  it('has the gradient of its own loss, by the formula and by finite differences', async () => {
    const start: Weights = new Map([...startingWeights(model, 5)].map(([name, w]) => [name, [...w]]))
    const trainer = await compile(await loadTensorFlow(), {
      model,
      loss,
      optimizer: { kind: 'sgd' },
      seed: 5,
      batch: 1,
      rows: { count: 1, inputs: [Float32Array.from(x)], targets: Float32Array.of(target) },
    })
    const [first] = await trainer.steps(Int32Array.of(0), Float32Array.of(1))
    const after = await trainer.weights()
    trainer.dispose()

    const { logit, hidden } = forward(start)
    expect(first).toBeCloseTo(of(logit), 5)
    const step = 1e-5
    for (const [name, values] of start) {
      values.forEach((own, i) => {
        const lossAt = (moved: number): number => {
          const weights: Weights = new Map(start)
          weights.set(name, values.with(i, moved))
          return of(forward(weights).logit)
        }
        const slope = (lossAt(own + step) - lossAt(own - step)) / (2 * step)
        expect(Math.abs(own - (after.get(name)?.[i] ?? Number.NaN) - slope)).toBeLessThan(1e-6)
      })
    }
    hidden.forEach((h, unit) => {
      const gradient = value(start, 'head/kernel', unit) - (after.get('head/kernel')?.[unit] ?? Number.NaN)
      expect(gradient).toBeCloseTo(delta(logit) * h, 5)
    })
  })
})
