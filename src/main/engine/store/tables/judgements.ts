import { z } from 'zod'
import type { Judgement, Measured, ModelExplanation } from '#shared/results'
import type { Rows } from '../rows'
import { explanation, flag, judgement, metrics, stored } from '../schemas'

const row = z.object({ ladder: z.string(), inputs: z.string(), body: stored<Judgement>(judgement) })
export type JudgementRow = z.infer<typeof row>

const explanationRow = z.object({ body: stored<ModelExplanation>(explanation) })

const opening = z.object({
  at: z.string(),
  run: z.string(),
  model: z.string(),
  reason: z.string(),
  spent: flag,
  metrics: stored<Record<string, Measured>>(metrics).nullable(),
})
export type VaultOpening = z.infer<typeof opening>

const headRow = z.object({ ladder: z.string(), at: z.string() })

/** What was found: the judgement of each ladder, explanations, and each opening of the vault. */
export function judgementTable(rows: Rows) {
  /** The last one as it was parsed: it is large, every screen asks for it, and it changes once a ladder. */
  let known: { at: string; row: JudgementRow } | null = null

  function last(): JudgementRow | null {
    const [head] = rows.all(
      headRow,
      'SELECT ladder, created_at AS at FROM judgement ORDER BY created_at DESC LIMIT 1',
    )
    if (head === undefined) return null
    if (known?.row.ladder === head.ladder && known.at === head.at) return known.row
    const found = rows.one(row, 'SELECT ladder, inputs, body FROM judgement WHERE ladder = ?', head.ladder)
    known = found && { at: head.at, row: found }
    return found
  }

  return {
    last,
    add(value: JudgementRow): void {
      rows.run(
        'INSERT OR REPLACE INTO judgement (ladder, created_at, inputs, body) VALUES (?, ?, ?, ?)',
        value.ladder,
        value.body.createdAt,
        value.inputs,
        JSON.stringify(value.body),
      )
    },
    explanation: (run: string): ModelExplanation | null =>
      rows.one(explanationRow, 'SELECT body FROM explanation WHERE run = ?', run)?.body ?? null,
    explain(run: string, value: ModelExplanation): void {
      rows.run('INSERT OR REPLACE INTO explanation VALUES (?, ?)', run, JSON.stringify(value))
    },
    openings: (): VaultOpening[] =>
      rows.all(opening, 'SELECT at, run, model, reason, spent, metrics FROM vault_opening ORDER BY id'),
    /** Recorded before a row is read, so that a crash in between cannot hide it. Returns its number. */
    openVault(value: Omit<VaultOpening, 'metrics'>): number {
      return Number(
        rows.run(
          'INSERT INTO vault_opening (at, run, model, reason, spent) VALUES (?, ?, ?, ?, ?)',
          value.at,
          value.run,
          value.model,
          value.reason,
          Number(value.spent),
        ).lastInsertRowid,
      )
    },
    setVaultMetrics(id: number, value: Record<string, Measured>): void {
      rows.run('UPDATE vault_opening SET metrics = ? WHERE id = ?', JSON.stringify(value), id)
    },
  }
}
