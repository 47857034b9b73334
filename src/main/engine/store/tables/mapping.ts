import { z } from 'zod'
import type { Mapping } from '#shared/project'
import type { Rows } from '../rows'
import { mapping, stored } from '../schemas'

const row = z.object({ body: stored<Mapping>(mapping) })

/** Which column plays which role, for each data version whose mapping was confirmed. */
export const mappingTable = (rows: Rows) => ({
  get: (version: string): Mapping | null =>
    rows.one(row, 'SELECT body FROM mapping WHERE version = ?', version)?.body ?? null,
  set(version: string, value: Mapping): void {
    rows.run('INSERT OR REPLACE INTO mapping VALUES (?, ?)', version, JSON.stringify(value))
  },
})
