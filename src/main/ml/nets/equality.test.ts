import { beforeAll, expect, it } from 'vitest'
import { random, type Random } from '#shared/random'
import {
  compile,
  meanSquaredError,
  sigmoidCrossEntropy,
  sizeOf,
  softmaxCrossEntropy,
  type Loss,
  type Model,
  type Optimizer,
  type Plan,
  type Rows,
} from '../compile'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import {
  batchNorm,
  conv1d,
  conv2d,
  dense,
  dropout,
  embedding,
  embeddingSum,
  flatten,
  maxPool2d,
  newNet,
  type Activation,
} from './layers'
import { paddedInFront, recurrent } from './recurrent'

// The compiled step against the eager one with the same formulas, over random small nets.

/** Nets tried; the seed is fixed, so a failure repeats. */
const tries = 24

let tensorflow: LoadedTensorFlow

beforeAll(async () => {
  tensorflow = await loadTensorFlow()
  expect(tensorflow.reason).toBeUndefined()
})

const pick = <T>(source: Random, from: readonly T[]): T => from[source.int(from.length)]!
const between = (source: Random, low: number, high: number): number => low + source.int(high - low + 1)
const activations: readonly Activation[] = ['linear', 'relu', 'tanh', 'sigmoid']
const vocabulary = 9

/**
 * Layers on numbers: dense, dropout, batch normalisation, in any order but one: normalisation takes away the shift of a
 * linear layer (or another normalisation) before it, whose gradient is then rounding alone, and Adam makes a full step
 * of that.
 */
function numeric(source: Random, outputs: number): Model {
  const net = newNet({ l1: pick(source, [0, 0, 1e-3]), l2: pick(source, [0, 0, 1e-2]) })
  let width = between(source, 1, 6)
  let linear = false
  const inputs = [{ shape: [width], dtype: 'float32' as const }]
  const layers = Array.from({ length: between(source, 0, 3) }, (_, i) => {
    const kind = pick(source, ['dense', 'dense', 'dropout', 'norm'] as const)
    if (kind === 'dropout' || (kind === 'norm' && linear)) return dropout(0.3)
    if (kind === 'norm') {
      linear = true
      return batchNorm(net, `norm-${i}`, width)
    }
    const units = between(source, 1, 8)
    const activation = pick(source, activations)
    const layer = dense(net, `dense-${i}`, width, units, activation)
    width = units
    linear = activation === 'linear'
    return layer
  })
  const head = dense(net, 'head', width, outputs)
  return net.model({
    inputs,
    outputs,
    apply: (pass, [x]) =>
      head(
        pass,
        layers.reduce((below, layer) => layer(pass, below), x!),
      ),
  })
}

/** Layers on tokens: a sum of vectors, a convolution, or a recurrent layer in either direction. */
function sequential(source: Random, outputs: number): Model {
  const net = newNet()
  const length = between(source, 2, 6)
  const size = between(source, 1, 5)
  const inputs = [{ shape: [length], dtype: 'int32' as const }]
  const kind = pick(source, ['sum', 'conv', 'lstm', 'gru'] as const)
  if (kind === 'sum') {
    const sum = embeddingSum(net, 'tokens', vocabulary, size)
    const head = dense(net, 'head', size, outputs)
    return net.model({ inputs, outputs, apply: (pass, [ids]) => head(pass, sum(pass, ids!)) })
  }
  const embed = embedding(net, 'tokens', vocabulary, size)
  const units = between(source, 1, 6)
  const head = dense(net, 'head', units, outputs)
  if (kind === 'conv') {
    const conv = conv1d(net, 'conv', between(source, 1, 3), size, units, 'relu')
    const drop = dropout(0.2)
    const apply: Model['apply'] = (pass, [ids]) =>
      head(pass, drop(pass, conv(pass, embed(pass, ids!)).max(1)))
    return net.model({ inputs, outputs, apply })
  }
  const rates = { dropout: pick(source, [0, 0.2]), recurrentDropout: pick(source, [0, 0.2]) }
  const read = recurrent(net, kind, { cell: kind, inputs: size, units, ...rates })
  const reversed = pick(source, [true, false])
  return net.model({
    inputs,
    outputs,
    apply(pass, [ids]) {
      const ordered = paddedInFront(pass, ids!, reversed)
      const real = ordered.notEqual(pass.tf.scalar(0, 'int32')).toFloat()
      return head(pass, read(pass, embed(pass, ordered), real, 'last'))
    },
  })
}

