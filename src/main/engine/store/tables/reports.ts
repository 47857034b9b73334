import { z } from 'zod'
import type { Rows } from '../rows'
import { stored } from '../schemas'

const row = z.object({ at: z.string(), inputs: z.string(), files: stored(z.array(z.string())) })

/** Reports that were exported. File names only: where they went is nobody else's business. */
export const reportTable = (rows: Rows) => ({
  last: (): z.infer<typeof row> | null =>
    rows.one(row, 'SELECT at, inputs, files FROM report ORDER BY id DESC LIMIT 1'),
  add(at: string, inputs: string, files: readonly string[]): void {
    rows.run('INSERT INTO report (at, inputs, files) VALUES (?, ?, ?)', at, inputs, JSON.stringify(files))
  },
})
