import { random } from '#shared/random'
import type { Measured } from '#shared/results'
import { calibrate, fitCalibration, type Calibration, type FittedCalibration } from '../calibration'
import { classCounts } from '../metrics'
import type { Question } from '../predictor'
import { detectableDifference, plannedError, plannedReach, z95 } from '../stats'
import {
  chanceOf,
  classificationMetrics,
  isDrawn,
  type ClassificationMetric,
  type Quantity,
} from './classification-metrics'
import { decide, type Compared, type Contender } from './decide'
import { detailOf } from './detail'
import { drawTogether, valueOf, type DrawnRows, type DrawRequest } from './draw'
import { fewestUnits, measuredCalibrationError, measuredOf, missing, sampleOf, type Sample } from './measured'
import { scoredRows, sliceOf, type ScoredRows } from './scored-rows'
import type { Judge, JudgedModel, JudgeInput, JudgeOutput, ScoredModel } from './types'

type Measures = Record<ClassificationMetric, Measured>

const everyMetric = Object.keys(classificationMetrics) as ClassificationMetric[]

function measures(
  wanted: readonly ClassificationMetric[],
  of: (metric: ClassificationMetric) => Measured,
): Measures {
  return Object.fromEntries(wanted.map((metric) => [metric, of(metric)])) as Measures
}

/** The metrics to measure, the one that decides among them. */
function wantedOf({ headline, metrics }: JudgeInput): readonly ClassificationMetric[] {
  return everyMetric.filter((id) => id === headline || (metrics?.includes(id) ?? true))
}

function drawnMetric(id: string): Exclude<ClassificationMetric, 'ece'> {
  if (isDrawn(id)) return id
  throw new RangeError(`${id} cannot decide: it is no metric of classification, or has no interval`)
}

function fit(question: Question, scores: Float64Array, truth: Int32Array, seed: number): FittedCalibration {
  return fitCalibration(scores, truth, question.classes.length, random(seed).fork('calibration'))
}

/** A diverged net gives NaN: it is judged as having no number at all, never as a bad one. */
const allFinite = (scores: Float64Array): boolean => scores.every(Number.isFinite)

/** A model whose scores are all numbers, calibrated on validation. */
interface Ready {
  model: ScoredModel
  calibration: Calibration
  /** The headline on validation, of scores calibrated without the row they are of; null where it has no value. */
  validation: number | null
  test: ScoredRows
}

function prepare(model: ScoredModel, input: JudgeInput): Ready | null {
  const { question, validationTruth, testTruth, seed } = input
  if (!allFinite(model.validation) || !allFinite(model.test)) return null
  const { calibration, crossFitted } = fit(question, model.validation, validationTruth, seed)
  const value = valueOf(
    drawnMetric(input.headline),
    scoredRows(question, validationTruth, model.validation, crossFitted),
  )
  const calibrated = calibrate(calibration, model.test, question.classes.length)
  return {
    model,
    calibration,
    validation: Number.isFinite(value) ? value : null,
    test: scoredRows(question, testTruth, model.test, calibrated),
  }
}

function measureAll(
  wanted: readonly ClassificationMetric[],
  drawn: DrawnRows,
  sample: Sample,
  seed: number,
): Measures {
  return measures(wanted, (metric) => {
    if (!isDrawn(metric)) return measuredCalibrationError(drawn.rows, sample, random(seed).fork('ece'))
    const { value, draws } = drawn.of(metric)
    return measuredOf(metric, drawn.rows, sample, value, draws)
  })
}

/** A model with what was drawn of it: on all test rows and on each slice. */
interface Tested extends Ready {
  whole: DrawnRows
  slices: DrawnRows[]
}

async function drawTests(ready: readonly Ready[], input: JudgeInput): Promise<Tested[]> {
  const { testTruth, testUnits, seed, signal, slices } = input
  const headline = drawnMetric(input.headline)
  const chance = chanceOf(headline)
  const measured: Quantity[] = wantedOf(input).filter(isDrawn)
  const quantities = chance === null ? measured : [...measured, chance]
  const requests = ready.flatMap(({ test }): DrawRequest[] => [
    { rows: test, quantities, slice: null },
    ...slices.map(({ rows }) => ({ rows: sliceOf(test, rows), quantities: [headline], slice: rows })),
  ])
  const drawn = await drawTogether(requests, testTruth.length, testUnits, seed, signal)
  const each = 1 + slices.length
  return ready.flatMap((one, i) => {
    const [whole, ...ofSlices] = drawn.slice(i * each, (i + 1) * each)
    return whole === undefined ? [] : [{ ...one, whole, slices: ofSlices }]
  })
}

function contenderOf(
  { id, kind }: ScoredModel,
  tested: Tested | undefined,
  headline: Quantity,
  chance: Quantity | null,
): Contender {
  if (tested === undefined) return { id, kind, validation: null, test: null, chance: null }
  const test = tested.whole.of(headline)
  return {
    id,
    kind,
    validation: tested.validation,
    test: Number.isNaN(test.value) ? null : test,
    chance: chance === null ? null : tested.whole.of(chance),
  }
}

