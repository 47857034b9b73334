import { random } from '#shared/random'
import type { ClassificationDetail, Measured } from '#shared/results'
import { calibrate, fitCalibration, type Calibration, type FittedCalibration } from '../calibration'
import { classCounts } from '../metrics'
import type { Question } from '../predictor'
import { detectableDifference, plannedError, plannedReach, z95 } from '../stats'
import { actingOn, noContext, settle, type Settled } from './acting'
import { decide, type Compared, type Contender } from './decide'
import { detailOf } from './detail'
import { drawTogether, valueOf, type DrawnRows, type DrawRequest } from './draw'
import {
  fewestUnits,
  measuredCalibrationError,
  measuredGini,
  measuredKs,
  measuredOf,
  missing,
  sampleOf,
  type Sample,
} from './measured'
import { definitions, isDrawn, type DrawnMetric, type JudgedMetric } from './metric-definitions'
import { chanceOf, type Quantity } from './metric-statistics'
import { scoringOf } from './scoring'
import { scoredRows, sliceOf, type ScoredRows } from './scored-rows'
import type { Judge, JudgedModel, JudgeInput, JudgeOutput, ScoredModel } from './types'

type Measures = Partial<Record<JudgedMetric, Measured>>

/** A family of templates: what is measured of its models, and whether their scores are acted on from a threshold. */
export interface Family {
  metrics: readonly JudgedMetric[]
  acts: boolean
}

function measures(wanted: readonly JudgedMetric[], of: (metric: JudgedMetric) => Measured): Measures {
  return Object.fromEntries(wanted.map((metric) => [metric, of(metric)]))
}

/** The metrics to measure, the one that decides among them. */
function wantedOf(family: Family, { headline, metrics }: JudgeInput): readonly JudgedMetric[] {
  return family.metrics.filter((id) => id === headline || (metrics?.includes(id) ?? true))
}

/** What is drawn for the metrics that are wanted: gini is made of the AUC. */
function quantitiesFor(wanted: readonly JudgedMetric[]): DrawnMetric[] {
  const drawn = wanted.filter(isDrawn)
  return wanted.includes('gini') && !drawn.includes('rocAuc') ? [...drawn, 'rocAuc'] : drawn
}

function drawnMetric(id: string): DrawnMetric {
  if (isDrawn(id)) return id
  throw new RangeError(`${id} cannot decide: it is no metric of the judge, or has no interval of its own`)
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
  /** From which score on rows are alerts; null in a family that does not act, and beyond two classes. */
  settled: Settled | null
}

function prepare(family: Family, model: ScoredModel, input: JudgeInput): Ready | null {
  const { question, validationTruth, testTruth, seed, context = noContext } = input
  const { positive } = question
  if (!allFinite(model.validation) || !allFinite(model.test)) return null
  const { calibration, crossFitted } = fit(question, model.validation, validationTruth, seed)
  const width = question.classes.length
  const chosen = { raw: model.validation, truth: validationTruth }
  const tested = { raw: model.test, calibrated: calibrate(calibration, model.test, width), truth: testTruth }
  const settled =
    family.acts && positive !== null
      ? settle(
          question,
          positive,
          { ...chosen, calibrated: calibrate(calibration, model.validation, width) },
          context,
        )
      : null
  const acting = (rows: typeof tested, part: 'validation' | 'test') =>
    settled === null || positive === null
      ? null
      : actingOn(question, positive, rows, context[part], {
          operation: settled.operation,
          capacity: settled.capacity,
          threshold: settled.chosen.threshold,
        })
  const headline = drawnMetric(input.headline)
  const value = valueOf(
    headline,
    scoredRows(
      question,
      validationTruth,
      model.validation,
      crossFitted,
      acting({ ...chosen, calibrated: crossFitted }, 'validation'),
    ),
  )
  return {
    model,
    calibration,
    validation: Number.isFinite(value) ? value : null,
    test: scoredRows(question, testTruth, model.test, tested.calibrated, acting(tested, 'test')),
    settled,
  }
}

function measureAll(
  wanted: readonly JudgedMetric[],
  drawn: DrawnRows,
  sample: Sample,
  seed: number,
): Measures {
  const drawnOf = (metric: DrawnMetric): Measured => {
    const { value, draws } = drawn.of(metric)
    return measuredOf(metric, drawn.rows, sample, value, draws)
  }
  return measures(wanted, (metric) => {
    if (isDrawn(metric)) return drawnOf(metric)
    if (metric === 'gini') return measuredGini(drawnOf('rocAuc'))
    if (metric === 'ks') return measuredKs(drawn.rows, sample)
    return measuredCalibrationError(drawn.rows, sample, random(seed).fork('ece'))
  })
}

