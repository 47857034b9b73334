import type { Tensor, Tensor2D } from '@tensorflow/tfjs'
import * as nets from '../../nets'
import type { ModelReader } from '../../predictor'
import { listAt, type Catalogue, type Log, type Past } from '../log'
import type { Method } from '../method'
import { scoreItems, type Factors } from './factors'
import { mostWords, wordIds } from './item-words'
import { behind } from './linear'
import { againstDrawn, drawItems, type NextItem } from './next-item'
import { padded } from './sasrec'

/**
 * One tower reads what somebody did, the other an item by its own vector and its words; the product of both is the
 * score (Covington et al. 2016; Yi et al. 2019). An item's own vector is left out now and then, so that words alone must
 * do for items that nobody has touched yet (Volkovs et al. 2017).
 */
export interface TwoTowerShape extends NextItem {
  /** Things of the past that are read. */
  past: number
  size: number
  /** Numbers between a past and its vector. */
  hidden: number
  words: number
  dropout: number
  /** Share of the items whose own vector is left out at a step. */
  itemDropout: number
}

/** Vectors of some items by their ids: their own, unless left out, and the mean of their words'. */
function itemTower(pass: nets.Pass, ids: Tensor, { words, size, itemDropout }: TwoTowerShape) {
  const { tf } = pass
  const count = ids.size
  const keep =
    pass.training && itemDropout > 0
      ? pass.uniform([count, 1]).greaterEqual(tf.scalar(itemDropout)).toFloat()
      : tf.ones([count, 1])
  const own = nets.lookUp(tf, pass.weight('items/vectors'), ids).mul(keep)
  const bias = nets.lookUp(tf, pass.weight('items/bias'), ids).mul(keep)
  if (words === 0) return { vectors: own, bias }
  const said = nets.lookUp(tf, pass.weight('items/words'), ids)
  const real = said.notEqual(tf.scalar(0)).toFloat()
  const each = nets.lookUp(tf, pass.weight('words/vectors'), said.toInt()).mul(real.expandDims(2))
  const mean = each.sum(1).div(tf.maximum(real.sum(1, true), tf.scalar(1)))
  return { vectors: own.add(mean.reshape([count, size])), bias }
}

/** What is known of the items before training: numbers a row, with a row of padding first. */
export interface ItemStart {
  /** Words of each item. */
  words: Float32Array
  /** Logarithm of each item's users: what a score is without any past. */
  popularity: Float32Array
}

const nothingKnown: ItemStart = { words: new Float32Array(0), popularity: new Float32Array(0) }

export function twoTowerNet(shape: TwoTowerShape, known: ItemStart = nothingKnown): nets.Model {
  const { items, past, size, hidden, words, dropout, negatives } = shape
  const net = nets.newNet()
  const start = nets.uniform(1 / Math.sqrt(size))
  net.weight('past/vectors', [items + 1, size], start, 'kernel')
  net.weight('items/vectors', [items + 1, size], start, 'kernel')
  net.weight('items/bias', [items + 1, 1], () => known.popularity.slice(), 'bias')
  if (words > 0) {
    net.weight('items/words', [items + 1, mostWords], () => known.words.slice(), 'state')
    net.weight('words/vectors', [words + 1, size], start, 'kernel')
  }
  const first = nets.dense(net, 'user/hidden', size, hidden, 'relu')
  const second = nets.dense(net, 'user/out', hidden, size)
  const drop = nets.dropout(dropout)
  return net.model({
    inputs: [
      { shape: [past], dtype: 'int32' },
      { shape: [1], dtype: 'int32' },
    ],
    outputs: items,
    apply(pass, [given, next]) {
      const { tf } = pass
      const ids = given as Tensor2D
      const [batch] = ids.shape
      const real = ids.notEqual(tf.scalar(0, 'int32')).toFloat().expandDims(2)
      const seen = nets.lookUp(tf, pass.weight('past/vectors'), ids).mul(real).sum(1)
      const mean = seen.div(tf.maximum(real.sum(1), tf.scalar(1)).sqrt())
      const user = second(pass, drop(pass, first(pass, drop(pass, mean)))).add(mean)
      if (!pass.training) {
        const all = tf.range(1, items + 1, 1, 'int32')
        const { vectors, bias } = itemTower(pass, all, shape)
        return nets.product(tf, user, vectors, false, true).add(bias.reshape([1, items]))
      }
      const wanted = (next as Tensor).reshape([batch])
      const drawn = drawItems(pass, items, negatives)
      const { vectors, bias } = itemTower(pass, tf.concat([wanted, drawn]), shape)
      const right = user
        .mul(vectors.slice([0, 0], [batch, size]))
        .sum(1, true)
        .add(bias.slice([0, 0], [batch, 1]))
      const others = nets
        .product(tf, user, vectors.slice([batch, 0], [negatives, size]), false, true)
        .add(bias.slice([batch, 0], [negatives, 1]).reshape([1, negatives]))
      return againstDrawn(tf, right, others, wanted, drawn)
    },
  })
}

