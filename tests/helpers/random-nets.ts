import { random, type Random } from '#shared/random'
import type { LoadedTensorFlow } from '../../src/main/ml'
import { nets } from '../../src/main/ml'

const {
  batchNorm,
  compile,
  conv2d,
  dense,
  dropout,
  embedding,
  embeddingSum,
  flatten,
  maxPool2d,
  meanSquaredError,
  newNet,
  paddedInFront,
  recurrent,
  sigmoidCrossEntropy,
  sizeOf,
  softmaxCrossEntropy,
  strongestMatches,
  tokenVectors,
} = nets
type Model = nets.Model

// Random small nets, and how far the compiled step is from the eager one with the same formulas.

const pick = <T>(source: Random, from: readonly T[]): T => from[source.int(from.length)]!
const between = (source: Random, low: number, high: number): number => low + source.int(high - low + 1)
const activations: readonly nets.Activation[] = ['linear', 'relu', 'tanh', 'sigmoid']
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
  const units = between(source, 1, 6)
  const head = dense(net, 'head', units, outputs)
  if (kind === 'conv') {
    const embed = tokenVectors(net, 'tokens', vocabulary, size)
    const match = strongestMatches(net, 'conv', between(source, 1, 3), size, units)
    const drop = dropout(0.2)
    const apply: Model['apply'] = (pass, [ids]) => head(pass, drop(pass, match(pass, embed(pass, ids!))))
    return net.model({ inputs, outputs, apply })
  }
  const embed = embedding(net, 'tokens', vocabulary, size)
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

function rowsFor(source: Random, model: Model, loss: nets.Loss, count: number): nets.Rows {
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

function planFor(source: Random): nets.Plan {
  const loss = pick(source, [softmaxCrossEntropy, sigmoidCrossEntropy, meanSquaredError])
  const outputs = between(source, loss === softmaxCrossEntropy ? 2 : 1, 4)
  const model = pick(source, [numeric, numeric, sequential, sequential, pictorial])(source, outputs)
  const common: Pick<nets.Optimizer, 'weightDecay' | 'clipNorm' | 'clipValue'> = {
    ...(source.next() < 0.2 && { weightDecay: 0.1 }),
    ...(source.next() < 0.2 && { clipNorm: 0.5 }),
    ...(source.next() < 0.2 && { clipValue: 0.1 }),
  }
  const kind = pick(source, ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adam'] as const)
  const optimizer: nets.Optimizer =
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

/** Relative differences of all weights after the first step and after a hundred. */
export interface Apart {
  first: number
  later: number
  shape: string
}

async function compare(tensorflow: LoadedTensorFlow, plan: nets.Plan): Promise<Apart> {
  const [compiled, eager] = await Promise.all([
    compile(tensorflow, plan),
    compile(tensorflow, { ...plan, eager: true }),
  ])
  if (compiled.path.kind !== 'compiled') throw new Error(`not compiled: ${compiled.path.reason}`)
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

/** Trains `tries` random nets both ways, 100 steps each. The same seed gives the same nets. */
export async function compareRandomNets(
  tensorflow: LoadedTensorFlow,
  tries: number,
  seed: number,
): Promise<Apart[]> {
  const source = random(seed)
  const found: Apart[] = []
  for (let i = 0; i < tries; i++)
    found.push(await compare(tensorflow, planFor(source.fork(`net ${String(i)}`))))
  return found
}
