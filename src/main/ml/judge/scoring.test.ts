import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { savedAt, savedBy, choosePoint, alertsADay } from '#shared/operation'
import type { Operation, ScoringDetail } from '#shared/results'
import { scoringJudge, type JudgeInput, type ScoringContext } from './index'

const positives = 0.08
const days = 10

interface World {
  truth: Int32Array
  amounts: Float64Array
  days: Int32Array
  entities: Int32Array
  scores: (skill: number) => Float64Array
}

/** Alerts on transactions: rare positives with larger amounts, 200 rows a day, entities with several rows each. */
function world(rows: number, seed: number): World {
  const from = random(seed)
  const truth = Int32Array.from({ length: rows }, () => (from.next() < positives ? 1 : 0))
  const amounts = truth.map((label) => Math.round((label === 1 ? 80 : 40) * (0.2 + 2 * from.next())))
  return {
    truth,
    amounts: Float64Array.from(amounts),
    days: Int32Array.from({ length: rows }, (_, row) => 19_000 + Math.floor((row * days) / rows)),
    entities: Int32Array.from({ length: rows }, () => from.int(Math.ceil(rows / 4))),
    scores(skill) {
      const scores = new Float64Array(2 * rows)
      truth.forEach((label, row) => {
        const x = skill * label + 2 * (from.next() + from.next() - 1)
        // Hundredths: ties, as trees give them.
        const p = Math.round(100 / (1 + Math.exp(2 - x))) / 100
        scores[2 * row] = 1 - p
        scores[2 * row + 1] = p
      })
      return scores
    },
  }
}

const unsaid: Operation = { capacity: null, missCost: null, falseAlarmCost: null, reviewCost: null }

function inputOf(operation: Partial<Operation> = {}, rows = 2000): JudgeInput & { context: ScoringContext } {
  const validation = world(rows, 1)
  const test = world(rows, 2)
  const flat = new Float64Array(2 * rows).fill(0.5)
  const model = (id: string, skill: number) => ({
    id,
    kind: 'model' as const,
    validation: validation.scores(skill),
    test: test.scores(skill),
  })
  return {
    question: { classes: ['fine', 'fraud'], positive: 1, ordinal: false, lang: 'other' },
    headline: 'prAuc',
    models: [
      { id: 'prevalence', kind: 'baseline', validation: flat, test: flat },
      model('weak', 0.6),
      model('strong', 2.5),
    ],
    validationTruth: validation.truth,
    testTruth: test.truth,
    testUnits: test.entities,
    slices: [],
    context: {
      operation: { ...unsaid, ...operation },
      validation: { amounts: validation.amounts, days: validation.days },
      test: { amounts: test.amounts, days: test.days },
      groups: [],
    },
    seed: 1,
    bar: null,
  }
}

async function judged(input: JudgeInput) {
  const output = await scoringJudge.judge(input)
  const of = (id: string) => {
    const found = output.models.find((model) => model.id === id)
    if (found === undefined) throw new Error(id)
    const scoring = found.detail!.scoring
    if (scoring === undefined) throw new Error(`${id} is not acted on`)
    return { ...found, scoring }
  }
  return { output, of }
}

/** Rows of the test part with the score of the strong model, by the definitions themselves. */
function rowsOf(input: ReturnType<typeof inputOf>) {
  const test = input.models[2]?.test ?? new Float64Array(0)
  return Array.from(input.testTruth, (truth, row) => ({
    truth,
    score: test[2 * row + 1] ?? 0,
    amount: input.context.test.amounts?.[row] ?? 0,
    day: input.context.test.days?.[row] ?? 0,
  }))
}

const chosenPoint = (scoring: ScoringDetail) => {
  const point = scoring.points.find(({ threshold }) => threshold === scoring.chosen.threshold)
  if (point === undefined) throw new Error('the chosen threshold is a point')
  return point
}

