import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow'
import { writeAtomically } from '../../../data'

/** Raw scores of one model on rows that it did not learn from, and on some that it did. */
export interface StoredScores {
  /** Row numbers of the open data. */
  rows: Int32Array
  /** The part each row played: validation (or inner validation of a fold), test (or out of fold), or train. */
  parts: Int32Array
  width: number
  /** `rows × width`, row-major. */
  scores: Float64Array
}

/** Writes scores as an Arrow file (row, part, score_0 …) named by its hash. Returns its path. */
export async function writeScores(folder: string, stored: StoredScores): Promise<string> {
  const columns: Record<string, Int32Array | Float64Array> = { row: stored.rows, part: stored.parts }
  for (let k = 0; k < stored.width; k += 1) {
    columns[`score_${k}`] = Float64Array.from(
      stored.rows,
      (_, i) => stored.scores[i * stored.width + k] ?? Number.NaN,
    )
  }
  const bytes = tableToIPC(tableFromArrays(columns), 'file')
  const path = join(folder, `${createHash('sha256').update(bytes).digest('hex')}.arrow`)
  await writeAtomically(path, (file) => file.writeFile(bytes))
  return path
}

/** Reads what `writeScores` wrote. */
export async function readScores(path: string): Promise<StoredScores> {
  const table = tableFromIPC(await readFile(path))
  const column = (name: string): ArrayLike<number> => {
    const found = table.getChild(name)?.toArray() as ArrayLike<number> | undefined
    if (!found) throw new Error(`${path} has no column ${name}`)
    return found
  }
  const width = table.schema.fields.length - 2
  const scores = new Float64Array(table.numRows * width)
  for (let k = 0; k < width; k += 1) {
    const values = column(`score_${k}`)
    for (let i = 0; i < table.numRows; i += 1) scores[i * width + k] = values[i] ?? Number.NaN
  }
  return { rows: Int32Array.from(column('row')), parts: Int32Array.from(column('part')), width, scores }
}

/** The rows of one part with their scores, in stored order. */
export function scoresOf(stored: StoredScores, part: number): { rows: Int32Array; scores: Float64Array } {
  const chosen = [...stored.parts.keys()].filter((i) => stored.parts[i] === part)
  const scores = new Float64Array(chosen.length * stored.width)
  chosen.forEach((i, to) => {
    scores.set(stored.scores.subarray(i * stored.width, (i + 1) * stored.width), to * stored.width)
  })
  return { rows: Int32Array.from(chosen, (i) => stored.rows[i] ?? -1), scores }
}
