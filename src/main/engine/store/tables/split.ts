import { z } from 'zod'
import type { SplitState } from '#shared/project'
import type { Rows } from '../rows'
import { splitState, stored } from '../schemas'

const row = z.object({
  id: z.number(),
  path: z.string(),
  state: stored<SplitState>(splitState),
  inputs: z.string(),
})
/** `inputs`: digest of what it was made from, to see whether it is stale. */
export type SplitRow = z.infer<typeof row>

const select = 'SELECT id, path, state, inputs FROM split'

/** Every split that was made; the last one of a version counts. */
export const splitTable = (rows: Rows) => ({
  current: (version: string): SplitRow | null =>
    rows.one(row, `${select} WHERE version = ? ORDER BY id DESC LIMIT 1`, version),
  get: (id: number): SplitRow | null => rows.one(row, `${select} WHERE id = ?`, id),
  paths: (): string[] =>
    rows.all(z.object({ path: z.string() }), 'SELECT DISTINCT path FROM split').map((found) => found.path),
  add(version: string, at: string, split: Omit<SplitRow, 'id'>): number {
    const { lastInsertRowid } = rows.run(
      'INSERT INTO split (version, created_at, path, state, inputs) VALUES (?, ?, ?, ?, ?)',
      version,
      at,
      split.path,
      JSON.stringify(split.state),
      split.inputs,
    )
    return Number(lastInsertRowid)
  },
})
