import { setImmediate } from 'node:timers/promises'
import type { Examples, ModelReader, ModelWriter, Predictor } from '../predictor'
import type { Reading } from './events'
import { width } from './layout'
import { diversified, diversityOf, highest } from './lists'
import { asLists, listAt, readPasts, type Catalogue, type Past } from './log'
import type { Method } from './method'
import { emptyPast, rankRows, scoresOver, type Ranker } from './rank-rows'
import type { Ask, Recommended, Recommender } from './recommender'

/** Candidates that a more different list is taken from, for each item of the list. */
const candidatesEach = 5
/** The last things somebody did that a reason is looked for in. */
const mostReasons = 30

/** What is saved beside the method's own files. */
interface Shared {
  catalogue: { ids: readonly string[]; texts: readonly string[]; population: number; learnt: number }
  reading: Reading
  repeats: boolean
  leaveOut: readonly string[]
  vectorSize: number
  /** Ids of users, those that were learnt from with their number. */
  users: readonly string[]
  facts: Record<string, string | number>
}

const bytesOf = (values: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** Numbers out of bytes that may stand anywhere in memory. */
export const floatsIn = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer)
const intsIn = (bytes: Uint8Array): Int32Array => new Int32Array(bytes.slice().buffer)

/** A fitted method with all that a list needs: the catalogue, who did what before, and what is said to strangers. */
export class RankingPredictor implements Predictor, Recommender {
  readonly width = width
  readonly recommender = this
  private readonly known = new WeakMap<Examples, Map<string, Past>>()

  constructor(
    private readonly ranker: Ranker,
    private readonly pasts: ReadonlyMap<string, Past>,
    private readonly facts: Record<string, string | number>,
  ) {}

  async scores(examples: Examples, signal?: AbortSignal): Promise<Float64Array> {
    const pasts = examples.past === undefined ? this.pasts : this.pastsOf(examples.past)
    return rankRows(this.ranker, examples, pasts, async () => {
      await setImmediate()
      signal?.throwIfAborted()
    })
  }

  /** What users did in some rows. */
  pastsOf(rows: Examples): ReadonlyMap<string, Past> {
    const known = this.known.get(rows)
    if (known !== undefined) return known
    const numbers = new Map([...this.pasts].map(([id, { user }]) => [id, user]))
    const read = readPasts(rows, this.ranker.reading, this.ranker.catalogue, numbers)
    this.known.set(rows, read)
    return read
  }

  prepare(rows: Examples): void {
    this.pastsOf(rows)
  }

  hasItem(id: string): boolean {
    return this.ranker.catalogue.codes.has(id)
  }

  /** A past out of what somebody named, in their order; what is not known is left out. */
  private pastOf(user: string | null, items: readonly string[]): Past {
    const { codes } = this.ranker.catalogue
    const all = items.flatMap((id) => codes.get(id) ?? [])
    const known = this.ranker.reading.lastOnly ? all.slice(-1) : all
    return {
      user: (user === null ? undefined : this.pasts.get(user)?.user) ?? -1,
      items: Int32Array.from(known),
      ratings: new Float32Array(known.length).fill(Number.NaN),
    }
  }

  async recommend({ user, history, rows, fresh, k, diversity, reasons }: Ask): Promise<Recommended> {
    const { ranker } = this
    const { catalogue, vectors, method } = ranker
    const own = user === null ? undefined : (rows === null ? this.pasts : this.pastsOf(rows)).get(user)
    const past = history === null ? (own ?? emptyPast) : this.pastOf(user, history)
    const described =
      method.unseen === undefined
        ? []
        : fresh.filter(({ id, text }) => text !== '' && !catalogue.codes.has(id))
    const texts = described.map(({ text }) => text)
    const scores = await scoresOver(ranker, [past], texts)
    for (const id of ranker.leaveOut) {
      const item = catalogue.codes.get(id)
      if (item !== undefined) scores[item] = -Infinity
    }
    const found = highest(scores, diversity === 0 ? k : candidatesEach * k)
    const list = diversified(
      found,
      Array.from(found, (item) => scores[item] as number),
      vectors,
      k,
      diversity,
    )
    const idOf = (item: number): string =>
      catalogue.ids[item] ?? described[item - catalogue.ids.length]?.id ?? ''
    const textOf = (item: number): string => catalogue.texts[item] ?? texts[item - catalogue.ids.length] ?? ''
    const pushes =
      reasons > 0 && past.items.length > 0 ? await this.reasonsFor(past, list, scores, texts) : null
    return {
      items: Array.from(list, (item, i) => ({
        id: idOf(item),
        text: textOf(item),
        score: scores[item] as number,
        reasons: (pushes?.[i] ?? [])
          .slice(0, reasons)
          .map(({ item: from, push }) => ({ id: idOf(from), text: textOf(from), push })),
      })),
      past: Array.from(new Set(past.items), (item) => ({ id: idOf(item), text: textOf(item) })),
      from: past.items.length === 0 ? 'popular' : own !== undefined && history === null ? 'known' : 'history',
      unknown: history === null ? [] : history.filter((id) => !catalogue.codes.has(id)),
      different: diversityOf(list, vectors),
    }
  }

