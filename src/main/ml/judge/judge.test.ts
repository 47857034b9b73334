import { describe, expect, it } from 'vitest'
import {
  ladder,
  find,
  metricOf,
  questionOf,
  scoresOf,
  truthOf,
} from '../../../../tests/helpers/scored-ladder'
import { random } from '#shared/random'
import { classificationJudge, type JudgeInput, type JudgeOutput } from './index'

/** No number that JSON cannot hold, anywhere. */
function expectFinite(value: unknown, path = ''): void {
  if (typeof value === 'number') expect(Number.isFinite(value), path).toBe(true)
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) expectFinite(inner, `${path}.${key}`)
  }
}

describe('the verdict', () => {
  it('is better, not proven or worse as the interval of the paired difference lies', async () => {
    const output = await classificationJudge.judge(ladder({ skills: [null, 1, 2, 1, 0.2] }))
    expect(output.bestBaseline).toBe('baseline 1')
    expect(output.best).toBe('model 2')
    expect(output.models.map(({ verdict }) => verdict)).toEqual([null, null, 'better', 'not-proven', 'worse'])
    for (const { id, difference, verdict } of output.models.slice(2)) {
      const { value, low, high } = difference ?? { value: null, low: null, high: null }
      const expected =
        (metricOf(output, id, 'macroF1').value ?? 0) - (metricOf(output, 'baseline 1', 'macroF1').value ?? 0)
      expect(value).toBeCloseTo(expected, 12)
      const said = (low ?? 0) > 0 ? 'better' : (high ?? 0) < 0 ? 'worse' : 'not-proven'
      expect(verdict).toBe(said)
    }
    expect(output.models[0]?.difference).toBeNull()
    expect(output.warnings).toEqual([])
    expectFinite(output)
  })

  it('chooses baseline and model on validation, whatever the test says', async () => {
    const input = ladder({ skills: [null, 1, 2, 1.2] })
    const [, , second, third] = input.models
    if (second === undefined || third === undefined) throw new Error('a ladder of four')
    const models = [
      ...input.models.slice(0, 2),
      second,
      { ...third, test: scoresOf(input.testTruth, 2, 6, random(9)) },
    ]
    const output = await classificationJudge.judge({ ...input, models })
    expect(metricOf(output, 'model 3', 'macroF1').value).toBeGreaterThan(
      metricOf(output, 'model 2', 'macroF1').value ?? 1,
    )
    expect(output.best).toBe('model 2')
  })

  it('turns round where less is better', async () => {
    const output = await classificationJudge.judge({
      ...ladder({ skills: [null, 1, 2, 0.2] }),
      headline: 'logLoss',
    })
    expect(find(output, 'model 2').difference?.high).toBeLessThan(0)
    expect(find(output, 'model 2').verdict).toBe('better')
    expect(find(output, 'model 3').verdict).toBe('worse')
    expect(output.best).toBe('model 2')
  })

  it('does not praise a coin toss for scoring above the majority class, and says why', async () => {
    const output = await classificationJudge.judge(ladder({ rows: 1000, skills: [null, null, 0, 0, 2] }))
    const toss = find(output, 'model 2')
    const majority = metricOf(output, 'baseline 0', 'macroF1').value ?? 1
    expect(majority).toBeLessThan(0.35)
    expect((toss.metrics['macroF1']?.low ?? 0) - majority).toBeGreaterThan(0.05)
    expect(toss.verdict).toBe('not-proven')
    expect(toss.difference?.low).toBeLessThanOrEqual(0)
    expect(find(output, 'model 4').verdict).toBe('better')
    expect(output.warnings).toMatchObject([
      { code: 'guessing-beats-baseline', params: { baseline: 'baseline 0' } },
    ])
  })

  it('widens the intervals of all as more are compared', async () => {
    const few = await classificationJudge.judge(ladder({ skills: [null, 1, 2] }))
    const many = await classificationJudge.judge(ladder({ skills: [null, 1, 2, 1, 1, 1, 1, 1, 1, 1] }))
    const width = (output: JudgeOutput) => {
      const { low, high } = find(output, 'model 2').difference ?? { low: 0, high: 0 }
      return (high ?? 0) - (low ?? 0)
    }
    expect(width(many)).toBeGreaterThan(1.1 * width(few))
  })

  it('is wider where rows come in clusters', async () => {
    const input = ladder({ rows: 150, skills: [null, 1, 1.4] })
    const four = (scores: Float64Array) =>
      Float64Array.from({ length: 4 * scores.length }, (_, i) => scores[2 * Math.floor(i / 8) + (i % 2)] ?? 0)
    const copied: JudgeInput = {
      ...input,
      models: input.models.map((model) => ({ ...model, test: four(model.test) })),
      testTruth: Int32Array.from({ length: 600 }, (_, row) => input.testTruth[Math.floor(row / 4)] ?? 0),
    }
    const units = Int32Array.from({ length: 600 }, (_, row) => Math.floor(row / 4))
    const asRows = await classificationJudge.judge(copied)
    const asUnits = await classificationJudge.judge({ ...copied, testUnits: units })
    for (const metric of ['accuracy', 'macroF1', 'recall', 'rocAuc', 'logLoss', 'mcc']) {
      const width = (output: JudgeOutput) => {
        const { low, high } = metricOf(output, 'model 2', metric)
        return (high ?? 0) - (low ?? 0)
      }
      expect(width(asUnits) / width(asRows), metric).toBeGreaterThan(1.7)
      expect(width(asUnits) / width(asRows), metric).toBeLessThan(2.3)
    }
  })
})

