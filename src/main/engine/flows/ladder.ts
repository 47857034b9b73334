import type { TrainProgress } from '#shared/contract/index'
import { AppError } from '#shared/errors'
import { presetIn } from '#shared/presets'
import type { SplitState } from '#shared/project'
import { operationOf } from '#shared/operation'
import type { Judgement, CurvePoint } from '#shared/results'
import type { Engine } from '../engine'
import { inFolder, ladderRef, stored, type Session } from '../projects'
import type { LadderRow, RunRow } from '../store'
import { costsOn, withCosts } from '../settings'
import { Interrupted, type TaskContext } from '../tasks'
import type { FinishedRun, TrainEvent } from '../trainer/protocol'
import { halving } from './halving'

/** Points of a curve wait this long for company: one transaction for many. */
const recordEveryMs = 500

const relativePaths = (folder: string, run: FinishedRun): FinishedRun => ({
  ...run,
  folder: stored(folder, run.folder),
  predictions: stored(folder, run.predictions),
})

const absolutePaths = (folder: string, run: FinishedRun): FinishedRun => ({
  ...run,
  folder: inFolder(folder, run.folder),
  predictions: inFolder(folder, run.predictions),
})

/** Records what a trainer says of a ladder as it says it. */
function recorder(
  engine: Engine,
  session: Session,
  ladder: LadderRow,
  report: (progress: TrainProgress) => void,
) {
  const { store, folder } = session
  const held = new Map<string, CurvePoint[]>()
  let timer: NodeJS.Timeout | null = null

  /** Curves reach the screens as progress: no window needs to hear of each transaction. */
  function flush(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (held.size === 0) return
    store.edit(() => {
      for (const [run, points] of held) store.runs.addPoints(run, points)
    })
    held.clear()
  }

  function finish(run: FinishedRun): void {
    const { params, quick, seed } = ladder.request
    const halved = store.runs.ladder(ladder.id)?.request.halvings?.[run.run] ?? 0
    flush()
    engine.sessions.edit(session, () => {
      // Told again after a resumption: it is one try all the same.
      if (store.runs.get(run.run)?.state === 'done') return
      store.runs.finish(relativePaths(folder, run))
      store.ledger.add({
        at: new Date().toISOString(),
        kind: 'trained',
        model: run.model,
        config: {
          run: run.run,
          ladder: ladder.id,
          params,
          preset: presetIn(session.manifest, params),
          quick,
          seed,
          ...(halved === 0 ? {} : { batchDivisor: 2 ** halved }),
          built: run.built,
          inputs: ladder.inputs,
        },
        headline: run.validation,
        note: '',
        energyWh: run.energyWh,
      })
    })
  }

  function record(event: TrainEvent): void {
    switch (event.kind) {
      case 'run-started':
        engine.sessions.edit(session, () => {
          store.runs.start(event.run, new Date().toISOString(), event.epochs)
        })
        break
      case 'checkpoint':
        flush()
        store.edit(() => {
          store.runs.checkpoint(event.run, event.epoch)
        })
        break
      case 'points':
        held.set(event.run, [...(held.get(event.run) ?? []), ...event.points])
        timer ??= setTimeout(flush, recordEveryMs)
        break
      case 'curve':
        held.delete(event.run)
        store.edit(() => {
          store.runs.dropPoints(event.run)
          store.runs.addPoints(event.run, event.points)
        })
        break
      case 'run-finished':
        finish(event.finished)
        break
      case 'run-failed': {
        const { code, params } = event.error
        if (event.error.stack !== undefined) engine.log.error('train', event.error.stack)
        flush()
        engine.sessions.edit(session, () => {
          store.runs.fail(event.run, { code, params })
        })
        break
      }
      case 'measured':
        engine.costs
          .update((book) =>
            withCosts(book, { fits: event.fits, memory: event.memory === null ? [] : [event.memory] }),
          )
          .catch((error: unknown) => {
            // The next estimate is a little worse; the ladder is done all the same.
            engine.log.warn('train', String(error))
          })
        break
      case 'progress':
        report(event.progress)
        break
    }
  }

  return { record, flush }
}

