import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { random } from '../../../src/shared/random'
import { loadTensorFlow, nets, zoo } from '../../../src/main/ml'
import { fitAndPredict, rowsBetween } from '../../helpers/nets'
import type { Peer, PeerJob } from '../keras/peer'
import { at, mean, say, standardError, type Row } from './report'

const folder = resolve('../shared/data/image/cifar10_subset')
const pixels = 32 * 32 * 3
const seeds = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

interface Pictures {
  inputs: Float32Array
  labels: Int32Array
}

/** Only what tfjs-node adds to TensorFlow.js and is needed here. */
interface NodeImages {
  node: { decodeImage(bytes: Uint8Array, channels: number): { dataSync(): Uint8Array; dispose(): void } }
}

/** Pictures of one folder a class, classes in the order of their names, numbers from 0 to 1. */
async function read(part: 'train' | 'test'): Promise<Pictures> {
  const { tf } = await loadTensorFlow()
  const { node } = tf as unknown as NodeImages
  const classes = readdirSync(join(folder, part)).sort()
  const files = classes.flatMap((name, label) =>
    readdirSync(join(folder, part, name))
      .sort()
      .map((file) => ({ file: join(folder, part, name, file), label })),
  )
  const inputs = new Float32Array(files.length * pixels)
  files.forEach(({ file }, row) => {
    const picture = node.decodeImage(readFileSync(file), 3)
    inputs.set(
      Float32Array.from(picture.dataSync(), (value) => value / 255),
      row * pixels,
    )
    picture.dispose()
  })
  return { inputs, labels: Int32Array.from(files, ({ label }) => label) }
}

function accuracy(predictions: Float32Array, labels: Int32Array): number {
  const right = labels.filter((label, row) => {
    const own = predictions.subarray(10 * row, 10 * (row + 1))
    return own.indexOf(Math.max(...own)) === label
  })
  return right.length / labels.length
}

/** The orders of all epochs, one after another: both sides see the same batches. */
function ordersOf(seed: number, rows: number, epochs: number): Int32Array {
  const orders = new Int32Array(rows * epochs)
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const order = random(seed)
      .fork(`order ${String(epoch)}`)
      .shuffle(Int32Array.from({ length: rows }, (_, row) => row))
    orders.set(order, epoch * rows)
  }
  return orders
}

/** Keras's own starting values, whatever layer they are for (Glorot & Bengio 2010). */
function glorotStarts(model: nets.Model): nets.Model {
  const kernel = ({ shape }: nets.WeightSpec) => {
    const [inputs = 1, outputs = 1] = shape.slice(-2)
    const field = shape.slice(0, -2).reduce((a, b) => a * b, 1)
    return nets.glorotUniform(field * inputs, field * outputs)
  }
  return {
    ...model,
    weights: model.weights.map((spec) => (spec.decays ? { ...spec, start: kernel(spec) } : spec)),
  }
}

/** Largest difference of the first 20 losses. */
function furthest(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.slice(0, 20).map((value, step) => Math.abs(value - (b[step] ?? Infinity))))
}

const within = (gaps: readonly number[]): number => gaps.filter((gap) => gap <= 1e-3).length

/** t9 step by step, from weights and in an order that Keras is given too. */
async function sameStart(train: Pictures, test: Pictures, peer: Peer | null): Promise<Row[]> {
  const { model: t9, loss, optimizer, batch, epochs } = zoo.tutorial.t9()
  const model = glorotStarts(t9)
  const rows = train.labels.length
  const own: number[] = []
  const theirs: number[] = []
  const apart: number[] = []
  const noise: number[] = []
  const given = peer && {
    x: peer.array(train.inputs, [rows, 32, 32, 3]),
    y: peer.array(train.labels, [rows]),
  }
  const asked = peer?.array(test.inputs, [test.labels.length, 32, 32, 3])
  for (const seed of seeds) {
    const orders = ordersOf(seed, rows, epochs)
    const trainer = await nets.compile(await loadTensorFlow(), {
      model,
      loss,
      optimizer,
      batch,
      seed,
      rows: { count: rows, inputs: [train.inputs], targets: train.labels },
    })
    const steps = Math.ceil(rows / batch)
    const losses: number[] = []
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      const order = orders.subarray(epoch * rows, (epoch + 1) * rows)
      losses.push(...(await trainer.steps(order, new Float32Array(steps).fill(0.001))))
    }
    own.push(accuracy(await trainer.predict([test.inputs], test.labels.length), test.labels))
    trainer.dispose()
    if (!peer || !given || !asked) continue
    const start = nets.startingWeights(model, seed)
    const asking: PeerJob = {
      net: 'pictures',
      shape: {},
      train: given,
      test: asked,
      batch,
      epochs,
      patience: null,
      seed,
      weights: model.weights.map(({ name, shape }) =>
        peer.array(start.get(name) ?? new Float32Array(), shape),
      ),
      order: peer.array(orders, [orders.length]),
    }
    const answer = await peer.ask(asking)
    theirs.push(accuracy(answer.predictions, test.labels))
    apart.push(furthest(losses, answer.losses))
    // The same formulas, rounded otherwise: how far such losses are apart where nothing is wrong.
    const first = peer.array(orders.subarray(0, rows), [rows])
    const again = await peer.ask({ ...asking, epochs: 1, order: first, jit: true })
    noise.push(furthest(again.losses, answer.losses))
    say(`t9, seed ${String(seed)}: ${at(own.at(-1))}, Keras ${at(theirs.at(-1))}`)
  }
  const row: Row = { name: 't9 subset, accuracy, mean of 10', value: mean(own), page: '0.40 (linear)' }
  if (!peer) return [row]
  const errors = 2 * Math.hypot(standardError(own), standardError(theirs))
  return [
    {
      name: 't9 first 20 losses, furthest from Keras, first seed',
      value: apart[0] ?? NaN,
      bar: 'at most 0.001',
      ok: (apart[0] ?? NaN) <= 1e-3,
    },
    {
      name: '… of ten seeds; Keras from itself with XLA',
      value: Math.max(...apart),
      keras: Math.max(...noise),
    },
    { name: '… seeds within 0.001; Keras and itself with XLA', value: within(apart), keras: within(noise) },
    {
      ...row,
      keras: mean(theirs),
      bar: `within ${errors.toFixed(3)} of Keras`,
      ok: Math.abs(mean(own) - mean(theirs)) <= errors,
    },
  ]
}

