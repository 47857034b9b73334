import { z } from 'zod'
import type { CheckCard, Remedy } from '#shared/project'
import type { Rows } from '../rows'
import { checkCard, remedy, stored } from '../schemas'

const runRow = z.object({ at: z.string(), inputs: z.string() })
const cardRow = z.object({ body: stored<CheckCard>(checkCard) })
const remedyRow = z.object({ card: z.string(), body: stored<Remedy>(remedy) })

/** The cards of the last check, and the remedies that were applied: edits of the plan, never of the data. */
export const checkTable = (rows: Rows) => ({
  lastRun: (): { at: string; inputs: string } | null => rows.one(runRow, 'SELECT at, inputs FROM check_run'),
  cards: (): CheckCard[] =>
    rows.all(cardRow, 'SELECT body FROM check_card ORDER BY position').map((row) => row.body),
  card: (id: string): CheckCard | null =>
    rows.one(cardRow, 'SELECT body FROM check_card WHERE id = ?', id)?.body ?? null,
  replace(cards: readonly CheckCard[], at: string, inputs: string): void {
    rows.run('DELETE FROM check_card')
    for (const [position, card] of cards.entries()) {
      rows.run('INSERT INTO check_card VALUES (?, ?, ?)', card.id, position, JSON.stringify(card))
    }
    rows.run('INSERT OR REPLACE INTO check_run VALUES (1, ?, ?)', at, inputs)
  },
  update(card: CheckCard): void {
    rows.run('UPDATE check_card SET body = ? WHERE id = ?', JSON.stringify(card), card.id)
  },
  remedies: (): { card: string; body: Remedy }[] =>
    rows.all(remedyRow, 'SELECT card, body FROM remedy ORDER BY position'),
  apply(card: string, value: Remedy): void {
    rows.run(
      'INSERT OR IGNORE INTO remedy VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM remedy), ?)',
      card,
      JSON.stringify(value),
    )
  },
  undo(card: string): void {
    rows.run('DELETE FROM remedy WHERE card = ?', card)
  },
})
