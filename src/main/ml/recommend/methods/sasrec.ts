import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs'
import * as nets from '../../nets'
import type { ModelReader } from '../../predictor'
import type { LoadedTensorFlow } from '../../tensorflow'
import { listAt, type Catalogue, type Log, type Past } from '../log'
import type { Method } from '../method'
import { behind } from './linear'
import { againstDrawn, drawItems, nextItemLoss, type NextItem } from './next-item'

/**
 * Self-attention over what somebody did in its order (Kang and McAuley 2018). Each position guesses what came next,
 * among items drawn anew at every step, by a softmax (which keeps the scores from being overconfident as sampled
 * yes-or-no losses are: Klenitskiy and Vasilev 2023).
 */
export interface SasrecShape extends NextItem {
  size: number
  blocks: number
  dropout: number
}

const normFloor = 1e-6

function layerNorm(net: nets.NetBuilder, name: string, size: number): nets.Layer {
  net.weight(`${name}/scale`, [size], nets.ones, 'bias')
  net.weight(`${name}/shift`, [size], nets.zeros, 'bias')
  return (pass, x) => {
    const { tf } = pass
    const centred = x.sub(x.mean(-1, true))
    const variance = centred.square().mean(-1, true)
    return centred
      .mul(variance.add(tf.scalar(normFloor)).rsqrt())
      .mul(pass.weight(`${name}/scale`))
      .add(pass.weight(`${name}/shift`))
  }
}

/** One head of attention that looks back only, and a small net for each position, each added to what came in. */
function block(net: nets.NetBuilder, name: string, { size, length, dropout }: SasrecShape) {
  const before = layerNorm(net, `${name}/attention-norm`, size)
  const query = nets.dense(net, `${name}/query`, size, size)
  const key = nets.dense(net, `${name}/key`, size, size)
  const value = nets.dense(net, `${name}/value`, size, size)
  const between = layerNorm(net, `${name}/dense-norm`, size)
  const hidden = nets.dense(net, `${name}/hidden`, size, size, 'relu')
  const back = nets.dense(net, `${name}/back`, size, size)
  const drop = nets.dropout(dropout)
  // What comes later, and padding, is out of sight.
  const causal = Float32Array.from({ length: length * length }, (_, i) =>
    i % length > Math.floor(i / length) ? -1e9 : 0,
  )
  return (pass: nets.Pass, x: Tensor3D, hiddenKeys: Tensor): Tensor3D => {
    const { tf } = pass
    const [batch] = x.shape
    const rows = (y: Tensor): Tensor => y.reshape([batch * length, size])
    const whole = (y: Tensor): Tensor3D => y.reshape([batch, length, size])
    const normal = before(pass, x)
    const [q, k, v] = [query(pass, rows(normal)), key(pass, rows(x)), value(pass, rows(x))].map(whole) as [
      Tensor3D,
      Tensor3D,
      Tensor3D,
    ]
    const likeness = tf
      .matMul(q, k, false, true)
      .mul(tf.scalar(1 / Math.sqrt(size)))
      .add(tf.tensor3d(causal, [1, length, length]))
      .add(hiddenKeys)
    const seen = tf.matMul(drop(pass, tf.softmax(likeness)), v)
    const attended = seen.add<Tensor3D>(normal)
    const told = between(pass, attended)
    const moved = drop(pass, back(pass, drop(pass, hidden(pass, rows(told)))))
    return whole(moved).add(told)
  }
}

/**
 * The net. In training: logits of what came next and of the drawn items at every position (length × (1 + negatives) a
 * row, what came next first). In use: scores of all items after the last position.
 * Ids are counted from 1, 0 is padding, which stands in front.
 */