describe('the proposal', () => {
  it('recommends the simplest of the best and those that cannot be told from it', async () => {
    const output = await classificationJudge.judge(ladder({ skills: [null, 0.5, 0.6, 2, 2.1, 2.05] }))
    expect(['model 3', 'model 4', 'model 5']).toContain(output.best)
    expect(new Set([...output.tied, output.best])).toEqual(new Set(['model 3', 'model 4', 'model 5']))
    expect(output.recommended).toBe('model 3')
    expect(output.rowsToSeparate).toBeGreaterThan(600)
    expect(output.detectable).toBeGreaterThan(0.02)
    expect(output.detectable).toBeLessThan(0.15)
  })

  it.each([
    [0.5, 'yes'],
    [0.99, 'no'],
  ] as const)('answers a bar of %d with %s', async (bar, met) => {
    const output = await classificationJudge.judge({ ...ladder({ skills: [null, 1, 2] }), bar })
    expect(output.bar).toEqual({ metric: 'macroF1', value: bar, met })
  })

  it('does not answer a bar within the interval', async () => {
    const input = ladder({ skills: [null, 1, 2] })
    const value = metricOf(await classificationJudge.judge(input), 'model 2', 'macroF1').value ?? 0
    const output = await classificationJudge.judge({ ...input, bar: value - 0.01 })
    expect(output.bar?.met).toBe('not-proven')
  })
})

