import { describe, expect, it } from 'vitest'
import { questionOf, scoresOf, truthOf } from '../../../../tests/helpers/scored-ladder'
import { random } from '#shared/random'
import { classificationJudge, pairedDifference } from './index'

describe('before training and beside it', () => {
  it('plans: more rows detect less, a rare class or more models more', () => {
    const detectable = (input: Parameters<typeof classificationJudge.detectable>[0]) =>
      classificationJudge.detectable(input)
    const plan = detectable({ n: 1000, classes: 2, smallestClass: 500 })
    expect(plan).toBeCloseTo(2.8016 * Math.sqrt(0.5 / 1000), 4)
    expect(detectable({ n: 4000, classes: 2, smallestClass: 2000 })).toBeCloseTo(plan / 2, 9)
    expect(detectable({ n: 1000, classes: 2, smallestClass: 50 })).toBeGreaterThan(1.5 * plan)
    expect(detectable({ n: 1000, classes: 2, smallestClass: 500, models: 5 })).toBeGreaterThan(1.15 * plan)
  })

  it('gives a metric of raw scores, and none of broken ones', () => {
    const truth = Int32Array.of(0, 1, 1, 0)
    const scores = Float64Array.of(0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.7, 0.3)
    expect(classificationJudge.headline('accuracy', questionOf(2), scores, truth)).toBe(0.75)
    expect(classificationJudge.headline('rocAuc', questionOf(2), scores, truth)).toBe(1)
    scores[0] = Number.NaN
    expect(classificationJudge.headline('accuracy', questionOf(2), scores, truth)).toBeNaN()
  })
})

describe('paired difference', () => {
  const from = random(21)
  const truth = truthOf(800, 2, from)
  const a = scoresOf(truth, 2, 2, from)
  const b = scoresOf(truth, 2, 1.5, from)
  const input = { question: questionOf(2), truth, a, b, metric: 'macroF1', units: null, seed: 5 } as const

  it('is a less b with an interval around it, the other way round for the other order', async () => {
    const difference = await pairedDifference(input)
    const of = (scores: Float64Array) =>
      classificationJudge.headline('macroF1', input.question, scores, truth)
    expect(difference.value).toBeCloseTo(of(a) - of(b), 12)
    expect(difference.low).toBeGreaterThan(0)
    expect(difference.high).toBeGreaterThan(difference.value ?? 1)
    const back = await pairedDifference({ ...input, a: b, b: a })
    expect(back.value).toBeCloseTo(-(difference.value ?? 0), 12)
    expect(back.high).toBeCloseTo(-(difference.low ?? 0), 12)
  })

  it('is exactly nothing between the same scores, and unknown where there is nothing to know', async () => {
    expect(await pairedDifference({ ...input, b: a })).toEqual({ value: 0, low: 0, high: 0 })
    const broken = a.slice()
    broken[3] = Number.NaN
    const unknown = { value: null, low: null, high: null }
    expect(await pairedDifference({ ...input, b: broken })).toEqual(unknown)
    expect(await pairedDifference({ ...input, truth: new Int32Array(800), metric: 'rocAuc' })).toEqual(
      unknown,
    )
    const few = { ...input, truth: truth.slice(0, 10), a: a.slice(0, 20), b: b.slice(0, 20) }
    expect(await pairedDifference(few)).toMatchObject({ low: null, high: null })
  })
})
