import { AppError, type WireError } from '#shared/errors'
import type { ModelSpec } from '#shared/manifest'
import type { Judgement, ScoringDetail } from '#shared/results'
import { PART } from '../../../data'
import type { ScoredModel } from '../../../ml'
import type { Problem } from '../problem'
import type { FinishedRun } from '../protocol'
import type { Device } from './device'
import { columnOf, roleOf } from '../plan'
import { protectedGroups, rowContext } from '../row-context'
import type { LadderRun } from './run-model'
import { readScores, scoresOf } from './scores-file'
import { slicesOf } from './slices'

/** Below this many rows of a class in the test part its numbers are rough, and the judgement says so. */
const fewRows = 100

type Warnings = Judgement['warnings']

function warningsOf(
  { input, problem }: LadderRun,
  classes: readonly string[],
  truth: Int32Array,
  device: Device,
  nets: boolean,
  failures: readonly { model: string; error: WireError }[],
): Warnings {
  const warnings: Warnings = rankingWarnings(problem)
  const counts = classes.map((_, k) => truth.reduce((sum, label) => sum + (label === k ? 1 : 0), 0))
  const fewest = Math.min(...counts)
  if (classes.length > 0 && fewest < fewRows) {
    const label = classes[counts.indexOf(fewest)] ?? ''
    warnings.push({ code: 'few-positives', params: { n: fewest, label } })
  }
  if (problem.unlabelled > 0) warnings.push({ code: 'unlabelled', params: { n: problem.unlabelled } })
  for (const { model, error } of failures) {
    warnings.push({ code: 'model-failed', params: { ...error.params, model, reason: error.code } })
  }
  if (nets && device.rung === 'javascript') warnings.push({ code: 'javascript-rung', params: {} })
  else if (device.reason !== undefined) {
    warnings.push({ code: 'device-fallback', params: { rung: device.rung, detail: device.reason } })
  }
  for (const { id: model, run } of input.models) {
    const halved = input.halvings[run] ?? 0
    if (halved > 0) warnings.push({ code: 'batch-halved', params: { model, divisor: 2 ** halved } })
  }
  if (input.quick) warnings.push({ code: 'quick-preset', params: {} })
  return warnings
}

/** What a reader must know of lists that were judged on a log. */
function rankingWarnings({ template, mapping }: Problem): Warnings {
  if (roleOf(template.manifest, 'item') === null) return []
  const timed = columnOf(template.manifest, mapping, 'time') !== null
  return [
    ...(timed ? [] : [{ code: 'no-time', params: {} }]),
    { code: 'exposure', params: {} },
    { code: 'offline-not-revenue', params: {} },
  ]
}

/** From this share on, always saying the common class looks like a good model. */
const doNothingShare = 0.95

/** What a reader must know before acting on scores. */
function actingWarnings(
  scoring: ScoringDetail | undefined,
  { classes, positive }: Problem['question'],
): Warnings {
  if (scoring === undefined || positive === null) return []
  const { rows, positives } = scoring.totals.test
  const quiet = 1 - positives / Math.max(1, rows)
  const warnings: Warnings = []
  if (quiet >= doNothingShare) {
    const label = classes[1 - positive] ?? ''
    // Rounded down: 99.96 % is not 100.
    const share = `${String(Math.floor(1000 * quiet) / 10)} %`
    warnings.push({ code: 'do-nothing', params: { label, share } })
  }
  if (scoring.capacity !== null && scoring.operation.capacity === null)
    warnings.push({ code: 'capacity-assumed', params: { n: scoring.capacity } })
  warnings.push({ code: 'selected-labels', params: {} }, { code: 'person-decides', params: {} })
  return warnings
}

/**
 * Scores on these rows of every configuration that the ledger counts. Those of other rows (another split, other data)
 * cannot be laid beside them and are left out.
 */
async function trialsOf(
  { input }: LadderRun,
  judged: readonly { spec: ModelSpec; run: FinishedRun }[],
  rows: Int32Array,
): Promise<Float64Array[]> {
  const found: Float64Array[] = []
  const own = judged.flatMap(({ spec, run }) => (spec.kind === 'model' ? [run.predictions] : []))
  for (const path of new Set([...input.trials, ...own])) {
    const tried = scoresOf(await readScores(path), PART.test)
    const same = tried.rows.length === rows.length && tried.rows.every((row, i) => row === rows[i])
    if (same) found.push(tried.scores)
  }
  return found
}

/** Units of the bootstrap; null where each row is its own. */
function unitsAt(problem: Problem, positions: Int32Array): Int32Array | null {
  const units = positions.map((position) => problem.drawn[position] ?? -1)
  return new Set(units).size === units.length ? null : units
}