describe('defined where numbers run out', () => {
  it('has no number for a model whose scores are not all finite, and never proposes it', async () => {
    const input = ladder({ skills: [null, 1, 2, 3] })
    const [, , , last] = input.models
    if (last !== undefined) last.test[10] = Number.NaN
    const output = await classificationJudge.judge({
      ...input,
      slices: [{ id: 'all', params: {}, rows: Int32Array.of(1, 2, 3) }],
    })
    expect(output.best).toBe('model 2')
    const broken = find(output, 'model 3')
    expect(broken.verdict).toBe('not-proven')
    expect(broken.difference).toEqual({ value: null, low: null, high: null })
    const none = { value: null, low: null, high: null, n: 600, reason: 'not-finite' }
    for (const measured of Object.values(broken.metrics)) expect(measured).toMatchObject(none)
    expectFinite(output)
  })

  it('measures a model that always says the same', async () => {
    const output = await classificationJudge.judge(ladder({ skills: [null, 1, 2] }))
    const of = (metric: string) => metricOf(output, 'baseline 0', metric)
    expect(of('rocAuc')).toMatchObject({ value: 0.5, low: 0.5, high: 0.5 })
    expect(of('mcc').value).toBe(0)
    expect(of('precision').value).toBe(0)
    expect(of('precision').reason).toBe('class-absent')
    expect(find(output, 'baseline 0').detail!.calibration).toBe('none')
    expect(find(output, 'baseline 0').detail!.coverage).toHaveLength(1)
  })

  it('says which numbers a test part of one class cannot give', async () => {
    const input = ladder({ skills: [null, 1, 2] })
    const output = await classificationJudge.judge({ ...input, testTruth: new Int32Array(600).fill(1) })
    expect(metricOf(output, 'model 2', 'rocAuc')).toMatchObject({ value: null, reason: 'class-absent' })
    expect(metricOf(output, 'model 2', 'accuracy').value).not.toBeNull()
    expectFinite(output)
  })

  it('leaves a class that test does not hold out of the means', async () => {
    const input = ladder({ classes: 3, skills: [null, 1, 8] })
    const testTruth = input.testTruth.map((label) => label % 2)
    const models = input.models.map((model, i) => ({
      ...model,
      test: scoresOf(testTruth, 3, [0, 1, 8][i] ?? 0, random(i)),
    }))
    const output = await classificationJudge.judge({ ...input, testTruth, models })
    expect(metricOf(output, 'model 2', 'macroF1').value).toBeGreaterThan(0.98)
    expect(metricOf(output, 'model 2', 'rocAuc').value).toBeGreaterThan(0.98)
    expect(find(output, 'model 2').detail!.report.classes[2]).toMatchObject({ support: 0, recall: 0, f1: 0 })
    expectFinite(output)
  })

  it('proves nothing with a handful of rows', async () => {
    const output = await classificationJudge.judge(ladder({ rows: 8, skills: [null, 0, 9] }))
    expect(find(output, 'model 2').verdict).toBe('not-proven')
    expect(metricOf(output, 'model 2', 'macroF1')).toMatchObject({ low: null, high: null, reason: 'too-few' })
    const accuracy = metricOf(output, 'model 2', 'accuracy')
    expect((accuracy.high ?? 0) - (accuracy.low ?? 0)).toBeGreaterThan(0.3)
    expect(output.detectable).toBeGreaterThan(0.3)
    expectFinite(output)
  })

  it('gives no interval where none is valid', async () => {
    const output = await classificationJudge.judge(ladder({ skills: [null, 1, 2] }))
    expect(metricOf(output, 'model 2', 'ece')).toMatchObject({
      low: null,
      high: null,
      reason: 'no-valid-interval',
    })
    for (const metric of Object.keys(classificationJudge.metrics)) {
      if (metric === 'ece') continue
      const { value, low, high, reason } = metricOf(output, 'model 2', metric)
      expect(reason, metric).toBeUndefined()
      expect(low ?? 2, metric).toBeLessThan(value ?? 0)
      expect(high ?? -2, metric).toBeGreaterThan(value ?? 0)
    }
  })
})

