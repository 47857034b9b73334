import { beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors'
import { random } from '#shared/random'
import { meanSquaredError, softmaxCrossEntropy, type Model, type Rows } from '../compile'
import type { FitProgress } from '../predictor'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import { fitNet, type NetFit } from './fit-net'
import { batchNorm, dense, dropout, newNet } from './layers'

let tensorflow: LoadedTensorFlow

beforeAll(async () => {
  tensorflow = await loadTensorFlow()
  expect(tensorflow.reason).toBeUndefined()
})

const inputs = 6

/** Two layers with everything that must survive a restart: dropout, batch normalisation's state, penalties. */
function model(): Model {
  const net = newNet({ l1: 0, l2: 1e-4 })
  const below = dense(net, 'below', inputs, 16, 'relu')
  const norm = batchNorm(net, 'norm', 16)
  const drop = dropout(0.3)
  const head = dense(net, 'head', 16, 2)
  return net.model({
    inputs: [{ shape: [inputs], dtype: 'float32' }],
    outputs: 2,
    apply: (pass, [x]) => head(pass, drop(pass, norm(pass, below(pass, x!)))),
  })
}

/** Whether the first number is above the second; `noise` of the labels say the opposite. */
function rows(count: number, seed: number, noise = 0): Rows {
  const source = random(seed)
  const x = Float32Array.from({ length: count * inputs }, () => source.next() * 2 - 1)
  const targets = Int32Array.from({ length: count }, (_, i) => {
    const label = x[i * inputs]! > x[i * inputs + 1]! ? 1 : 0
    return source.next() < noise ? 1 - label : label
  })
  return { count, inputs: [x], targets }
}

class Stopped extends Error {}

/** What a trainer gives a fit: checkpoints in memory; `stopAfter` breaths the process "dies". */
function contextOf(stopAfter = Infinity, saved: { parts: Map<string, Uint8Array> | null } = { parts: null }) {
  let breaths = 0
  const reports: FitProgress[] = []
  const context: NetFit['context'] = {
    model: 'net',
    breathe: () => (++breaths > stopAfter ? Promise.reject(new Stopped()) : Promise.resolve()),
    report: (progress) => reports.push(structuredClone(progress)),
    checkpoints: {
      load: () => Promise.resolve(saved.parts),
      save: (parts) => {
        saved.parts = new Map([...parts].map(([name, bytes]) => [name, bytes.slice()]))
        return Promise.resolve()
      },
    },
  }
  return { context, reports, saved, breaths: () => breaths }
}

function fitOf(context: NetFit['context'], changes: Partial<NetFit> = {}): NetFit {
  return {
    tensorflow,
    model: model(),
    loss: softmaxCrossEntropy,
    optimizer: { kind: 'adam' },
    schedule: { kind: 'cosine', rate: 0.01 },
    train: rows(203, 1, 0.1),
    validation: rows(100, 2),
    metric: (predictions) => predictions.filter((p, i) => i % 2 === 1 && p > 0.5).length / 100,
    watch: 'loss',
    batch: 16,
    epochs: 5,
    patience: 5,
    seed: 11,
    context,
    ...changes,
  }
}

describe('a fit', () => {
  it('learns, and reports curve, rate and speed', async () => {
    const { context, reports } = contextOf()
    const fitted = await fitNet(fitOf(context))
    expect(fitted.curve.at(-1)!.validationLoss).toBeLessThan(0.55)
    expect(fitted.curve.at(-1)!.validationLoss).toBeLessThan(fitted.curve[0]!.validationLoss!)
    const epochs = reports
      .flatMap(({ points }) => points)
      .filter((point) => point.validationLoss !== undefined)
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5])
    expect(epochs.every(({ validationMetric }) => validationMetric !== undefined)).toBe(true)
    expect(reports.at(-1)).toMatchObject({ epoch: 5, epochs: 5, done: 1 })
    const rates = reports.map(({ learningRate }) => learningRate!)
    expect(rates.at(-1)).toBeLessThan(rates[0]!)
  })

  it('gives the same weights for the same seed, others for another', async () => {
    const [a, b, c] = await Promise.all([
      fitNet(fitOf(contextOf().context)),
      fitNet(fitOf(contextOf().context)),
      fitNet(fitOf(contextOf().context, { seed: 12 })),
    ])
    expect(a.weights).toEqual(b.weights)
    expect(a.weights).not.toEqual(c.weights)
  })

  it('keeps the best epoch and stops when none is better', async () => {
    // Labels that say nothing: the more is learnt, the worse on other rows.
    const train = rows(64, 1, 0.5)
    const changes = { train, epochs: 60, patience: 3, schedule: { kind: 'constant', rate: 0.05 } } as const
    const fitted = await fitNet(fitOf(contextOf().context, changes))
    const losses = fitted.curve.map((point) => point.validationLoss!)
    expect(fitted.stopped).toBe('patience')
    expect(fitted.epochs).toBe(fitted.bestEpoch + 3)
    expect(losses[fitted.bestEpoch - 1]).toBe(Math.min(...losses))
    const short = await fitNet(fitOf(contextOf().context, { ...changes, epochs: fitted.bestEpoch }))
    expect(fitted.weights).toEqual(short.weights)
  })

  it('stops between two batches when it is told to', async () => {
    const { context, breaths } = contextOf(3)
    const empty = tensorflow.tf.memory().numTensors
    await expect(fitNet(fitOf(context))).rejects.toBeInstanceOf(Stopped)
    expect(breaths()).toBe(4)
    expect(tensorflow.tf.memory().numTensors).toBe(empty)
  })

  it('leaves no tensors behind', async () => {
    const empty = tensorflow.tf.memory().numTensors
    await fitNet(fitOf(contextOf().context, { epochs: 1 }))
    expect(tensorflow.tf.memory().numTensors).toBe(empty)
  })
})

