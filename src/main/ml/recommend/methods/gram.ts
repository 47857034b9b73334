import { listAt, type Log } from '../log'
import { transposed } from './item-knn'

/** How many users know both of two items: items × items, row-major. The diagonal is each item's own count. */
export async function coCounts(
  { catalogue: { learnt }, sets }: Log,
  breathe: () => Promise<void>,
): Promise<Float32Array> {
  const counts = new Float32Array(learnt * learnt)
  const usersOf = transposed(sets, learnt)
  let since = performance.now()
  for (let item = 0; item < learnt; item++) {
    const row = item * learnt
    for (const user of listAt(usersOf, item)) {
      // Ascending: from the item itself on, so each pair once.
      for (let at = (sets.offsets[user + 1] as number) - 1; at >= (sets.offsets[user] as number); at--) {
        const other = sets.values[at] as number
        if (other < item) break
        counts[row + other] = (counts[row + other] as number) + 1
      }
    }
    if (performance.now() - since > 20) {
      await breathe()
      since = performance.now()
    }
  }
  for (let i = 0; i < learnt; i++) {
    for (let j = i + 1; j < learnt; j++) counts[j * learnt + i] = counts[i * learnt + j] as number
  }
  return counts
}