describe('what rests on what', () => {
  it('learns nothing from test: other test rows leave calibration and choice identical', async () => {
    const input = ladder({ rows: 1200, skills: [null, 1, 2, 1.5] })
    const from = random(33)
    const changed: JudgeInput = {
      ...input,
      testTruth: truthOf(300, 2, from),
      models: input.models.map((model) => ({ ...model, test: scoresOf(truthOf(300, 2, from), 2, 0, from) })),
    }
    const [a, b] = await Promise.all([classificationJudge.judge(input), classificationJudge.judge(changed)])
    expect(b.models.map(({ calibration }) => calibration)).toEqual(
      a.models.map(({ calibration }) => calibration),
    )
    expect([b.bestBaseline, b.best]).toEqual([a.bestBaseline, a.best])
  })

  it('gives the same from the same seed, and stores the calibration it judged by', async () => {
    const input = ladder({ skills: [null, 1, 2] })
    const a = await classificationJudge.judge(input)
    expect(await classificationJudge.judge(input)).toEqual(a)
    const model = input.models[2]
    if (model === undefined) throw new Error('a ladder of three')
    const { calibration, metrics } = find(a, model.id)
    const { question, validationTruth, testTruth, seed } = input
    expect(classificationJudge.calibrate(question, model.validation, validationTruth, seed)).toEqual(
      calibration,
    )
    const measured = await classificationJudge.measure({
      question,
      scores: model.test,
      calibration,
      truth: testTruth,
      units: null,
      seed,
    })
    expect(measured).toEqual(metrics)
  })

  it('measures what is asked for, the headline always', async () => {
    const output = await classificationJudge.judge({
      ...ladder({ skills: [null, 1, 2] }),
      metrics: ['accuracy', 'ece'],
    })
    expect(Object.keys(find(output, 'model 2').metrics).sort()).toEqual(['accuracy', 'ece', 'macroF1'])
  })

  it('weighs kappa by distance where the classes have an order', async () => {
    const input = ladder({ classes: 5, skills: [null, 0.5, 1] })
    const plain = metricOf(await classificationJudge.judge(input), 'model 2', 'kappa').value ?? 0
    const ordered = await classificationJudge.judge({ ...input, question: questionOf(5, true) })
    expect(Math.abs((metricOf(ordered, 'model 2', 'kappa').value ?? 0) - plain)).toBeGreaterThan(0.01)
    expect(find(ordered, 'model 2').detail!.report.kappa).toBe(metricOf(ordered, 'model 2', 'kappa').value)
  })

  it('measures slices on their own rows', async () => {
    const input = ladder({ skills: [null, 1, 2] })
    const rows = Int32Array.from({ length: 200 }, (_, i) => 3 * i)
    const all = Int32Array.from({ length: 600 }, (_, row) => row)
    const slices = [
      { id: 'every third', params: { of: 3 }, rows },
      { id: 'all', params: {}, rows: all },
    ]
    const output = await classificationJudge.judge({ ...input, slices })
    const [third, whole] = find(output, 'model 2').detail!.slices
    expect(whole?.metric).toEqual(metricOf(output, 'model 2', 'macroF1'))
    expect(third).toMatchObject({ id: 'every third', params: { of: 3 }, metric: { n: 200 } })
    const { low, high } = third?.metric ?? { low: 0, high: 0 }
    expect((high ?? 0) - (low ?? 0)).toBeGreaterThan(
      1.4 * ((whole?.metric.high ?? 0) - (whole?.metric.low ?? 0)),
    )
  })

  it('stops when told to, and refuses a headline that has no interval', async () => {
    const control = new AbortController()
    control.abort()
    const input = ladder({ skills: [null, 1, 2] })
    await expect(classificationJudge.judge({ ...input, signal: control.signal })).rejects.toThrow(/abort/i)
    await expect(classificationJudge.judge({ ...input, headline: 'ece' })).rejects.toThrow(
      'ece cannot decide',
    )
  })

  it('fills the detail that charts and tables draw', async () => {
    const { testTruth, ...input } = ladder({ rows: 900, skills: [null, 1, 2] })
    const output = await classificationJudge.judge({ ...input, testTruth })
    const detail = find(output, 'model 2').detail!
    expect(detail.confusion.flat().reduce((a, b) => a + b, 0)).toBe(900)
    expect(detail.confusion[1]?.reduce((a, b) => a + b, 0)).toBe(
      metricOf(output, 'model 2', 'accuracy').positives,
    )
    expect(detail.report.accuracy).toBe(metricOf(output, 'model 2', 'accuracy').value)
    expect(detail.report.logLoss).toBeCloseTo(metricOf(output, 'model 2', 'logLoss').value ?? 0, 12)
    expect(detail.reliability).toHaveLength(15)
    for (const { share, low, high } of detail.reliability) expect(low <= share && share <= high).toBe(true)
    const [everything] = detail.coverage
    expect(everything).toMatchObject({ coverage: 1, accuracy: detail.report.accuracy })
    expect(detail.coverage.at(-1)?.accuracy).toBeGreaterThan(detail.report.accuracy)
    expect(detail.roc.length).toBeGreaterThan(50)
    expect(detail.calibration).toBe('platt')
  })
})
