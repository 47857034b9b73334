import { random, type Random } from '#shared/random'
import type { ModelReader } from '../../predictor'
import { listAt, type Catalogue, type Log } from '../log'
import type { Method } from '../method'
import { bytesOf, factorMethod, learntOf, readFloats, type Factors } from './factors'

/** Matrix factorisation that learns to put what was taken before what was not (Rendle et al. 2009). */
export interface BprSettings {
  size: number
  learningRate: number
  l2: number
  epochs: number
  seed: number
}

export interface BprFactors {
  users: Factors
  items: Factors
  biases: Float32Array
}

const start = 0.1

function started(count: number, size: number, source: Random): Factors {
  const values = Float32Array.from(
    { length: count * size },
    () => (2 * source.next() - 1) * (start / Math.sqrt(size)),
  )
  return { size, values }
}

/** One pair: the taken item is moved before the other, the user towards the difference. */
function step(
  users: Float32Array,
  user: number,
  { items, biases }: Pick<BprFactors, 'items' | 'biases'>,
  taken: number,
  other: number,
  { size, learningRate, l2 }: BprSettings,
  moveItems: boolean,
): void {
  const [u, i, j] = [user * size, taken * size, other * size]
  const { values } = items
  let lead = (biases[taken] as number) - (biases[other] as number)
  for (let d = 0; d < size; d++)
    lead += (users[u + d] as number) * ((values[i + d] as number) - (values[j + d] as number))
  const pull = learningRate / (1 + Math.exp(lead))
  const shrink = learningRate * l2
  for (let d = 0; d < size; d++) {
    const [own, a, b] = [users[u + d] as number, values[i + d] as number, values[j + d] as number]
    users[u + d] = own + pull * (a - b) - shrink * own
    if (!moveItems) continue
    values[i + d] = a + pull * own - shrink * a
    values[j + d] = b - pull * own - shrink * b
  }
  if (!moveItems) return
  biases[taken] = (biases[taken] as number) + pull - shrink * (biases[taken] as number)
  biases[other] = (biases[other] as number) - pull - shrink * (biases[other] as number)
}

const has = (sorted: Int32Array, item: number): boolean => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < item) low = middle + 1
    else high = middle
  }
  return sorted[low] === item
}

/** Steps between two looks at cancel. */
const stepsAtOnce = 20_000

export async function bprFactors(
  log: Log,
  settings: BprSettings,
  breathe: () => Promise<void>,
  judge: (factors: BprFactors, epoch: number) => Promise<boolean>,
): Promise<void> {
  const { sets, users } = log
  const { learnt } = log.catalogue
  const source = random(settings.seed).fork('bpr')
  const factors: BprFactors = {
    users: started(users.length, settings.size, source),
    items: started(learnt, settings.size, source),
    biases: new Float32Array(learnt),
  }
  const owners = new Int32Array(sets.values.length)
  for (let user = 0; user < users.length; user++)
    owners.fill(user, sets.offsets[user], sets.offsets[user + 1])
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    for (let i = 0; i < owners.length; i++) {
      const pair = source.int(owners.length)
      const user = owners[pair] as number
      const own = listAt(sets, user)
      if (own.length === learnt) continue
      let other = source.int(learnt)
      while (has(own, other)) other = source.int(learnt)
      step(factors.users.values, user, factors, sets.values[pair] as number, other, settings, true)
      if (i % stepsAtOnce === 0) await breathe()
    }
    if (!(await judge(factors, epoch))) return
  }
}

/** Passes over a stranger's past; what is learnt of the items stays as it is. */
const foldInPasses = 30

export function bprMethod(
  { users, items, biases }: BprFactors,
  settings: BprSettings,
  catalogue: Pick<Catalogue, 'ids'>,
  facts: Record<string, string | number>,
): Method {
  const { size } = settings
  const learnt = items.values.length / size
  function foldIn(known: readonly number[]): Float32Array {
    const vector = new Float32Array(size)
    const source = random(settings.seed).fork('fold in')
    const own = new Set(known)
    if (own.size === learnt) return vector
    for (let pass = 0; pass < foldInPasses; pass++) {
      for (const taken of known) {
        let other = source.int(learnt)
        while (own.has(other)) other = source.int(learnt)
        step(vector, 0, { items, biases }, taken, other, settings, false)
      }
    }
    return vector
  }
  return factorMethod({
    catalogue,
    items,
    biases,
    facts,
    vectorOf: (past) =>
      past.user >= 0
        ? users.values.subarray(past.user * size, (past.user + 1) * size)
        : foldIn(learntOf(past, items)),
    async save(writer) {
      await writer.json('bpr.json', { settings, facts })
      await writer.bytes('users.bin', bytesOf(users.values))
      await writer.bytes('items.bin', bytesOf(items.values))
      await writer.bytes('biases.bin', bytesOf(biases))
    },
  })
}

export async function loadBpr(reader: ModelReader, catalogue: Pick<Catalogue, 'ids'>): Promise<Method> {
  const { settings, facts } = (await reader.json('bpr.json')) as {
    settings: BprSettings
    facts: Record<string, string | number>
  }
  const { size } = settings
  const factors = {
    users: { size, values: await readFloats(reader, 'users.bin') },
    items: { size, values: await readFloats(reader, 'items.bin') },
    biases: await readFloats(reader, 'biases.bin'),
  }
  return bprMethod(factors, settings, catalogue, facts)
}
