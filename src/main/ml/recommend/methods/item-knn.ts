import { highest } from '../lists'
import { listAt, type Lists, type Log } from '../log'
import type { ItemWeights } from './linear'

/** The users of each learnt item, ascending. */
export function transposed({ offsets, values }: Lists, items: number): Lists {
  const counts = new Int32Array(items + 1)
  for (const item of values) counts[item + 1] = (counts[item + 1] as number) + 1
  for (let item = 0; item < items; item++)
    counts[item + 1] = (counts[item + 1] as number) + (counts[item] as number)
  const next = counts.slice()
  const users = new Int32Array(values.length)
  for (let user = 0; user + 1 < offsets.length; user++) {
    for (let at = offsets[user] as number; at < (offsets[user + 1] as number); at++) {
      const item = values[at] as number
      users[next[item] as number] = user
      next[item] = (next[item] as number) + 1
    }
  }
  return { offsets: counts, values: users }
}

/**
 * Cosine of two items over the users who know both, shrunk towards 0 where those are few (Sarwar et al. 2001; Koren
 * 2008), the strongest neighbours of each item.
 */
export async function itemNeighbours(
  { catalogue: { learnt }, sets }: Log,
  { neighbours, shrink }: { neighbours: number; shrink: number },
  breathe: () => Promise<void>,
): Promise<ItemWeights> {
  const usersOf = transposed(sets, learnt)
  const norm = Float64Array.from({ length: learnt }, (_, item) => Math.sqrt(listAt(usersOf, item).length))
  const offsets = new Int32Array(learnt + 1)
  const columns: number[] = []
  const values: number[] = []
  const together = new Float64Array(learnt)
  let since = performance.now()
  for (let item = 0; item < learnt; item++) {
    together.fill(0)
    for (const user of listAt(usersOf, item)) {
      for (let at = sets.offsets[user] as number; at < (sets.offsets[user + 1] as number); at++) {
        const other = sets.values[at] as number
        together[other] = (together[other] as number) + 1
      }
    }
    const likeness = new Float64Array(learnt).fill(-Infinity)
    for (let other = 0; other < learnt; other++) {
      const both = together[other] as number
      if (both > 0 && other !== item)
        likeness[other] = both / ((norm[item] as number) * (norm[other] as number) + shrink)
    }
    for (const other of highest(likeness, neighbours)) {
      columns.push(other)
      values.push(likeness[other] as number)
    }
    offsets[item + 1] = columns.length
    if (performance.now() - since > 20) {
      await breathe()
      since = performance.now()
    }
  }
  return {
    kind: 'sparse',
    items: learnt,
    offsets,
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  }
}