/** How a ladder that did not end by itself is remembered. */
function endOf(error: unknown): 'cancelled' | 'interrupted' | 'failed' {
  if (error instanceof Interrupted) return 'interrupted'
  if (!(error instanceof AppError)) return 'failed'
  if (error.code === 'cancelled') return 'cancelled'
  return error.code === 'trainer-died' || error.code === 'out-of-memory' ? 'interrupted' : 'failed'
}

/** Where the scores of every model that was trained before are, of templates whose judge counts tries. */
function earlierTries({ store, folder, manifest }: Session): string[] {
  if (!manifest.walks) return []
  const models = new Set(manifest.models.filter(({ kind }) => kind === 'model').map(({ id }) => id))
  const paths = store.runs
    .list()
    .flatMap(({ model, finished }) => (finished !== null && models.has(model) ? [finished.predictions] : []))
  return [...new Set(paths)].map((path) => inFolder(folder, path))
}

/** Trains what is left of a ladder and judges it. Whatever ends it, what was reached is recorded. */
export async function runLadder(
  engine: Engine,
  session: Session,
  ladder: LadderRow,
  task: TaskContext<TrainProgress>,
): Promise<Judgement> {
  const { store, folder } = session
  const split = store.split.get(ladder.split)
  if (split === null) throw new AppError('stale', { step: 'split' })
  const data = ladderRef(session, ladder)
  const rung = (await engine.device.state()).doctor?.chosen ?? null
  const costs = costsOn(await engine.costs.get(), rung)
  const goal = store.goal.get()
  const { record, flush } = recorder(engine, session, ladder, task.report)

  engine.sessions.edit(session, () => {
    store.runs.setLadderState(ladder.id, 'running')
  })
  const memory = halving(engine, session, ladder)

  /** Runs in the order of the ladder, with those of earlier ladders that are judged again. */
  function runsInOrder(): RunRow[] {
    const own = store.runs.ofLadder(ladder.id)
    const reused = Object.values(ladder.request.reused).flatMap((id) => store.runs.get(id) ?? [])
    const runs = new Map([...own, ...reused].map((run) => [run.model, run]))
    return session.manifest.models.flatMap((model) => runs.get(model.id) ?? [])
  }

  /** One process: trains what is not finished yet. */
  function train(splitState: SplitState): Promise<Judgement> {
    const inOrder = runsInOrder()
    return engine.trainers.run(
      'train',
      {
        data,
        splitState,
        folder,
        ladder: ladder.id,
        models: inOrder.map((run) => ({ id: run.model, run: run.id })),
        finished: inOrder.flatMap((run) =>
          run.finished === null ? [] : absolutePaths(folder, run.finished),
        ),
        params: ladder.request.params,
        halvings: memory.halvings,
        givenUp: memory.givenUp,
        quick: ladder.request.quick,
        seed: ladder.request.seed,
        bar: goal?.bar ?? null,
        operation: operationOf(goal),
        costs,
        trials: earlierTries(session),
        appVersion: engine.version,
      },
      {
        signal: task.signal,
        onProgress: (event) => {
          memory.follow(event)
          record(event)
        },
        onPause: (listener) => {
          task.onPause((paused) => {
            listener(paused)
            engine.sessions.edit(session, () => {
              store.runs.pause(ladder.id, paused)
            })
          })
        },
      },
    )
  }

  try {
    let body: Judgement | null = null
    while (body === null) {
      try {
        body = await train(split.state)
      } catch (error) {
        flush()
        if (!memory.again(error)) throw error
      }
    }
    flush()
    engine.sessions.edit(session, () => {
      store.judgements.add({ ladder: ladder.id, inputs: ladder.inputs, body })
      store.runs.setLadderState(ladder.id, 'done')
    })
    await engine.sessions.remember(session)
    return body
  } catch (error) {
    flush()
    const end = endOf(error)
    engine.sessions.edit(session, () => {
      store.runs.stop(ladder.id, end)
    })
    throw error
  }
}