/** Rows of one part: what came before, and what came next. Of long pasts only the last events are guessed. */
export function twoTowerRows({ sequences, users }: Log, past: number, mostEach: number): nets.Rows {
  const pairs: { before: Int32Array; next: number }[] = []
  for (let user = 0; user < users.length; user++) {
    const own = listAt(sequences, user)
    for (let at = Math.max(1, own.length - mostEach); at < own.length; at++) {
      pairs.push({ before: own.subarray(0, at), next: own[at] as number })
    }
  }
  return rowsOf(pairs, past)
}

export function rowsOf(pairs: readonly { before: Int32Array; next: number }[], past: number): nets.Rows {
  const given = new Int32Array(pairs.length * past)
  const next = new Int32Array(pairs.length)
  pairs.forEach(({ before, next: item }, row) => {
    padded(before, past, given, row)
    next[row] = item + 1
  })
  return { count: pairs.length, inputs: [given, next], targets: next }
}

export function itemStart({ texts, learnt, users }: Catalogue, words: readonly string[]): ItemStart {
  const numbers = new Map(words.map((word, i) => [word, i + 1]))
  const table = new Float32Array((learnt + 1) * mostWords)
  const popularity = new Float32Array(learnt + 1)
  for (let item = 0; item < learnt; item++) {
    table.set(wordIds(texts[item] ?? '', numbers), (item + 1) * mostWords)
    popularity[item + 1] = Math.log(1 + (users[item] as number))
  }
  return { words: table, popularity }
}

/** A trained net read in plain numbers: vectors of items are made once, a user's is two small products. */
export function twoTowerMethod(
  shape: TwoTowerShape,
  weights: ReadonlyMap<string, Float32Array>,
  words: readonly string[],
  catalogue: Pick<Catalogue, 'ids'>,
  facts: Record<string, string | number>,
): Method {
  const { items, past, size, hidden } = shape
  const of = (name: string): Float32Array => weights.get(name) ?? new Float32Array(0)
  const numbers = new Map(words.map((word, i) => [word, i + 1]))
  const [wordVectors, pastVectors] = [of('words/vectors'), of('past/vectors')]
  const [kernel1, bias1, kernel2, bias2] = [
    of('user/hidden/kernel'),
    of('user/hidden/bias'),
    of('user/out/kernel'),
    of('user/out/bias'),
  ]

  function addWords(ids: ArrayLike<number>, into: Float32Array, at: number): void {
    const real = Array.from(ids).filter((id) => id > 0)
    for (const id of real) {
      for (let d = 0; d < size; d++)
        into[at + d] = (into[at + d] as number) + (wordVectors[id * size + d] as number) / real.length
    }
  }
  const vectors: Factors = { size, values: of('items/vectors').slice(size) }
  const biases = of('items/bias').slice(1)
  if (shape.words > 0) {
    const table = of('items/words')
    for (let item = 0; item < items; item++) {
      addWords(table.subarray((item + 1) * mostWords, (item + 2) * mostWords), vectors.values, item * size)
    }
  }
  function userVector({ items: did }: Past): Float64Array {
    const known = did.filter((item) => item < items).slice(-past)
    const mean = new Float64Array(size)
    for (const item of known) {
      for (let d = 0; d < size; d++)
        mean[d] = (mean[d] as number) + (pastVectors[(item + 1) * size + d] as number)
    }
    const root = Math.sqrt(Math.max(1, known.length))
    for (let d = 0; d < size; d++) mean[d] = (mean[d] as number) / root
    const out = mean.slice()
    for (let d = 0; d < size; d++) out[d] = (out[d] as number) + (bias2[d] as number)
    for (let h = 0; h < hidden; h++) {
      let sum = bias1[h] as number
      for (let d = 0; d < size; d++) sum += (mean[d] as number) * (kernel1[d * hidden + h] as number)
      if (sum <= 0) continue
      for (let d = 0; d < size; d++) out[d] = (out[d] as number) + sum * (kernel2[h * size + d] as number)
    }
    return out
  }
  const total = catalogue.ids.length
  const method: Method = {
    scores(pasts) {
      const out = new Float32Array(pasts.length * total).fill(behind)
      pasts.forEach((one, i) => {
        scoreItems(userVector(one), vectors, biases, out, i * total, total)
      })
      return Promise.resolve(out)
    },
    describe: () => facts,
    async save(writer) {
      await writer.json('two-tower.json', { shape, words, facts })
      await nets.saveWeights(writer, twoTowerNet(shape), weights)
    },
    dispose: () => undefined,
  }
  if (shape.words === 0) return method
  return {
    ...method,
    unseen(pasts, texts) {
      const made: Factors = { size, values: new Float32Array(texts.length * size) }
      texts.forEach((text, i) => {
        addWords(wordIds(text, numbers), made.values, i * size)
      })
      const out = new Float32Array(pasts.length * texts.length)
      pasts.forEach((one, i) => {
        scoreItems(userVector(one), made, null, out, i * texts.length, texts.length)
      })
      return Promise.resolve(out)
    },
  }
}

export async function loadTwoTower(reader: ModelReader, catalogue: Pick<Catalogue, 'ids'>): Promise<Method> {
  const { shape, words, facts } = (await reader.json('two-tower.json')) as {
    shape: TwoTowerShape
    words: string[]
    facts: Record<string, string | number>
  }
  const weights = await nets.loadWeights(reader, twoTowerNet(shape), 'two-tower')
  return twoTowerMethod(shape, weights, words, catalogue, facts)
}
