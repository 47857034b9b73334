import type { JudgeInput } from '../../../ml'
import { cellReader } from '../classes'
import { columnOf } from '../plan'
import { groupColumn, type Problem } from '../problem'

type Slice = JudgeInput['slices'][number]

/** A slice with fewer rows says nothing: its interval would span half the scale. */
const leastRows = 30
/** Sources are listed from the largest on. */
const mostSources = 8

/** Groups of rows (places in `positions`) by a key, largest first. */
function groupBy(positions: Int32Array, key: (position: number) => string | null): [string, number[]][] {
  const groups = new Map<string, number[]>()
  positions.forEach((position, at) => {
    const name = key(position)
    if (name === null) return
    const members = groups.get(name)
    if (members) members.push(at)
    else groups.set(name, [at])
  })
  return [...groups].sort(([, a], [, b]) => b.length - a.length)
}

function lengthSlices(texts: readonly string[]): Slice[] {
  const lengths = texts.map((text) => text.length)
  const sorted = [...lengths].sort((a, b) => a - b)
  const cut = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  const [low, high, most] = [cut(1 / 3), cut(2 / 3), cut(1)]
  const ids = ['length-short', 'length-medium', 'length-long'] as const
  const limits = [
    { from: 0, to: low },
    { from: low + 1, to: high },
    { from: high + 1, to: most },
  ]
  return ids.map((id, index) => {
    const params = limits[index] ?? { from: 0, to: 0 }
    const rows = Int32Array.from(lengths.keys()).filter((at) => {
      const length = lengths[at] ?? 0
      return length >= params.from && length <= params.to
    })
    return { id, params, rows }
  })
}

/**
 * Groups of test rows in which a model may be weaker than on the whole: short and long texts (thirds, in characters),
 * texts of another language, and sources, where a group is mapped.
 * @param positions of the test rows; a slice's rows count within them
 */
export function slicesOf(problem: Problem, positions: Int32Array): Slice[] {
  const { template, table, mapping } = problem
  const textColumn = columnOf(template.manifest, mapping, 'text')
  const slices: Slice[] = []
  if (textColumn !== null) {
    const column = table.text(textColumn)
    const texts = Array.from(positions, (position) => column.get(problem.rows[position] ?? -1) ?? '')
    slices.push(...lengthSlices(texts))
    const languages = groupBy(Int32Array.from(texts.keys()), (at) => {
      const text = texts[at] ?? ''
      return text.trim() === '' ? null : template.language([text])
    }).filter(([, rows]) => rows.length >= leastRows)
    if (languages.length > 1) {
      slices.push(
        ...languages.map(([lang, rows]) => ({
          id: `language-${lang}`,
          params: {},
          rows: Int32Array.from(rows),
        })),
      )
    }
  }
  const group = groupColumn(template, { mapping, remedies: [] })
  if (group !== null) {
    const cell = cellReader(table, group)
    const sources = groupBy(positions, (position) => cell(problem.rows[position] ?? -1) || null)
    for (const [value, rows] of sources.slice(0, mostSources)) {
      slices.push({ id: 'source', params: { value }, rows: Int32Array.from(rows) })
    }
  }
  return slices.filter(({ rows }) => rows.length >= leastRows)
}
