import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  atCapacity,
  averagePrecision,
  classificationReport,
  column,
  confusionOf,
  isClass,
  kappaOf,
  ksOf,
  logLosses,
  macroArea,
  marginsOf,
  rank,
  rankDaily,
  rocAuc,
  stabilityIndex,
} from './index'

type Three = [precision: number, recall: number, f1: number]

interface LabelsCase {
  classes: number
  truth: string
  predicted: string
  precision: number[]
  recall: number[]
  f1: number[]
  support: number[]
  macro: Three
  weighted: Three
  micro: Three
  accuracy: number
  kappa: number | null
  quadraticKappa: number | null
  mcc: number
  confusion: number[] | null
}

interface ScoresCase {
  classes: number
  truth: string
  thousandths: number[]
  logLoss: number
  rocAuc: number
  prAuc: number
}

interface ScoringCase {
  truth: string
  thousandths: number[]
  days: number[]
  capacity: number
  ks: number
  gini: number
  recallAtCapacity: number
  precisionAtCapacity: number
}

// Made by tests/helpers/sklearn-golden.py.
const golden = JSON.parse(readFileSync(new URL('./sklearn-golden.json', import.meta.url), 'utf8')) as {
  labels: LabelsCase[]
  scores: ScoresCase[]
  scoring: ScoringCase[]
}

const labelsOf = (digits: string) => Int32Array.from(digits, (digit) => Number.parseInt(digit, 36))

/** Both null, or apart by at most 1e-12. */
function expectSame(ours: number | null, theirs: number | null, what: string): void {
  if (ours === null || theirs === null) expect(ours, what).toBe(theirs)
  else
    expect(Math.abs(ours - theirs), `${what}: ${String(ours)} and ${String(theirs)}`).toBeLessThanOrEqual(
      1e-12,
    )
}

describe('equal to scikit-learn', () => {
  it('has 200 label vectors of 2 to 20 classes, many with absent ones', () => {
    expect(golden.labels).toHaveLength(200)
    expect(Math.min(...golden.labels.map(({ classes }) => classes))).toBe(2)
    expect(Math.max(...golden.labels.map(({ classes }) => classes))).toBe(20)
    expect(golden.labels.filter(({ support }) => support.includes(0)).length).toBeGreaterThan(50)
  })

  it.each(golden.labels.map((one, index) => ({ one, index })))('labels $index', ({ one }) => {
    const confusion = confusionOf(labelsOf(one.truth), labelsOf(one.predicted), one.classes)
    const names = Array.from({ length: one.classes }, (_, k) => String(k))
    const report = classificationReport(confusion, names, { quadratic: false, logLoss: null })
    for (const [k, line] of report.classes.entries()) {
      expectSame(line.precision, one.precision[k] ?? null, `precision ${String(k)}`)
      expectSame(line.recall, one.recall[k] ?? null, `recall ${String(k)}`)
      expectSame(line.f1, one.f1[k] ?? null, `f1 ${String(k)}`)
      expect(line.support).toBe(one.support[k])
    }
    for (const kind of ['macro', 'weighted', 'micro'] as const) {
      const { precision, recall, f1 } = report[kind]
      for (const [i, ours] of [precision, recall, f1].entries()) expectSame(ours, one[kind][i] ?? null, kind)
    }
    expectSame(report.accuracy, one.accuracy, 'accuracy')
    expectSame(report.kappa, one.kappa, 'kappa')
    expectSame(report.mcc, one.mcc, 'mcc')
    const quadratic = kappaOf(confusion, marginsOf(confusion), true)
    expectSame(Number.isNaN(quadratic) ? null : quadratic, one.quadraticKappa, 'quadratic kappa')
    if (one.confusion !== null) expect([...confusion.counts]).toEqual(one.confusion)
  })

  it.each(golden.scores.map((one, index) => ({ one, index })))('scores $index', ({ one }) => {
    const truth = labelsOf(one.truth)
    const scores = Float64Array.from(one.thousandths, (thousandths) => thousandths / 1000)
    const losses = logLosses(scores, one.classes, truth)
    expectSame(losses.reduce((sum, loss) => sum + loss, 0) / truth.length, one.logLoss, 'log loss')
    const ranked = one.classes === 2 ? [1] : Array.from({ length: one.classes }, (_, k) => k)
    const rankings = ranked.map((k) => rank(column(scores, one.classes, k), isClass(truth, k)))
    expectSame(macroArea(rocAuc, rankings), one.rocAuc, 'ROC-AUC')
    expectSame(macroArea(averagePrecision, rankings), one.prAuc, 'average precision')
  })
})

describe('scores that are acted on', () => {
  it('have KS, gini and what people find who can look at so many a day', () => {
    for (const [i, one] of golden.scoring.entries()) {
      const positive = isClass(labelsOf(one.truth), 1)
      const scores = Float64Array.from(one.thousandths)
      const ranking = rank(scores, positive)
      expectSame(ksOf(ranking), one.ks, `ks ${String(i)}`)
      expectSame(2 * rocAuc(ranking) - 1, one.gini, `gini ${String(i)}`)
      const daily = atCapacity(rankDaily(scores, Int32Array.from(one.days), positive), one.capacity)
      expectSame(daily.recall, one.recallAtCapacity, `recall ${String(i)}`)
      expectSame(daily.precision, one.precisionAtCapacity, `precision ${String(i)}`)
    }
  })

  it('count a row that was drawn twice as two rows', () => {
    const [one] = golden.scoring
    if (one === undefined) throw new Error('no case')
    const twice = <T>(values: readonly T[]): T[] => [...values, ...values]
    const positive = isClass(labelsOf(one.truth), 1)
    const weights = new Int32Array(one.days.length).fill(2)
    const drawn = atCapacity(
      rankDaily(Float64Array.from(one.thousandths), Int32Array.from(one.days), positive),
      one.capacity,
      weights,
    )
    const copied = atCapacity(
      rankDaily(
        Float64Array.from(twice(one.thousandths)),
        Int32Array.from(twice(one.days)),
        Uint8Array.from(twice([...positive])),
      ),
      one.capacity,
    )
    expect(drawn.recall).toBeCloseTo(copied.recall, 12)
    expect(drawn.precision).toBeCloseTo(copied.precision, 12)
  })
})

describe('the stability index', () => {
  it('is nought of the same scores, and the sum of its definition of others', () => {
    const reference = Float64Array.from({ length: 1000 }, (_, i) => i / 1000)
    expect(stabilityIndex(reference, reference)).toBe(0)
    // All in the highest tenth, with half a row added to each bin.
    const moved = new Float64Array(1000).fill(0.99)
    const [full, empty, even] = [1000.5 / 1005, 0.5 / 1005, 100.5 / 1005]
    const expected = (full - even) * Math.log(full / even) + 9 * (empty - even) * Math.log(empty / even)
    expect(stabilityIndex(reference, moved)).toBeCloseTo(expected, 10)
    expect(stabilityIndex(reference, new Float64Array(0))).toBeNaN()
  })
})
