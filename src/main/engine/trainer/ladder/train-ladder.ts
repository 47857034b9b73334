import { AppError, toWire, type WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Judgement } from '#shared/results'
import type { JobContext } from '../job'
import { meansOutOfMemory } from '../memory'
import { findTemplate, paramsOf } from '../plan'
import { openProblem } from '../problem'
import type { FinishedRun, TrainEvent, TrainInput } from '../protocol'
import { nameDevice, type Device } from './device'
import { planFits } from './fits'
import { judgeLadder } from './judge-ladder'
import { ladderProgress } from './progress'
import { recallFinished, runModel, type LadderRun } from './run-model'

function describeFailure(error: unknown, model: string): WireError {
  if (error instanceof Error && !(error instanceof AppError) && meansOutOfMemory(error.message)) {
    return toWire(new AppError('out-of-memory', { model }, { cause: error }))
  }
  return toWire(error)
}

/**
 * Trains the models of a ladder one after another and judges them. A model that fails is told and left out; the
 * others go on. Finished runs and folds are not trained again, an unfinished fit goes on from its checkpoint.
 * @throws AppError `cancelled`, `out-of-memory` of a net, `no-model` where nothing could be trained, and what the data is refused for
 */
export async function trainLadder(input: TrainInput, context: JobContext<TrainEvent>): Promise<Judgement> {
  const template = findTemplate(input.data.template)
  const params = paramsOf(template, { ...input.data, params: input.params, quick: input.quick })
  // The template refuses what these very parameters would do to the data, as emptying texts.
  const mapping = { ...input.data.mapping, params: params as Record<string, Json> }
  const problem = openProblem({ ...input.data, mapping })

  const specs = new Map(template.manifest.models.map((spec) => [spec.id, spec]))
  const fits = planFits(problem, input.splitState.kind, input.seed)
  const runs = input.models.map(({ id, run }) => {
    const spec = specs.get(id)
    if (!spec) throw new AppError('unknown-model', { id, known: [...specs.keys()].join(', ') })
    return { run, model: id, family: spec.family, fits: fits.length }
  })
  let device: Promise<Device> | null = null
  const progress = ladderProgress({
    ladder: input.ladder,
    runs,
    emit: (event) => context.report(event),
    workedMs: () => context.workedMs(),
  })
  const ladder: LadderRun = {
    input,
    problem,
    params,
    fits,
    progress,
    context,
    device: () => (device ??= nameDevice(runs.some(({ family }) => family === 'net'))),
  }

  const finished = new Map(input.finished.map((run) => [run.run, run]))
  const failures: { model: string; error: WireError }[] = []
  try {
    for (const { id, run } of input.models) {
      const known = finished.get(run) ?? (await recallFinished(ladder, run))
      try {
        if (input.givenUp.includes(run)) throw new AppError('smallest-batch', { model: id, batch: 1 })
        const done = known ?? (await startRun(ladder, id, run))
        if (!finished.has(run)) context.report({ kind: 'run-finished', finished: done })
        finished.set(run, done)
      } catch (error) {
        context.signal.throwIfAborted()
        const failure = describeFailure(error, id)
        if (failure.code === 'cancelled') throw error
        // Only a new process gives all memory back: the engine goes on in one, with half the batch.
        if (failure.code === 'out-of-memory' && specs.get(id)?.family === 'net') {
          throw new AppError('out-of-memory', { model: id }, { cause: error })
        }
        failures.push({ model: id, error: failure })
        context.report({ kind: 'run-failed', run, model: id, error: failure })
      }
      progress.finishRun(run)
    }
    progress.phase('judging')
    const done = input.models.flatMap(({ run }) => finished.get(run) ?? [])
    return await judgeLadder(ladder, done, failures)
  } finally {
    progress.stop()
  }
}

async function startRun(ladder: LadderRun, model: string, run: string): Promise<FinishedRun> {
  ladder.context.report({ kind: 'run-started', run, model, epochs: null })
  return runModel(ladder, { id: model, run })
}