  /**
   * By leaving out: each thing of the past pushes an item as much as its score falls when the user had not done it.
   * Strongest first; only what pushed upwards.
   */
  private async reasonsFor(
    past: Past,
    list: Int32Array,
    scores: Float32Array,
    texts: readonly string[],
  ): Promise<{ item: number; push: number }[][]> {
    const different = [...new Set(past.items)].slice(-mostReasons)
    if (different.length < 2) return Array.from(list, () => different.map((item) => ({ item, push: 1 })))
    const without = different.map((gone): Past => {
      const kept = Array.from(past.items.keys()).filter((i) => past.items[i] !== gone)
      return {
        // A user's own vector would remember what is left out.
        user: -1,
        items: Int32Array.from(kept, (i) => past.items[i] as number),
        ratings: Float32Array.from(kept, (i) => past.ratings[i] as number),
      }
    })
    const base = past.user < 0 ? scores : await scoresOver(this.ranker, [{ ...past, user: -1 }], texts)
    const others = await scoresOver({ ...this.ranker, repeats: true }, without, texts)
    const total = this.ranker.catalogue.ids.length + texts.length
    return Array.from(list, (item) =>
      different
        .map((from, i) => ({
          item: from,
          push: (base[item] as number) - (others[i * total + item] as number),
        }))
        .filter(({ item: from, push }) => push > 0 && from !== item)
        .sort((a, b) => b.push - a.push),
    )
  }

  describe(): Record<string, string | number> {
    return this.facts
  }

  async save(writer: ModelWriter): Promise<void> {
    const { catalogue, reading, repeats, leaveOut, vectors, fallback, method } = this.ranker
    const users = [...this.pasts.keys()]
    const pasts = [...this.pasts.values()]
    const items = asLists(pasts.map((past) => past.items))
    const ratings = new Float32Array(items.values.length)
    pasts.forEach((past, i) => ratings.set(past.ratings, items.offsets[i]))
    const { ids, texts, population, learnt } = catalogue
    const shared: Shared = {
      catalogue: { ids, texts, population, learnt },
      reading,
      repeats,
      leaveOut,
      vectorSize: vectors.size,
      users,
      facts: this.facts,
    }
    await writer.json('catalogue.json', shared)
    await writer.bytes('item-users.bin', bytesOf(catalogue.users))
    await writer.bytes('item-vectors.bin', bytesOf(vectors.values))
    await writer.bytes('strangers.bin', bytesOf(fallback))
    await writer.bytes('user-numbers.bin', bytesOf(Int32Array.from(pasts, (past) => past.user)))
    await writer.bytes('past-offsets.bin', bytesOf(items.offsets))
    await writer.bytes('past-items.bin', bytesOf(items.values))
    await writer.bytes('past-ratings.bin', bytesOf(ratings))
    await method.save(writer)
  }

  dispose(): void {
    this.ranker.method.dispose()
  }
}

/** Reads back what `save` wrote; the method reads its own files. */
export async function loadRanking(
  reader: ModelReader,
  method: (catalogue: Catalogue) => Promise<Method>,
): Promise<RankingPredictor> {
  const {
    catalogue: stored,
    reading,
    repeats,
    leaveOut,
    vectorSize,
    users,
    facts,
  } = (await reader.json('catalogue.json')) as Shared
  const catalogue: Catalogue = {
    ...stored,
    codes: new Map(stored.ids.map((id, code) => [id, code])),
    users: intsIn(await reader.bytes('item-users.bin')),
  }
  const numbers = intsIn(await reader.bytes('user-numbers.bin'))
  const offsets = intsIn(await reader.bytes('past-offsets.bin'))
  const items = { offsets, values: intsIn(await reader.bytes('past-items.bin')) }
  const ratings = floatsIn(await reader.bytes('past-ratings.bin'))
  const pasts = users.map((id, i): [string, Past] => [
    id,
    {
      user: numbers[i] as number,
      items: listAt(items, i),
      ratings: ratings.subarray(offsets[i], offsets[i + 1]),
    },
  ])
  const ranker: Ranker = {
    catalogue,
    reading,
    repeats,
    leaveOut,
    vectors: { size: vectorSize, values: floatsIn(await reader.bytes('item-vectors.bin')) },
    fallback: floatsIn(await reader.bytes('strangers.bin')),
    method: await method(catalogue),
  }
  return new RankingPredictor(ranker, new Map(pasts), facts)
}