describe('a threshold chosen by what mistakes cost', () => {
  const costs = { falseAlarmCost: 3, reviewCost: 1 }

  it('saves most on validation, and is measured on test by the definition', async () => {
    const input = inputOf(costs)
    const { of } = await judged(input)
    const { scoring, metrics } = of('strong')
    expect(scoring.chosen.by).toBe('cost')
    const point = chosenPoint(scoring)
    for (const other of scoring.points) {
      expect(savedBy(point.validation, scoring.operation)).toBeGreaterThanOrEqual(
        savedBy(other.validation, scoring.operation),
      )
    }
    const alerts = rowsOf(input).filter(({ score }) => score >= point.threshold)
    const saved = alerts.reduce((sum, { truth, amount }) => sum + (truth === 1 ? amount : -3) - 1, 0)
    expect(metrics['moneySaved']?.value).toBeCloseTo(saved, 6)
    expect(metrics['precision']?.value).toBeCloseTo(
      alerts.filter(({ truth }) => truth === 1).length / alerts.length,
      12,
    )
    expect(point.test.alerts).toBe(alerts.length)
  })

  it('has an interval at any costs that is the interval of the metric at its own', async () => {
    const { of } = await judged(inputOf(costs))
    const { scoring, metrics } = of('strong')
    const { low, high } = savedAt(chosenPoint(scoring), scoring.operation, scoring.reach)
    const { low: drawnLow, high: drawnHigh } = metrics['moneySaved'] ?? { low: 0, high: 0 }
    const width = (drawnHigh ?? 0) - (drawnLow ?? 0)
    // From 500 draws and from 2,000 others: the same to within their own error.
    expect((high - low) / width).toBeGreaterThan(0.85)
    expect((high - low) / width).toBeLessThan(1.15)
  })

  it('does not look at test: other test labels choose the same threshold', async () => {
    const input = inputOf(costs)
    const { of } = await judged(input)
    const turned = await judged({ ...input, testTruth: input.testTruth.map((label) => 1 - label) })
    expect(turned.of('strong').scoring.chosen).toEqual(of('strong').scoring.chosen)
  })

  it('alerts on nothing where every alert costs more than it finds', async () => {
    const { of } = await judged(inputOf({ reviewCost: 1e6 }))
    expect(chosenPoint(of('strong').scoring).test.alerts).toBe(0)
    expect(of('strong').metrics['moneySaved']?.value).toBe(0)
  })

  it('takes a fixed cost of a miss instead of amounts', async () => {
    const { of } = await judged(inputOf({ missCost: 20, falseAlarmCost: 2 }))
    const { scoring, metrics } = of('strong')
    const { alerts, found } = chosenPoint(scoring).test
    expect(metrics['moneySaved']?.value).toBeCloseTo(20 * found - 2 * (alerts - found), 6)
  })
})

describe('a threshold chosen by what people can look at', () => {
  it('stays within the capacity on validation and uses it', async () => {
    const { of } = await judged(inputOf({ capacity: 12 }))
    const { scoring } = of('strong')
    expect(scoring.chosen.by).toBe('capacity')
    const aDay = alertsADay(chosenPoint(scoring).validation, scoring.totals.validation) ?? 0
    expect(aDay).toBeLessThanOrEqual(12)
    expect(aDay).toBeGreaterThan(8)
  })

  it('finds by day what the definition finds', async () => {
    const input = inputOf({ capacity: 12 })
    const { of } = await judged(input)
    const rows = rowsOf(input)
    let found = 0
    const precisions: number[] = []
    for (const day of new Set(rows.map((row) => row.day))) {
      const today = rows.filter((row) => row.day === day).sort((a, b) => b.score - a.score)
      const limit = today[11]?.score ?? 0
      const above = today.filter(({ score }) => score > limit)
      const tied = today.filter(({ score }) => score === limit)
      const hits = (of: typeof today) => of.filter(({ truth }) => truth === 1).length
      const expected = hits(above) + (hits(tied) * (12 - above.length)) / tied.length
      found += expected
      precisions.push(expected / 12)
    }
    const { metrics } = of('strong')
    expect(metrics['recallAtCapacity']?.value).toBeCloseTo(
      found / rows.filter(({ truth }) => truth === 1).length,
      12,
    )
    expect(metrics['precisionAtCapacity']?.value).toBeCloseTo(
      precisions.reduce((a, b) => a + b, 0) / precisions.length,
      12,
    )
    expect(metrics['recallAtCapacity']?.low).toBeGreaterThan(0)
  })

  it('is a hundredth of the rows where nobody said how many', async () => {
    const { of } = await judged(inputOf())
    expect(of('strong').scoring.capacity).toBe(2)
    expect(of('strong').scoring.chosen.by).toBe('capacity')
  })

  it('goes no further than capacity where costs would', () => {
    const point = (alerts: number, found: number) => ({ validation: { alerts, found, caught: null } })
    const totals = { rows: 100, positives: 10, atStake: null, days: 1 }
    const chosen = choosePoint(
      [point(0, 0), point(5, 4), point(20, 9)],
      { capacity: 6, missCost: 10, falseAlarmCost: 1, reviewCost: 0 },
      totals,
    )
    expect(chosen).toMatchObject({ by: 'cost', point: { validation: { alerts: 5 } } })
  })
})

