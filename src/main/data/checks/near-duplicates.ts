import { nearDuplicateClusters } from '../duplicates/near-duplicates'
import { card, columnsOf, rowEvidence, type Check } from './input'

/** From this share of rows on the data hold far fewer different texts than it seems. */
const WARN_SHARE = 0.05

/** Texts that differ in a few characters only. Equal texts are the matter of `duplicates`. */
export const nearDuplicates: Check = async ({ table, signal, ...input }) => {
  const [column] = columnsOf({ table, signal, ...input }, 'text')
  if (column === undefined) return []
  const texts = table.text(column)
  const ids = await nearDuplicateClusters(texts, { signal })
  const clusters = new Map<number, Map<string, number>>()
  ids.forEach((id, row) => {
    const text = texts.get(row)
    if (text === null) return
    const known = clusters.get(id) ?? new Map<string, number>()
    if (!known.has(text)) known.set(text, row)
    clusters.set(id, known)
  })
  const found = [...clusters.values()].filter((variants) => variants.size > 1)
  if (found.length === 0) return []
  const rows = found.reduce((sum, variants) => sum + variants.size, 0)
  const ordered = found.sort((a, b) => b.size - a.size)
  return [
    card({
      code: 'near-duplicates',
      severity: rows >= WARN_SHARE * table.rows ? 'warn' : 'info',
      column,
      params: { clusters: found.length, texts: rows },
      evidence: ordered.flatMap((variants) => [...variants.values()].map((row) => rowEvidence(texts, row))),
    }),
  ]
}
