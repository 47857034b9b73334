import { random } from '#shared/random'
import type { ModelReader } from '../../predictor'
import { listAt, type Catalogue, type Log, type Past } from '../log'
import type { Method } from '../method'
import { bytesOf, readFloats } from './factors'
import { behind } from './linear'

/** One rating a line, of users and items that are learnt from. */
interface Ratings {
  users: Int32Array
  items: Int32Array
  values: Float64Array
}

export function ratingsOf(log: Log): Ratings {
  const users: number[] = []
  const items: number[] = []
  const values: number[] = []
  for (let user = 0; user < log.users.length; user++) {
    for (
      let at = log.sequences.offsets[user] as number;
      at < (log.sequences.offsets[user + 1] as number);
      at++
    ) {
      const value = log.ratings[at] as number
      if (Number.isNaN(value)) continue
      users.push(user)
      items.push(log.sequences.values[at] as number)
      values.push(value)
    }
  }
  return { users: Int32Array.from(users), items: Int32Array.from(items), values: Float64Array.from(values) }
}

export interface Biases {
  mean: number
  items: Float32Array
  /** Ratings that a deviation of a user, or of an item, is shrunk by. */
  userShrink: number
  itemShrink: number
}

/** Mean, and what items lie above it, shrunk where few rated them (Koren 2008, section 2.1). */
export function fitBiases(log: Log, userShrink: number, itemShrink: number): Biases {
  const { items, values } = ratingsOf(log)
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const sums = new Float64Array(log.catalogue.ids.length)
  const counts = new Float64Array(log.catalogue.ids.length)
  values.forEach((value, i) => {
    const item = items[i] as number
    sums[item] = (sums[item] as number) + value - mean
    counts[item] = (counts[item] as number) + 1
  })
  return {
    mean,
    items: Float32Array.from(sums, (sum, item) => sum / ((counts[item] as number) + itemShrink)),
    userShrink,
    itemShrink,
  }
}

/** What a user lies above mean and items, from the ratings of the past. */
function userBias({ mean, items, userShrink }: Biases, { items: past, ratings }: Past): number {
  let sum = 0
  let count = 0
  past.forEach((item, i) => {
    const rating = ratings[i] as number
    if (Number.isNaN(rating)) return
    sum += rating - mean - (items[item] as number)
    count++
  })
  return sum / (count + userShrink)
}

const biasOf = ({ items }: Biases, item: number): number => (item < 0 ? 0 : (items[item] ?? 0))

export function biasMethod(
  biases: Biases,
  catalogue: Pick<Catalogue, 'ids' | 'learnt'>,
  facts: Record<string, string | number>,
): Method {
  const { ids, learnt } = catalogue
  return {
    scores(pasts) {
      const out = new Float32Array(pasts.length * ids.length)
      pasts.forEach((past, i) => {
        const own = biases.mean + userBias(biases, past)
        for (let item = 0; item < ids.length; item++)
          out[i * ids.length + item] = item < learnt ? own + (biases.items[item] as number) : behind
      })
      return Promise.resolve(out)
    },
    rating: (past, item) => biases.mean + userBias(biases, past) + biasOf(biases, item),
    describe: () => facts,
    async save(writer) {
      const { mean, userShrink, itemShrink } = biases
      await writer.json('bias.json', { mean, userShrink, itemShrink, facts })
      await writer.bytes('item-biases.bin', bytesOf(biases.items))
    },
    dispose: () => undefined,
  }
}

export async function loadBias(
  reader: ModelReader,
  catalogue: Pick<Catalogue, 'ids' | 'learnt'>,
): Promise<Method> {
  const { facts, ...rest } = (await reader.json('bias.json')) as Omit<Biases, 'items'> & {
    facts: Record<string, string | number>
  }
  return biasMethod({ ...rest, items: await readFloats(reader, 'item-biases.bin') }, catalogue, facts)
}

export interface SvdppSettings {
  size: number
  learningRate: number
  l2: number
  epochs: number
  seed: number
}

/** SVD++ (Koren 2008): ratings from biases, and from what a user rated as well as how. */
export interface Svdpp {
  biases: Biases
  /** Standard deviation of ratings: factors are learnt on a scale of their own. */
  scale: number
  size: number
  users: Float32Array
  items: Float32Array
  /** What having rated an item says of a user. */
  implied: Float32Array
}

function impliedVector({ size, implied }: Svdpp, items: ArrayLike<number>, count: number): Float64Array {
  const vector = new Float64Array(size)
  let known = 0
  for (let i = 0; i < items.length; i++) {
    const row = (items[i] as number) * size
    if ((items[i] as number) >= count) continue
    known++
    for (let d = 0; d < size; d++) vector[d] = (vector[d] as number) + (implied[row + d] as number)
  }
  return vector.map((value) => value / Math.sqrt(Math.max(1, known)))
}