describe('what is measured', () => {
  it('says gini with the interval of the AUC, and KS without one', async () => {
    const { of } = await judged(inputOf())
    const { rocAuc, gini, ks } = of('strong').metrics
    for (const end of ['value', 'low', 'high'] as const) {
      expect(gini?.[end]).toBeCloseTo(2 * (rocAuc?.[end] ?? 0) - 1, 12)
    }
    expect(ks).toMatchObject({ low: null, high: null, reason: 'no-valid-interval' })
    expect(ks?.value).toBeGreaterThan(0.3)
  })

  it('has a reason for what the rows cannot give', async () => {
    const input = inputOf()
    const blank = { amounts: null, days: null }
    const context = { ...input.context, validation: blank, test: blank }
    const { output, of } = await judged({ ...input, context })
    expect(of('strong').metrics['moneySaved']).toMatchObject({ value: null, reason: 'needs-money' })
    expect(of('strong').metrics['recallAtCapacity']).toMatchObject({ value: null, reason: 'needs-days' })
    expect(of('strong').scoring.chosen).toEqual({ by: 'even', threshold: null })
    expect(output.best).toBe('strong')
    expect(JSON.parse(JSON.stringify(output))).toEqual(output)
  })

  it('proves the strong model, and not the baseline that says the same everywhere', async () => {
    const { output, of } = await judged(inputOf())
    expect(of('strong').verdict).toBe('better')
    expect(of('prevalence').metrics['prAuc']?.value).toBeCloseTo(
      of('prevalence').scoring.totals.test.positives / 2000,
      12,
    )
    expect(output.warnings).toEqual([])
  })

  it('measures a vault with the threshold that was chosen before', async () => {
    const input = inputOf({ falseAlarmCost: 3 })
    const { of } = await judged(input)
    const { scoring, calibration, metrics } = of('strong')
    const again = await scoringJudge.measure({
      question: input.question,
      scores: input.models[2]?.test ?? new Float64Array(0),
      calibration,
      truth: input.testTruth,
      units: input.testUnits,
      acting: {
        operation: scoring.operation,
        capacity: scoring.capacity,
        threshold: scoring.chosen.threshold,
        context: input.context.test,
      },
      seed: 1,
    })
    expect(again.moneySaved).toEqual(metrics['moneySaved'])
    expect(again.precision).toEqual(metrics['precision'])
  })

  it('counts every row once in bands, histogram and months, and swaps as many in as out', async () => {
    const { of } = await judged(inputOf())
    const { scoring } = of('strong')
    const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
    expect(sum(scoring.bands.map(({ n }) => n))).toBe(2000)
    expect(sum(scoring.histogram.bins.map(({ positives: p, negatives }) => p + negatives))).toBe(2000)
    expect(sum(scoring.months.map(({ n }) => n))).toBe(2000)
    expect(scoring.bands[0]?.positives).toBeGreaterThan(scoring.bands[9]?.positives ?? 99)
    expect(scoring.swaps.map(({ other }) => other)).toEqual(['prevalence', 'weak'])
    for (const { only, otherOnly } of scoring.swaps) expect(only.n).toBe(otherOnly.n)
    expect(scoring.swaps[1]?.only.positives).toBeGreaterThan(scoring.swaps[1]?.otherOnly.positives ?? 99)
  })
})

describe('an audit of groups', () => {
  async function auditOf(lift: number) {
    const input = inputOf({ falseAlarmCost: 3, missCost: 20 })
    const groupOf = (rows: number, seed: number) => {
      const from = random(seed)
      return Int32Array.from({ length: rows }, () => (from.next() < 0.3 ? 1 : 0))
    }
    const [validation, test] = [groupOf(2000, 3), groupOf(2000, 4)]
    /** Scores of the smaller group are raised, whatever the truth. */
    const raised = (scores: Float64Array, group: Int32Array) =>
      scores.map((score, i) => {
        const own = group[Math.floor(i / 2)] === 1 ? lift : 0
        return i % 2 === 0 ? score - own : score + own
      })
    const models = input.models.map((model) => ({
      ...model,
      validation: raised(model.validation, validation),
      test: raised(model.test, test),
    }))
    const groups = [{ column: 'sex', names: ['m', 'f'], validation, test }]
    const { of } = await judged({ ...input, models, context: { ...input.context, groups } })
    const [audit] = of('strong').scoring.audit
    if (audit === undefined) throw new Error('no audit')
    return audit
  }

  it('finds a gap that was planted, and what closing it changes', async () => {
    const audit = await auditOf(0.12)
    expect(audit.reference).toBe('m')
    const gaps = audit.groups[1]?.gaps
    expect(gaps?.approved.high).toBeLessThan(0)
    expect(gaps?.falsePositive.low).toBeGreaterThan(0)
    expect(audit.closing?.difference.value).toBeLessThan(0)
    expect(audit.closing?.money?.value).toBeGreaterThan(0)
  })

  it('does not find one where none is', async () => {
    const { groups, closing } = await auditOf(0)
    const gap = groups[1]?.gaps?.approved
    expect(gap?.low).toBeLessThan(0)
    expect(gap?.high).toBeGreaterThan(0)
    expect(closing?.difference.low).toBeLessThanOrEqual(0)
    expect(closing?.difference.high).toBeGreaterThanOrEqual(0)
  })
})
