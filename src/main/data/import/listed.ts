import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { AppError } from '#shared/errors'
import type { RefusedRow } from '#shared/project'
import { fileError } from '../files'

/** A cell that became empty because it could not be read as its column's type, or was cut from a long row. */
export interface LostCell {
  line: number
  column: string
  raw: string
}

const refusedRow: z.ZodType<RefusedRow> = z.object({
  line: z.number(),
  reason: z.enum(['ragged', 'quote', 'undecodable', 'cell-too-large']),
  fields: z.number(),
  expected: z.number(),
  raw: z.string(),
})
const lostCell: z.ZodType<LostCell> = z.object({ line: z.number(), column: z.string(), raw: z.string() })

/**
 * A page of refused.jsonl, in the order of the source file.
 * @throws AppError `file-not-found`, `file-unreadable`
 */
export async function readRefused(
  file: string,
  offset: number,
  limit: number,
): Promise<{ total: number; rows: RefusedRow[] }> {
  const { total, items } = await readPage(file, offset, limit, refusedRow)
  return { total, rows: items }
}

/**
 * A page of lost.jsonl.
 * @throws AppError `file-not-found`, `file-unreadable`
 */
export async function readLost(
  file: string,
  offset: number,
  limit: number,
): Promise<{ total: number; cells: LostCell[] }> {
  const { total, items } = await readPage(file, offset, limit, lostCell)
  return { total, cells: items }
}

async function readPage<T>(
  file: string,
  offset: number,
  limit: number,
  shape: z.ZodType<T>,
): Promise<{ total: number; items: T[] }> {
  const items: T[] = []
  let total = 0
  try {
    const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
    for await (const line of lines) {
      if (line === '') continue
      if (total >= offset && items.length < limit) items.push(shape.parse(JSON.parse(line)))
      total++
    }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) {
      throw new AppError('file-unreadable', { path: file, detail: error.message }, { cause: error })
    }
    throw fileError(error, file, 'read')
  }
  return { total, items }
}