/**
 * Compares the finished models of a ladder on rows that none of them learnt from.
 * @throws AppError `no-model` where none was trained, or no baseline to compare with
 */
export async function judgeLadder(
  ladder: LadderRun,
  finished: readonly FinishedRun[],
  failures: readonly { model: string; error: WireError }[],
): Promise<Judgement> {
  const { problem, input, context } = ladder
  const { template, question } = problem
  const { manifest } = template
  const specs = manifest.models.flatMap((spec) => {
    const run = finished.find(({ model }) => model === spec.id)
    return run ? [{ spec, run }] : []
  })
  if (!specs.some(({ spec }) => spec.kind === 'baseline')) throw new AppError('no-model')

  const place = new Map(Array.from(problem.rows, (row, position) => [row, position]))
  const positionsAt = (rows: Int32Array): Int32Array => rows.map((row) => place.get(row) ?? -1)
  const models: ScoredModel[] = []
  // Every model was scored on the same rows in the same order: those of any one say which.
  let validationRows = new Int32Array(0)
  let testRows = new Int32Array(0)
  for (const { spec, run } of specs) {
    const stored = await readScores(run.predictions)
    const validation = scoresOf(stored, PART.validation)
    const test = scoresOf(stored, PART.test)
    validationRows = Int32Array.from(validation.rows)
    testRows = Int32Array.from(test.rows)
    const train = scoresOf(stored, PART.train).scores
    models.push({
      id: spec.id,
      kind: spec.kind,
      validation: validation.scores,
      test: test.scores,
      train: train.length === 0 ? null : train,
    })
    await context.breathe()
  }
  const testPositions = positionsAt(testRows)
  const labelsAt = (positions: Int32Array): Int32Array => positions.map((p) => problem.labels[p] ?? -1)
  const testTruth = labelsAt(testPositions)

  const market = problem.market()
  const judged = await template.judge.judge({
    question,
    headline: manifest.headline,
    metrics: manifest.metrics.map(({ id }) => id),
    models,
    validationTruth: labelsAt(positionsAt(validationRows)),
    testTruth,
    testUnits: unitsAt(problem, testPositions),
    slices: slicesOf(problem, testPositions),
    context: {
      operation: input.operation,
      validation: rowContext(template, problem.mapping, problem.table, validationRows),
      test: rowContext(template, problem.mapping, problem.table, testRows),
      groups: protectedGroups(problem, validationRows, testRows),
    },
    ...(market === null
      ? {}
      : {
          trading: {
            market,
            validation: validationRows,
            test: testRows,
            trials: await trialsOf(ladder, specs, testRows),
          },
        }),
    seed: input.seed,
    bar: input.bar,
    signal: context.signal,
  })
  await context.breathe()

  const device = await ladder.device()
  const nets = manifest.models.some(
    ({ id, family }) => family === 'net' && input.models.some((m) => m.id === id),
  )
  const ranking = Object.fromEntries(
    judged.models.flatMap(({ id, ranking: own }) => (own === undefined ? [] : [[id, own]])),
  )
  const runOf = new Map(specs.map(({ spec, run }) => [spec.id, { spec, run }]))
  return {
    createdAt: new Date().toISOString(),
    dataVersion: input.data.version.id,
    split: input.splitState.counts,
    seed: input.seed,
    device: { rung: device.rung, name: device.name },
    headline: manifest.headline,
    bestBaseline: judged.bestBaseline,
    best: judged.best,
    tied: judged.tied,
    recommended: judged.recommended,
    models: judged.models.flatMap(({ id, metrics, difference, verdict }) => {
      const known = runOf.get(id)
      if (!known) return []
      const { seconds, msPerRow, bytes } = known.run
      return [{ id, name: id, kind: known.spec.kind, seconds, msPerRow, bytes, metrics, difference, verdict }]
    }),
    details: Object.fromEntries(
      judged.models.flatMap(({ id, detail }) => (detail === null ? [] : [[id, detail]])),
    ),
    ...(Object.keys(ranking).length === 0 ? {} : { ranking }),
    ...(market === null
      ? {}
      : {
          trading: Object.fromEntries(
            judged.models.flatMap(({ id, trading }) => (trading === undefined ? [] : [[id, trading]])),
          ),
          overfitting: judged.overfitting ?? null,
        }),
    detectable: judged.detectable,
    rowsToSeparate: judged.rowsToSeparate,
    bar: judged.bar,
    warnings: [
      ...judged.warnings,
      ...actingWarnings(judged.models.find(({ detail }) => detail?.scoring)?.detail?.scoring, question),
      ...warningsOf(ladder, question.classes, testTruth, device, nets, failures),
    ],
  }
}
