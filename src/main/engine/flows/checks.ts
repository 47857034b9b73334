import type { StepProgress } from '#shared/contract/index'
import type { CheckCard } from '#shared/project'
import type { Engine } from '../engine'
import { currentMapping, currentVersion, dataRef, inputsOf, type Session } from '../projects'
import { freshSplit } from './split'

/** Looks for traps in the open rows. A price that was measured stays with its card. */
export async function runChecks(
  engine: Engine,
  session: Session,
  signal: AbortSignal,
  onProgress: (progress: StepProgress) => void,
): Promise<CheckCard[]> {
  const split = await freshSplit(engine, session, signal)
  const version = currentVersion(session)
  const mapping = currentMapping(session, version)
  const { store } = session
  const found = await engine.trainers.run(
    'checks',
    { data: dataRef(session, version, mapping), splitState: split.state },
    { signal, onProgress },
  )
  const prices = new Map(store.checks.cards().map((card) => [card.id, card.price]))
  // What its remedy has taken away is not found again: the card stays, so that it can be undone.
  const applied = new Set(store.checks.remedies().map((remedy) => remedy.card))
  const taken = store.checks
    .cards()
    .filter(({ id }) => applied.has(id) && !found.some((card) => card.id === id))
  const cards = [...found, ...taken].map((card) => ({
    ...card,
    price: card.price ?? prices.get(card.id) ?? null,
  }))
  engine.sessions.edit(session, () => {
    store.checks.replace(cards, new Date().toISOString(), inputsOf.checks(version.id, mapping))
  })
  return session.state().checks?.cards ?? []
}