export function sasrecNet(shape: SasrecShape): nets.Model {
  const { items, length, size, blocks, dropout, negatives } = shape
  const net = nets.newNet()
  net.weight('items/vectors', [items + 1, size], nets.uniform(1 / Math.sqrt(size)), 'kernel')
  net.weight('places/vectors', [length, size], nets.uniform(1 / Math.sqrt(size)), 'kernel')
  const stack = Array.from({ length: blocks }, (_, i) => block(net, `block-${i + 1}`, shape))
  const last = layerNorm(net, 'last-norm', size)
  const drop = nets.dropout(dropout)
  return net.model({
    inputs: [
      { shape: [length], dtype: 'int32' },
      { shape: [length], dtype: 'int32' },
    ],
    outputs: items,
    apply(pass, [given, next]) {
      const { tf } = pass
      const ids = given as Tensor2D
      const [batch] = ids.shape
      const table = pass.weight('items/vectors')
      const real = ids.notEqual(tf.scalar(0, 'int32')).toFloat()
      const vectors = nets.lookUp(tf, table, ids).mul(tf.scalar(Math.sqrt(size)))
      const placed = drop(pass, vectors.add(pass.weight('places/vectors'))).mul(real.expandDims(2))
      const hiddenKeys = real.sub(tf.scalar(1)).mul(tf.scalar(1e9)).reshape([batch, 1, length])
      let states = placed as Tensor3D
      for (const layer of stack) states = layer(pass, states, hiddenKeys).mul<Tensor3D>(real.expandDims(2))
      const out = last(pass, states) as Tensor3D
      if (!pass.training) {
        const after = out.slice([0, length - 1, 0], [batch, 1, size]).reshape([batch, size])
        return nets.product(tf, after, table.slice([1, 0], [items, size]), false, true)
      }
      const rows = out.reshape([batch * length, size])
      const wanted = (next as Tensor).reshape([batch * length])
      const right = rows.mul(nets.lookUp(tf, table, wanted)).sum(1, true)
      const drawn = drawItems(pass, items, negatives)
      const others = nets.product(tf, rows, nets.lookUp(tf, table, drawn), false, true)
      return againstDrawn(tf, right, others, wanted, drawn).reshape([batch, length * (1 + negatives)])
    },
  })
}

/** The last `length` ids, counted from 1, padding in front. */
export function padded(items: ArrayLike<number>, length: number, into: Int32Array, row: number): void {
  const from = Math.max(0, items.length - length)
  const start = row * length + length - (items.length - from)
  for (let i = from; i < items.length; i++) into[start + i - from] = (items[i] as number) + 1
}

/** What is learnt from: stretches of each user's past, each position with what came next. */
export function sasrecRows({ sequences, users }: Log, length: number): nets.Rows {
  const given: Int32Array[] = []
  const next: Int32Array[] = []
  for (let user = 0; user < users.length; user++) {
    const own = listAt(sequences, user)
    // From the end on, so that the newest stretch is whole.
    for (let end = own.length; end > 1; end -= length) {
      const from = Math.max(0, end - 1 - length)
      const [input, target] = [new Int32Array(length), new Int32Array(length)]
      padded(own.subarray(from, end - 1), length, input, 0)
      padded(own.subarray(from + 1, end), length, target, 0)
      given.push(input)
      next.push(target)
    }
  }
  const joined = (rows: readonly Int32Array[]): Int32Array => {
    const all = new Int32Array(rows.length * length)
    rows.forEach((row, i) => {
      all.set(row, i * length)
    })
    return all
  }
  return { count: given.length, inputs: [joined(given), joined(next)], targets: joined(next) }
}

/** Rows to judge by: pasts and the first item that followed each. */
export function sasrecJudged(pairs: readonly { past: Past; next: number }[], length: number): nets.Rows {
  const given = new Int32Array(pairs.length * length)
  const next = new Int32Array(pairs.length * length)
  pairs.forEach(({ past, next: item }, row) => {
    padded(past.items, length, given, row)
    next[(row + 1) * length - 1] = item + 1
  })
  return { count: pairs.length, inputs: [given, next], targets: next }
}

export function sasrecMethod(
  tensorflow: LoadedTensorFlow,
  shape: SasrecShape,
  weights: ReadonlyMap<string, Float32Array>,
  catalogue: Pick<Catalogue, 'ids'>,
  facts: Record<string, string | number>,
): Method {
  const model = sasrecNet(shape)
  const net = nets.inference(tensorflow, { model, loss: nextItemLoss(shape), weights })
  const { items, length } = shape
  const total = catalogue.ids.length
  return {
    async scores(pasts) {
      const given = new Int32Array(pasts.length * length)
      pasts.forEach((past, row) => {
        padded(
          past.items.filter((item) => item < items),
          length,
          given,
          row,
        )
      })
      const found = await net.predict([given, new Int32Array(given.length)], pasts.length)
      const out = new Float32Array(pasts.length * total).fill(behind)
      pasts.forEach((_, i) => {
        out.set(found.subarray(i * items, (i + 1) * items), i * total)
      })
      return out
    },
    describe: () => facts,
    async save(writer) {
      await writer.json('sasrec.json', { shape, facts })
      await nets.saveWeights(writer, model, weights)
    },
    dispose: () => {
      net.dispose()
    },
  }
}

export async function loadSasrec(
  tensorflow: LoadedTensorFlow,
  reader: ModelReader,
  catalogue: Pick<Catalogue, 'ids'>,
): Promise<Method> {
  const { shape, facts } = (await reader.json('sasrec.json')) as {
    shape: SasrecShape
    facts: Record<string, string | number>
  }
  const weights = await nets.loadWeights(reader, sasrecNet(shape), 'sasrec')
  return sasrecMethod(tensorflow, shape, weights, catalogue, facts)
}