/** Layers on small pictures: convolution, pooling, dense. */
function pictorial(source: Random, outputs: number): Model {
  const net = newNet()
  const side = between(source, 4, 6)
  const [channels, filters] = [between(source, 1, 3), between(source, 1, 5)]
  const activation = pick(source, activations)
  const padding = pick(source, ['same', 'valid'] as const)
  const width = between(source, 1, 3)
  const conv = conv2d(net, 'conv', width, channels, filters, { activation, padding })
  const pool = maxPool2d(2)
  const kept = padding === 'same' ? side : side - width + 1
  const head = dense(net, 'head', filters * Math.floor(kept / 2) ** 2, outputs)
  return net.model({
    inputs: [{ shape: [side, side, channels], dtype: 'float32' }],
    outputs,
    apply: (pass, [x]) => head(pass, flatten(pass, pool(pass, conv(pass, x!)))),
  })
}

function rowsFor(source: Random, model: Model, loss: Loss, count: number): Rows {
  const inputs = model.inputs.map(({ shape, dtype }) => {
    const size = count * sizeOf(shape)
    if (dtype === 'int32') return Int32Array.from({ length: size }, () => source.int(vocabulary))
    return Float32Array.from({ length: size }, () => source.next() * 2 - 1)
  })
  const size = count * loss.targetWidth(model.outputs)
  const targets =
    loss.targets === 'int32'
      ? Int32Array.from({ length: size }, () => source.int(model.outputs))
      : Float32Array.from({ length: size }, () => source.int(2))
  const weights = Float32Array.from({ length: count }, () => source.next() * 2)
  return { count, inputs, targets, ...(source.next() < 0.3 && { weights }) }
}

function planFor(source: Random): Plan {
  const loss = pick(source, [softmaxCrossEntropy, sigmoidCrossEntropy, meanSquaredError])
  const outputs = between(source, loss === softmaxCrossEntropy ? 2 : 1, 4)
  const model = pick(source, [numeric, numeric, sequential, sequential, pictorial])(source, outputs)
  const common: Pick<Optimizer, 'weightDecay' | 'clipNorm' | 'clipValue'> = {
    ...(source.next() < 0.2 && { weightDecay: 0.1 }),
    ...(source.next() < 0.2 && { clipNorm: 0.5 }),
    ...(source.next() < 0.2 && { clipValue: 0.1 }),
  }
  const kind = pick(source, ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adam'] as const)
  const optimizer: Optimizer =
    kind === 'nesterov' ? { kind: 'momentum', nesterov: true, ...common } : { kind, ...common }
  const batch = between(source, 1, 12)
  // Whole batches and what is left over.
  const rows = rowsFor(source, model, loss, 2 * batch + source.int(batch))
  return { model, loss, optimizer, seed: source.int(2 ** 31), rows, batch }
}

/** Euclidean distance of two sets of weights, relative to their length. */
function difference(a: Map<string, Float32Array>, b: Map<string, Float32Array>): number {
  let apart = 0
  let length = 0
  for (const [name, values] of a) {
    const others = b.get(name)!
    values.forEach((value, i) => {
      apart += (value - others[i]!) ** 2
      length += value ** 2
    })
  }
  return Math.sqrt(apart / length)
}

/** Relative differences after the first step and after a hundred. */
async function compare(plan: Plan): Promise<{ first: number; later: number; shape: string }> {
  const [compiled, eager] = await Promise.all([
    compile(tensorflow, plan),
    compile(tensorflow, { ...plan, eager: true }),
  ])
  expect(compiled.path).toEqual({ kind: 'compiled' })
  const order = Int32Array.from({ length: plan.rows.count }, (_, row) => row)
  const first = order.subarray(0, plan.batch)
  const rate = 0.01
  for (const trainer of [compiled, eager]) await trainer.steps(first, Float32Array.of(rate))
  const afterFirst = difference(await eager.weights(), await compiled.weights())
  const perEpoch = new Float32Array(Math.ceil(plan.rows.count / plan.batch)).fill(rate)
  while (eager.taken < 100) for (const trainer of [compiled, eager]) await trainer.steps(order, perEpoch)
  const later = difference(await eager.weights(), await compiled.weights())
  for (const trainer of [compiled, eager]) trainer.dispose()
  const shape = `${plan.loss.name}, ${JSON.stringify(plan.optimizer)}, batch ${plan.batch}: ${plan.model.weights.map((spec) => `${spec.name} ${spec.shape.join('×')}`).join(', ')}`
  return { first: afterFirst, later, shape }
}

it(`agrees with the eager step on ${tries} random nets`, { timeout: 300_000 }, async () => {
  const source = random(2024)
  const found: Awaited<ReturnType<typeof compare>>[] = []
  for (let i = 0; i < tries; i++) found.push(await compare(planFor(source.fork(`net ${i}`))))
  const far = found.filter(({ first }) => first > 1e-6)
  expect(far).toEqual([])
  const later = found.filter((each) => each.later > 1e-5)
  expect(later.length, JSON.stringify(later)).toBeLessThanOrEqual(tries / 10)
})