/** Rows of train that choose nothing here, so that no test row is looked at while training. */
const held = 100

/** The residual net in the time that t9 takes. */
async function sameTime(train: Pictures, test: Pictures): Promise<Row[]> {
  const order = random(1).shuffle(Int32Array.from(train.labels.keys()))
  const mixed: Pictures = {
    inputs: new Float32Array(train.inputs.length),
    labels: order.map((row) => train.labels[row] ?? 0),
  }
  order.forEach((row, i) => {
    mixed.inputs.set(train.inputs.subarray(row * pixels, (row + 1) * pixels), i * pixels)
  })
  const rows = train.labels.length
  const parts = { train: rowsBetween(mixed, held, rows), validation: rowsBetween(mixed, 0, held) }
  const fit = async (recipe: zoo.Recipe, seed: number) => {
    const start = performance.now()
    const { predictions } = await fitAndPredict(recipe, { ...parts, seed }, [test.inputs])
    return {
      seconds: (performance.now() - start) / 1000,
      accuracy: accuracy(predictions[0] ?? new Float32Array(), test.labels),
    }
  }
  // The first fit of each net records it; and the time of an epoch is needed to know how many fit.
  await fit({ ...zoo.tutorial.t9(), epochs: 1 }, 1)
  await fit(zoo.smallResidual(1), 1)
  const epoch = (await fit(zoo.smallResidual(4), 1)).seconds / 4
  const plain: number[] = []
  const residual: number[] = []
  const times: [number, number][] = []
  for (const seed of seeds.slice(0, 5)) {
    const t9 = await fit(zoo.tutorial.t9(), seed)
    const ours = await fit(zoo.smallResidual(Math.max(1, Math.floor(t9.seconds / epoch))), seed)
    plain.push(t9.accuracy)
    residual.push(ours.accuracy)
    times.push([t9.seconds, ours.seconds])
    say(
      `t9 ${at(t9.accuracy)} in ${t9.seconds.toFixed(1)} s, residual ${at(ours.accuracy)} in ${ours.seconds.toFixed(1)} s`,
    )
  }
  const gain = residual.map((value, i) => value - (plain[i] ?? NaN))
  const low = mean(gain) - 2 * standardError(gain)
  const [t9Seconds, ourSeconds] = [mean(times.map(([a]) => a)), mean(times.map(([, b]) => b))]
  return [
    { name: 't9 subset without 100 rows, accuracy, mean of 5', value: mean(plain) },
    {
      name: 'residual net in the same time, mean of 5',
      value: mean(residual),
      bar: 'gain above 0 by 2 standard errors',
      ok: low > 0,
    },
    {
      name: 'residual net, seconds against those of t9',
      value: ourSeconds / t9Seconds,
      bar: 'at most 1.1',
      ok: ourSeconds <= 1.1 * t9Seconds,
    },
  ]
}

export async function images(peer: Peer | null): Promise<Row[]> {
  if (!existsSync(folder)) {
    say(`t9 is not measured: there are no pictures in ${folder}.`)
    return []
  }
  const [train, test] = [await read('train'), await read('test')]
  return [...(await sameStart(train, test, peer)), ...(await sameTime(train, test))]
}