/** Stochastic gradient descent, user by user, so that what is implied is added up once for each. */
export async function svdppFactors(
  log: Log,
  biases: Biases,
  settings: SvdppSettings,
  breathe: () => Promise<void>,
  judge: (model: Svdpp, epoch: number) => Promise<boolean>,
): Promise<void> {
  const { size, learningRate, l2, epochs, seed } = settings
  const { learnt } = log.catalogue
  const source = random(seed).fork('svdpp')
  const started = (count: number): Float32Array =>
    Float32Array.from({ length: count * size }, () => ((2 * source.next() - 1) * 0.1) / Math.sqrt(size))
  const { values } = ratingsOf(log)
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - biases.mean) ** 2, 0) / Math.max(1, values.length),
  )
  const model: Svdpp = {
    biases,
    scale: deviation || 1,
    size,
    users: started(log.users.length),
    items: started(learnt),
    implied: new Float32Array(learnt * size),
  }
  const order = Int32Array.from({ length: log.users.length }, (_, user) => user)
  const gathered = new Float64Array(size)
  for (let epoch = 1; epoch <= epochs; epoch++) {
    source.shuffle(order)
    for (let turn = 0; turn < order.length; turn++) {
      if (turn % 200 === 0) await breathe()
      const user = order[turn] as number
      const from = log.sequences.offsets[user] as number
      const own = listAt(log.sets, user)
      const past = {
        user,
        items: listAt(log.sequences, user),
        ratings: log.ratings.subarray(from, log.sequences.offsets[user + 1]),
      }
      const bias = userBias(biases, past)
      const side = impliedVector(model, own, learnt)
      gathered.fill(0)
      past.items.forEach((item, i) => {
        const rating = past.ratings[i] as number
        if (Number.isNaN(rating)) return
        const [u, v] = [user * size, item * size]
        let guess = (biases.mean + bias + (biases.items[item] as number)) / model.scale
        for (let d = 0; d < size; d++)
          guess += (model.items[v + d] as number) * ((model.users[u + d] as number) + (side[d] as number))
        const error = rating / model.scale - guess
        for (let d = 0; d < size; d++) {
          const [p, q] = [model.users[u + d] as number, model.items[v + d] as number]
          model.users[u + d] = p + learningRate * (error * q - l2 * p)
          model.items[v + d] = q + learningRate * (error * (p + (side[d] as number)) - l2 * q)
          gathered[d] = (gathered[d] as number) + error * q
        }
      })
      const share = learningRate / Math.sqrt(Math.max(1, own.length))
      for (const item of own) {
        const row = item * size
        for (let d = 0; d < size; d++) {
          const y = model.implied[row + d] as number
          model.implied[row + d] = y + share * (gathered[d] as number) - learningRate * l2 * y
        }
      }
    }
    if (!(await judge(model, epoch))) return
  }
}

export function svdppMethod(
  model: Svdpp,
  catalogue: Pick<Catalogue, 'ids' | 'learnt'>,
  facts: Record<string, string | number>,
): Method {
  const { ids, learnt } = catalogue
  const { biases, size, scale } = model
  const vectorOf = (past: Past): Float64Array => {
    const vector = impliedVector(model, [...new Set(past.items)], learnt)
    if (past.user < 0) return vector
    return vector.map((value, d) => value + (model.users[past.user * size + d] as number))
  }
  const guess = (own: number, vector: Float64Array, item: number): number => {
    let sum = 0
    for (let d = 0; d < size; d++) sum += (vector[d] as number) * (model.items[item * size + d] as number)
    return own + biasOf(biases, item) + scale * sum
  }
  return {
    scores(pasts) {
      const out = new Float32Array(pasts.length * ids.length)
      pasts.forEach((past, i) => {
        const own = biases.mean + userBias(biases, past)
        const vector = vectorOf(past)
        for (let item = 0; item < ids.length; item++)
          out[i * ids.length + item] = item < learnt ? guess(own, vector, item) : behind
      })
      return Promise.resolve(out)
    },
    rating(past, item) {
      const own = biases.mean + userBias(biases, past)
      return item < 0 || item >= learnt ? own + biasOf(biases, item) : guess(own, vectorOf(past), item)
    },
    describe: () => facts,
    async save(writer) {
      const { mean, userShrink, itemShrink } = biases
      await writer.json('svdpp.json', { mean, userShrink, itemShrink, size, scale, facts })
      await writer.bytes('item-biases.bin', bytesOf(biases.items))
      await writer.bytes('users.bin', bytesOf(model.users))
      await writer.bytes('items.bin', bytesOf(model.items))
      await writer.bytes('implied.bin', bytesOf(model.implied))
    },
    dispose: () => undefined,
  }
}

export async function loadSvdpp(
  reader: ModelReader,
  catalogue: Pick<Catalogue, 'ids' | 'learnt'>,
): Promise<Method> {
  const { facts, size, scale, ...rest } = (await reader.json('svdpp.json')) as Omit<Biases, 'items'> & {
    size: number
    scale: number
    facts: Record<string, string | number>
  }
  const model: Svdpp = {
    biases: { ...rest, items: await readFloats(reader, 'item-biases.bin') },
    size,
    scale,
    users: await readFloats(reader, 'users.bin'),
    items: await readFloats(reader, 'items.bin'),
    implied: await readFloats(reader, 'implied.bin'),
  }
  return svdppMethod(model, catalogue, facts)
}
