import { z } from 'zod'
import type { Json } from '#shared/lang'
import type { LedgerEntry } from '#shared/results'
import type { Rows } from '../rows'
import { freeJson, stored } from '../schemas'

const entry = z.object({
  id: z.number(),
  at: z.string(),
  kind: z.enum(['trained', 'vault-opened', 'vault-spent', 'split', 'remedy', 'remedy-undone', 'import']),
  model: z.string().nullable(),
  config: stored<Json>(freeJson),
  headline: z.number().nullable(),
  note: z.string(),
  energyWh: z.number().nullable(),
}) satisfies z.ZodType<LedgerEntry>

/** Every try, in order. Triggers refuse to change or delete a line, and count the trained configurations. */
export const ledgerTable = (rows: Rows) => ({
  list: (): LedgerEntry[] =>
    rows.all(
      entry,
      'SELECT id, at, kind, model, config, headline, note, energy_wh AS energyWh FROM ledger ORDER BY id',
    ),
  add(value: Omit<LedgerEntry, 'id'>): void {
    rows.run(
      'INSERT INTO ledger (at, kind, model, config, headline, note, energy_wh) VALUES (?, ?, ?, ?, ?, ?, ?)',
      value.at,
      value.kind,
      value.model,
      JSON.stringify(value.config),
      value.headline,
      value.note,
      value.energyWh,
    )
  },
  /** Configurations trained so far. */
  trained: (): number =>
    rows.one(z.object({ trained: z.number() }), 'SELECT trained FROM ledger_count')?.trained ?? 0,
})