describe('resuming', () => {
  it('ends with the same bits wherever it was interrupted', async () => {
    const epochs = 3
    const whole = await fitNet(fitOf(contextOf().context, { epochs }))
    // Two breaths an epoch at least: one after its steps, one after its judgement.
    for (let breath = 1; breath < 2 * epochs; breath++) {
      const first = contextOf(breath)
      const dying = fitOf(first.context, { epochs, checkpointMs: 0 })
      await expect(fitNet(dying)).rejects.toBeInstanceOf(Stopped)
      const second = contextOf(Infinity, first.saved)
      const resumed = await fitNet(fitOf(second.context, { epochs }))
      expect(resumed.weights).toEqual(whole.weights)
      expect(resumed.curve).toEqual(whole.curve)
      expect(resumed.bestEpoch).toBe(whole.bestEpoch)
    }
  })

  it('loses at most one epoch, and repeats the curve so far', async () => {
    const first = contextOf()
    let epochs = 0
    first.context.report = ({ points }) => {
      epochs += points.filter((point) => point.validationLoss !== undefined).length
    }
    const dying = {
      ...first.context,
      breathe: () => (epochs === 3 ? Promise.reject(new Stopped()) : Promise.resolve()),
    }
    await expect(fitNet(fitOf(dying))).rejects.toBeInstanceOf(Stopped)
    const second = contextOf(Infinity, first.saved)
    await fitNet(fitOf(second.context))
    const repeated = second.reports[0]!.points.filter((point) => point.validationLoss !== undefined)
    expect(repeated.map(({ epoch }) => epoch)).toEqual([1, 2, 3])
  })

  it('starts anew where data or settings are others', async () => {
    const first = contextOf()
    await fitNet(fitOf(first.context, { epochs: 2 }))
    const changed = await fitNet(fitOf(contextOf(Infinity, first.saved).context, { epochs: 2, seed: 12 }))
    const fresh = await fitNet(fitOf(contextOf().context, { epochs: 2, seed: 12 }))
    expect(changed.weights).toEqual(fresh.weights)
  })
})

describe('running out of memory', () => {
  it.each([16, 25])('goes on from the checkpoint of batch %i with half of it', async (batch) => {
    // Enough batches that the first epoch is left in its middle.
    const train = rows(2003, 1, 0.1)
    const first = contextOf()
    const breathe = (): Promise<void> =>
      first.saved.parts ? Promise.reject(new Stopped()) : Promise.resolve()
    const dying = fitOf({ ...first.context, breathe }, { train, batch, checkpointMs: 0 })
    await expect(fitNet(dying)).rejects.toBeInstanceOf(Stopped)
    const second = contextOf(Infinity, first.saved)
    const fitted = await fitNet(fitOf({ ...second.context, batchDivisor: 2 }, { train, batch }))
    expect(fitted.epochs).toBe(5)
    expect(second.reports[0]!.done).toBeGreaterThan(0)
    expect(fitted.curve.at(-1)!.validationLoss!).toBeLessThan(0.4)
    // The schedule follows the epochs: it neither jumps back nor ends early.
    const rates = second.reports.map(({ learningRate }) => learningRate!).slice(1)
    rates.slice(1).forEach((rate, i) => expect(rate).toBeLessThanOrEqual(rates[i]!))
    expect(rates.at(-1)).toBeLessThan(1e-4)
  })

  it('has a floor, and one clear error', async () => {
    const { context } = contextOf()
    await expect(fitNet(fitOf({ ...context, batchDivisor: 4 }))).rejects.toMatchObject({
      code: 'smallest-batch',
      params: { model: 'net', batch: 8 },
    })
  })
})

describe('a loss that is no number', () => {
  /** A line whose rate is too high: each step makes it wronger, until the numbers end. */
  function wild(context: NetFit['context'], rate: number): NetFit {
    const net = newNet()
    const line = dense(net, 'line', inputs, 1)
    const { count, inputs: x, targets } = rows(64, 1)
    const numbers = { count, inputs: x, targets: Float32Array.from(targets) }
    return {
      ...fitOf(context, { train: numbers, validation: numbers, epochs: 100, patience: 100 }),
      model: net.model({
        inputs: [{ shape: [inputs], dtype: 'float32' }],
        outputs: 1,
        apply: (pass, [input]) => line(pass, input!),
      }),
      loss: meanSquaredError,
      optimizer: { kind: 'sgd' },
      schedule: { kind: 'constant', rate },
    }
  }

  it('keeps the best epoch so far', async () => {
    const fitted = await fitNet(wild(contextOf().context, 5))
    expect(fitted.stopped).toBe('diverged')
    expect(fitted.epochs).toBeGreaterThan(1)
    expect(fitted.bestEpoch).toBe(1)
    expect([...fitted.weights.values()].every((values) => values.every(Number.isFinite))).toBe(true)
  })

  it('is an error before anything was learnt', async () => {
    const { context, reports } = contextOf()
    const error = await fitNet(wild(context, 1e30)).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({ code: 'training-diverged', params: { model: 'net', epoch: 1 } })
    expect(reports.flatMap(({ points }) => points).every(({ loss }) => Number.isFinite(loss))).toBe(true)
  })
})
