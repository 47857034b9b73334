import type { MeasuredFit } from '#shared/costs'
import { AppError, toWire, type WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Judgement } from '#shared/results'
import { judging, planLadder, type LadderPlan } from '../costs'
import { openEnergyMeter } from '../energy'
import type { JobContext } from '../job'
import { meansOutOfMemory } from '../memory'
import { findTemplate, paramsOf } from '../plan'
import { openProblem } from '../problem'
import type { FinishedRun, TrainEvent, TrainInput } from '../protocol'
import { nameDevice, type Device } from './device'
import type { FitTimes } from './fit-clock'
import { fitsOfEach } from './fits'
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
  const problem = openProblem({ ...input.data, mapping }, params)

  const specs = new Map(template.manifest.models.map((spec) => [spec.id, spec]))
  const runs = input.models.map(({ id, run }) => {
    const spec = specs.get(id)
    if (!spec) throw new AppError('unknown-model', { id, known: [...specs.keys()].join(', ') })
    return { run, model: id, family: spec.family }
  })
  const fits = fitsOfEach(problem, input.splitState.kind, input.seed, params)
  const plan = planLadder(problem, {
    fits,
    models: runs.map(({ model }) => model),
    params,
    book: input.costs,
  })
  let device: Promise<Device> | null = null
  const progress = ladderProgress({
    ladder: input.ladder,
    runs,
    plan,
    emit: (event) => context.report(event),
    workedMs: () => context.workedMs(),
  })
  const energy = openEnergyMeter((message) => {
    context.log('info', message)
  })
  const ladder: LadderRun = {
    energy,
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
  const times = new Map<string, FitTimes[]>()
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
      // What failed half-way is no measure of a fit.
      const own = progress.finishRun(run)
      if (finished.has(run)) times.set(id, own)
    }
    progress.phase('judging')
    const done = input.models.flatMap(({ run }) => finished.get(run) ?? [])
    const judgement = await judgeLadder(ladder, done, failures)
    const { rung } = judgement.device
    const judgeSeconds = progress.stop()
    context.report({
      kind: 'measured',
      fits: measuredFits(template.id, rung, plan, times, judgeSeconds ?? 0),
      // The peak of a process that trained only what was left of a ladder is not that of the ladder.
      memory: plan.models.every(({ model }) => (times.get(model)?.length ?? 0) > 0)
        ? {
            template: template.id,
            rung,
            counted: plan.memory.counted,
            // Kilobytes on every platform.
            peak: process.resourceUsage().maxRSS * 1024,
          }
        : null,
    })
    return judgement
  } finally {
    progress.stop()
    energy.stop()
  }
}

/** What the fits of a ladder took, for the estimate of the next: the mean of those of one model. */
function measuredFits(
  template: string,
  rung: string,
  plan: LadderPlan,
  times: ReadonlyMap<string, readonly FitTimes[]>,
  judgeSeconds: number,
): MeasuredFit[] {
  const found = plan.models.flatMap(({ model, rows, workload }): MeasuredFit[] => {
    const own = times.get(model) ?? []
    if (own.length === 0) return []
    const mean = (of: (one: FitTimes) => number): number =>
      own.reduce((sum, one) => sum + of(one), 0) / own.length
    const { pass, epochs } = workload
    return [
      {
        template,
        model,
        rung,
        rows,
        pass,
        before: mean(({ before }) => before),
        each: mean(({ each }) => each),
        after: mean(({ after }) => after),
        epochs: epochs === null ? null : { needed: mean(({ passes }) => passes), ...epochs },
      },
    ]
  })
  const { pass } = plan.judge
  const judged = { rows: pass, pass, before: 0, each: judgeSeconds, after: 0, epochs: null }
  return [...found, { template, model: judging, rung, ...judged }]
}

async function startRun(ladder: LadderRun, model: string, run: string): Promise<FinishedRun> {
  ladder.context.report({ kind: 'run-started', run, model, epochs: null })
  return runModel(ladder, { id: model, run })
}