/** A model with what was drawn of it: on all test rows and on each slice. */
interface Tested extends Ready {
  whole: DrawnRows
  slices: DrawnRows[]
}

async function drawTests(family: Family, ready: readonly Ready[], input: JudgeInput): Promise<Tested[]> {
  const { testTruth, testUnits, seed, signal, slices } = input
  const headline = drawnMetric(input.headline)
  const chance = chanceOf(headline)
  const measured: Quantity[] = quantitiesFor(wantedOf(family, input))
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
  headline: DrawnMetric,
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

function measureSlices({ slices }: Tested, input: JudgeInput): ClassificationDetail['slices'] {
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

async function judged(
  { id }: ScoredModel,
  tested: Tested | undefined,
  everyone: readonly Tested[],
  own: { metrics: Measures; compared: Compared | undefined; sample: Sample },
  input: JudgeInput,
): Promise<JudgedModel> {
  const { difference, verdict } = own.compared ?? { difference: null, verdict: null }
  const metrics = own.metrics as Record<string, Measured>
  if (tested === undefined) {
    const none = scoredRows(input.question, new Int32Array(0), new Float64Array(0), new Float64Array(0))
    const calibration: Calibration = { kind: 'none' }
    const detail = detailOf(none, null, calibration, [])
    return { id, metrics, validation: null, difference, verdict, detail, calibration }
  }
  const { test, calibration, validation } = tested
  const plain = detailOf(test, input.testUnits, calibration, measureSlices(tested, input))
  const scoring = await scoringOf(tested, everyone, own.sample, input)
  const detail = scoring === null ? plain : { ...plain, scoring }
  return { id, metrics, validation, difference, verdict, detail, calibration }
}

async function judge(family: Family, input: JudgeInput): Promise<JudgeOutput> {
  const { question, models, testTruth, testUnits, seed, bar, signal } = input
  const headline = drawnMetric(input.headline)
  const sample = sampleOf({ truth: testTruth, question }, testUnits)

  const ready: Ready[] = []
  for (const model of models) {
    signal?.throwIfAborted()
    const one = prepare(family, model, input)
    if (one !== null) ready.push(one)
  }
  const everyone = await drawTests(family, ready, input)
  const tested = new Map(everyone.map((one) => [one.model.id, one]))
  const wanted = wantedOf(family, input)
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
      higherIsBetter: definitions[headline].higherIsBetter,
      rows: testTruth.length,
      enough: sample.unitCount >= fewestUnits,
      widen: sample.small.reach / z95,
      planned: detectableDifference(plannedError([...classCounts(testTruth, question.classes.length)])),
      bar: bar === null ? null : { metric: headline, value: bar },
      measured: (id) => metrics.get(id)?.[headline],
    },
  )
  const { compared, ...rest } = decision
  const all: JudgedModel[] = []
  for (const model of models) {
    const own = { metrics: metrics.get(model.id) ?? nothing, compared: compared.get(model.id), sample }
    all.push(await judged(model, tested.get(model.id), everyone, own, input))
  }
  return { ...rest, models: all }
}

/**
 * How every template with classes is judged (honesty.md, Metrics and verdicts). Defined behaviour where numbers run
 * out: a model with a score that is not finite has no metric and is never proposed; a metric that the rows cannot give
 * is null with its reason; fewer than 20 units give no bootstrap interval and no verdict but "not proven".
 */
export function judgeOf<Metric extends JudgedMetric>(
  family: Family & { metrics: readonly Metric[] },
): Judge<Metric> {
  return {
    metrics: Object.fromEntries(
      family.metrics.map((id) => {
        const { format, higherIsBetter, interval } = definitions[id]
        return [id, { format, higherIsBetter, interval }]
      }),
    ) as Judge<Metric>['metrics'],

    judge: (input) => judge(family, input),

    async measure({ question, scores, calibration, truth, units, acting, seed }) {
      const calibrated = calibrate(calibration, scores, question.classes.length)
      const { positive } = question
      const rows = scoredRows(
        question,
        truth,
        scores,
        calibrated,
        acting === undefined || positive === null
          ? null
          : actingOn(question, positive, { raw: scores, calibrated, truth }, acting.context, acting),
      )
      const sample = sampleOf(rows, units)
      if (!allFinite(scores)) {
        return measures(family.metrics, () => missing(sample, 'not-finite')) as Record<Metric, Measured>
      }
      const request = { rows, quantities: quantitiesFor(family.metrics), slice: null }
      const [drawn] = await drawTogether([request], truth.length, units, seed)
      if (drawn === undefined) throw new RangeError('nothing was drawn')
      return measureAll(family.metrics, drawn, sample, seed) as Record<Metric, Measured>
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
}
