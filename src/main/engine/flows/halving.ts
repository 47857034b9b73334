import { AppError } from '#shared/errors'
import type { Engine } from '../engine'
import type { Session } from '../projects'
import type { LadderRow } from '../store'
import type { TrainEvent } from '../trainer/protocol'

/** A batch is halved this often before the model is given up: 1/64 of what was asked for. */
const mostHalvings = 6

/**
 * What is done where a net runs out of memory: again in a new process, from its last checkpoint, with half the batch.
 * The ladder's request remembers it, so that a resumed ladder does not run into the same wall.
 */
export function halving(engine: Engine, session: Session, ladder: LadderRow) {
  const { store, manifest } = session
  const halvings = { ...ladder.request.halvings }
  const givenUp: string[] = []
  let current: { run: string; model: string } | null = null

  const isNet = (model: string): boolean =>
    manifest.models.some(({ id, family }) => id === model && family === 'net')

  return {
    halvings,
    givenUp,
    /** Remembers which model is being trained. */
    follow(event: TrainEvent): void {
      if (event.kind === 'run-started') current = { run: event.run, model: event.model }
      else if (event.kind === 'run-finished' || event.kind === 'run-failed') current = null
    },
    /** Whether to train on after an error, with the halved batch booked. */
    again(error: unknown): boolean {
      if (!(error instanceof AppError) || error.code !== 'out-of-memory') return false
      if (current === null || !isNet(current.model)) return false
      const { run, model } = current
      const times = (halvings[run] ?? 0) + 1
      if (times > mostHalvings) givenUp.push(run)
      else halvings[run] = times
      engine.log.warn(
        'train',
        `${model} ran out of memory; its batch is now 1/${2 ** times} of what was asked for`,
      )
      engine.sessions.edit(session, () => {
        store.runs.setRequest(ladder.id, { ...ladder.request, halvings })
      })
      current = null
      return true
    },
  }
}
