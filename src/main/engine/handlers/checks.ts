import { AppError } from '#shared/errors'
import type { CheckCard, Remedy } from '#shared/project'
import type { LedgerEntry } from '#shared/results'
import { freshSplit, makeSplit, runChecks } from '../flows'
import type { Engine } from '../engine'
import { currentMapping, currentVersion, dataRef, type Session } from '../projects'
import type { Handlers } from '../rpc'

/** @throws AppError `stale` when the card is not among the last check's */
function cardOf({ store }: Session, id: string): CheckCard {
  const card = store.checks.card(id)
  if (card === null) throw new AppError('stale', { step: 'checks' })
  return card
}

/** Of rows to leave out only those that were chosen among the card's. */
function chosenRows(remedy: Remedy | null, rows: readonly string[] | undefined): Remedy | null {
  if (remedy?.op !== 'leave-out-rows' || rows === undefined) return remedy
  const chosen = remedy.rows.filter((row) => rows.includes(row))
  return chosen.length === 0 ? null : { ...remedy, rows: chosen }
}

const line = (kind: 'remedy' | 'remedy-undone', card: CheckCard): Omit<LedgerEntry, 'id'> => ({
  at: new Date().toISOString(),
  kind,
  model: null,
  config: { card: card.id, remedy: card.remedy },
  headline: null,
  note: '',
  energyWh: null,
})

export const checkHandlers = (engine: Engine) =>
  ({
    async 'checks.run'({ project }, task) {
      const session = await engine.sessions.get(project)
      return runChecks(engine, session, task.signal, task.report)
    },

    async 'checks.apply'({ project, card: id, rows }) {
      const session = await engine.sessions.get(project)
      const card = cardOf(session, id)
      const remedy = chosenRows(card.remedy, rows)
      if (remedy === null) throw new AppError('invalid-input', { detail: 'card' })
      engine.sessions.edit(session, (store) => {
        if (store.checks.remedies().some((applied) => applied.card === id)) return
        store.checks.apply(id, remedy)
        store.ledger.add(line('remedy', { ...card, remedy }))
      })
      return session.state()
    },

    async 'checks.undo'({ project, card: id }) {
      const session = await engine.sessions.get(project)
      const card = cardOf(session, id)
      engine.sessions.edit(session, (store) => {
        if (!store.checks.remedies().some((applied) => applied.card === id)) return
        store.checks.undo(id)
        store.ledger.add(line('remedy-undone', card))
      })
      return session.state()
    },

    async 'checks.price'({ project, card: id }, task) {
      const session = await engine.sessions.get(project)
      const card = cardOf(session, id)
      const split = await freshSplit(engine, session, task.signal)
      const version = currentVersion(session)
      const data = dataRef(session, version, currentMapping(session, version))
      const priced = await engine.trainers.run(
        'price',
        { data, splitState: split.state, card },
        { signal: task.signal, onProgress: task.report },
      )
      engine.sessions.edit(session, (store) => {
        store.checks.update(priced)
      })
      const applied = session.store.checks.remedies().some((remedy) => remedy.card === id)
      return { ...priced, applied }
    },

    async 'split.make'({ project, kind, group, gapDays, seed }, task) {
      const session = await engine.sessions.get(project)
      return makeSplit(engine, session, { kind, group, gapDays, seed }, task.signal, task.report)
    },
  }) satisfies Partial<Handlers>
