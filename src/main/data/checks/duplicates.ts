import { rowClusters } from '../duplicates/row-clusters'
import { cellTexts } from '../table-from-columns'
import { card, classesOf, columnsOf, rowEvidence, type Check, type CheckInput } from './input'

/** From this share of repeated rows on the score is visibly flattered. */
const WARN_SHARE = 0.01

/** Texts (without a text role: rows, in all columns but the label) that occur more than once, to the letter. */
export const duplicates: Check = async (input) => {
  const { table, signal } = input
  const columns = comparedColumns(input)
  const [shown] = columns
  if (shown === undefined) return []
  const ids = await rowClusters(
    columns.map((column) => cellTexts(table, column)),
    { signal },
  )
  const labels = classesOf(input)?.labels ?? new Int32Array(table.rows)
  const groups = new Map<number, number[]>()
  ids.forEach((id, row) => {
    if (id === row) return
    const rows = groups.get(id) ?? [id]
    rows.push(row)
    groups.set(id, rows)
  })
  if (groups.size === 0) return []
  const sets = [...groups.values()]
  const isTorn = (rows: readonly number[]) => new Set(rows.map((row) => labels[row])).size > 1
  const torn = sets.filter(isTorn)
  const rows = sets.reduce((sum, set) => sum + set.length, 0)
  const cells = cellTexts(table, shown)
  // Contradictions first: they cannot be learnt, whatever the model.
  const ordered = [...torn, ...sets.filter((set) => !isTorn(set)).sort((a, b) => b.length - a.length)]
  return [
    card({
      code: 'duplicates',
      severity: torn.length > 0 || rows >= WARN_SHARE * table.rows ? 'warn' : 'info',
      column: columns.length === 1 ? shown : null,
      params: { texts: sets.length, rows, conflicts: torn.length },
      evidence: ordered.flat().map((row) => rowEvidence(cells, row)),
      remedy: { op: 'leave-out-duplicates' },
    }),
  ]
}

function comparedColumns(input: CheckInput): string[] {
  const texts = columnsOf(input, 'text')
  if (texts.length > 0) return texts
  const labels = columnsOf(input, 'label')
  return input.table.columns.map(({ name }) => name).filter((column) => !labels.includes(column))
}