function measureSlices({ slices }: Tested, input: JudgeInput): JudgedModel['detail']['slices'] {
  const headline = drawnMetric(input.headline)
  return slices.flatMap((drawn, i) => {
    const slice = input.slices[i]
    if (slice === undefined) return []
    const units = input.testUnits
    const sample = sampleOf(drawn.rows, units === null ? null : slice.rows.map((row) => units[row] ?? 0))
    const { value, draws } = drawn.of(headline)
    const metric = measuredOf(headline, drawn.rows, sample, value, draws)
    return [{ id: slice.id, params: slice.params, metric }]
  })
}

function judged(
  { id }: ScoredModel,
  tested: Tested | undefined,
  metrics: Measures,
  compared: Compared | undefined,
  input: JudgeInput,
): JudgedModel {
  const { difference, verdict } = compared ?? { difference: null, verdict: null }
  if (tested === undefined) {
    const none = scoredRows(input.question, new Int32Array(0), new Float64Array(0), new Float64Array(0))
    const calibration: Calibration = { kind: 'none' }
    const detail = detailOf(none, null, calibration, [])
    return { id, metrics, validation: null, difference, verdict, detail, calibration }
  }
  const { test, calibration, validation } = tested
  const detail = detailOf(test, input.testUnits, calibration, measureSlices(tested, input))
  return { id, metrics, validation, difference, verdict, detail, calibration }
}

async function judge(input: JudgeInput): Promise<JudgeOutput> {
  const { question, models, testTruth, testUnits, seed, bar, signal } = input
  const headline = drawnMetric(input.headline)
  const sample = sampleOf({ truth: testTruth, question }, testUnits)

  const ready: Ready[] = []
  for (const model of models) {
    signal?.throwIfAborted()
    const one = prepare(model, input)
    if (one !== null) ready.push(one)
  }
  const tested = new Map((await drawTests(ready, input)).map((one) => [one.model.id, one]))
  const wanted = wantedOf(input)
  const nothing = measures(wanted, () => missing(sample, 'not-finite'))
  const metrics = new Map(
    models.map(({ id }) => {
      const one = tested.get(id)
      return [id, one === undefined ? nothing : measureAll(wanted, one.whole, sample, seed)]
    }),
  )
  const decision = decide(
    models.map((model) => contenderOf(model, tested.get(model.id), headline, chanceOf(headline))),
    {
      higherIsBetter: classificationMetrics[headline].higherIsBetter,
      rows: testTruth.length,
      enough: sample.unitCount >= fewestUnits,
      widen: sample.small.reach / z95,
      planned: detectableDifference(plannedError([...classCounts(testTruth, question.classes.length)])),
      bar: bar === null ? null : { metric: headline, value: bar },
      measured: (id) => metrics.get(id)?.[headline],
    },
  )
  const { compared, ...rest } = decision
  return {
    ...rest,
    models: models.map((model) => {
      const own = metrics.get(model.id) ?? nothing
      return judged(model, tested.get(model.id), own, compared.get(model.id), input)
    }),
  }
}

/**
 * How every template with classes is judged (honesty.md, Metrics and verdicts). Defined behaviour where numbers run
 * out: a model with a score that is not finite has no metric and is never proposed; a metric that the rows cannot give
 * is null with its reason; fewer than 20 units give no bootstrap interval and no verdict but "not proven".
 */
export const classificationJudge: Judge<ClassificationMetric> = {
  metrics: Object.fromEntries(
    Object.entries(classificationMetrics).map(([id, { format, higherIsBetter, interval }]) => [
      id,
      { format, higherIsBetter, interval },
    ]),
  ) as Judge<ClassificationMetric>['metrics'],

  judge,

  async measure({ question, scores, calibration, truth, units, seed }) {
    const calibrated = calibrate(calibration, scores, question.classes.length)
    const rows = scoredRows(question, truth, scores, calibrated)
    const sample = sampleOf(rows, units)
    if (!allFinite(scores)) return measures(everyMetric, () => missing(sample, 'not-finite'))
    const request = { rows, quantities: everyMetric.filter(isDrawn), slice: null }
    const [drawn] = await drawTogether([request], truth.length, units, seed)
    if (drawn === undefined) throw new RangeError('nothing was drawn')
    return measureAll(everyMetric, drawn, sample, seed)
  },

  calibrate: (question, validation, truth, seed) =>
    allFinite(validation) ? fit(question, validation, truth, seed).calibration : { kind: 'none' },

  calibrated: calibrate,

  detectable({ n, classes, smallestClass, models = 1 }) {
    const others = Array.from({ length: classes - 1 }, () => (n - smallestClass) / (classes - 1))
    return detectableDifference(plannedError([smallestClass, ...others]), plannedReach(models))
  },

  headline(metric, question, scores, truth) {
    if (!allFinite(scores)) return Number.NaN
    return valueOf(drawnMetric(metric), scoredRows(question, truth, scores, scores))
  },
}
