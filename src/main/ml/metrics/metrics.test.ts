import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import {
  averagePrecision,
  calibrationError,
  chanceCounts,
  claims,
  confidenceBins,
  confusionOf,
  coverageCurve,
  f1Of,
  isClass,
  macro,
  macroPrPoints,
  macroRocPoints,
  marginsOf,
  prPoints,
  rank,
  rocAuc,
  rocPoints,
  type Claims,
} from './index'

/** Claims that hold as often as they say, moved by `shift`. */
function claimsOf(rows: number, seed: number, shift: number): Claims {
  const from = random(seed)
  const confidence = new Float64Array(rows)
  const held = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    const p = 0.2 + 0.6 * from.next()
    held[row] = from.next() < p ? 1 : 0
    confidence[row] = p + shift
  }
  return { confidence, held }
}

function shuffled({ confidence, held }: Claims, seed: number): Claims {
  const order = random(seed).shuffle(Int32Array.from(confidence, (_, row) => row))
  return {
    confidence: Float64Array.from(order, (row) => confidence[row] ?? 0),
    held: Uint8Array.from(order, (row) => held[row] ?? 0),
  }
}

describe('calibration error', () => {
  it('takes off what luck alone gives, even of few rows', () => {
    const errors = Array.from({ length: 40 }, (_, seed) =>
      calibrationError(claimsOf(300, seed, 0), random(seed)),
    )
    // Without the correction the mean is about 0.10: fifteen bins of twenty rows.
    expect(errors.reduce((sum, e) => sum + e, 0) / errors.length).toBeLessThan(0.015)
  })

  it('finds a shift', () => {
    expect(calibrationError(claimsOf(20_000, 1, 0.1), random(1))).toBeCloseTo(0.1, 1)
    expect(calibrationError(claimsOf(20_000, 1, -0.15), random(1))).toBeCloseTo(0.15, 1)
  })

  it('does not depend on the order of rows, equal confidences included', () => {
    const coarse = claimsOf(500, 2, 0.1)
    coarse.confidence.forEach((p, row) => {
      coarse.confidence[row] = Math.round(5 * p) / 5
    })
    const bins = confidenceBins(coarse, 15).map(({ meanScore, held, n }) => ({ meanScore, held, n }))
    const again = confidenceBins(shuffled(coarse, 3), 15).map(({ meanScore, held, n }) => ({
      meanScore,
      held,
      n,
    }))
    expect(again.map(({ held, n }) => [held, n])).toEqual(bins.map(({ held, n }) => [held, n]))
    expect(bins.reduce((sum, { n }) => sum + n, 0)).toBe(500)
  })

  it('puts a model with one score into one bin, and has no value without rows', () => {
    const held = Uint8Array.from({ length: 100 }, (_, row) => (row < 30 ? 1 : 0))
    const constant = { confidence: new Float64Array(100).fill(0.3), held }
    expect(confidenceBins(constant, 15)).toHaveLength(1)
    expect(calibrationError(constant, random(1))).toBe(0)
    expect(
      calibrationError({ confidence: new Float64Array(0), held: new Uint8Array(0) }, random(1)),
    ).toBeNaN()
  })

  it('claims the positive class of two and the predicted one beyond', () => {
    const two = claims(Float64Array.of(0.9, 0.1, 0.4, 0.6), 2, Int32Array.of(0, 1), 1)
    expect([...two.confidence]).toEqual([0.1, 0.6])
    expect([...two.held]).toEqual([0, 1])
    const three = claims(Float64Array.of(0.5, 0.3, 0.2, 0.1, 0.2, 0.7), 3, Int32Array.of(0, 1), null)
    expect([...three.confidence]).toEqual([0.5, 0.7])
    expect([...three.held]).toEqual([1, 0])
  })
})

describe('curves', () => {
  const from = random(4)
  const rows = 2000
  const positive = Uint8Array.from({ length: rows }, () => from.int(2))
  const scores = Float64Array.from(positive, (p) => from.next() + 0.4 * p)
  const ranking = rank(scores, positive)

  it('draws at most 200 points whose area is the AUC', () => {
    const points = rocPoints(ranking)
    expect(points.length).toBeLessThanOrEqual(200)
    expect(points[0]).toEqual({ fpr: 0, tpr: 0 })
    expect(points.at(-1)).toEqual({ fpr: 1, tpr: 1 })
    const area = points.slice(1).reduce((sum, { fpr, tpr }, i) => {
      const before = points[i] ?? { fpr: 0, tpr: 0 }
      return sum + ((fpr - before.fpr) * (tpr + before.tpr)) / 2
    }, 0)
    expect(area).toBeCloseTo(rocAuc(ranking), 2)
  })

  it('draws precision by rising recall', () => {
    const points = prPoints(ranking)
    expect(points.length).toBeLessThanOrEqual(200)
    expect(points.at(-1)?.recall).toBe(1)
    const lowest = Math.min(...scores.filter((_, row) => positive[row] === 1))
    const asHigh = scores.filter((score) => score >= lowest).length
    expect(points.at(-1)?.precision).toBe(positive.reduce((sum, p) => sum + p, 0) / asHigh)
    for (const [i, { recall }] of points.entries()) expect(recall).toBeGreaterThan(points[i - 1]?.recall ?? 0)
  })

  it('averages one-vs-rest curves, and draws nothing where a class is missing', () => {
    const perfect = rank(Float64Array.of(1, 2, 3, 4), Uint8Array.of(0, 0, 1, 1))
    const none = rank(Float64Array.of(1, 2), Uint8Array.of(0, 0))
    expect(macroRocPoints([perfect, none]).every(({ fpr, tpr }) => tpr === 1 || fpr === 0)).toBe(true)
    expect(macroPrPoints([perfect, perfect]).every(({ precision }) => precision === 1)).toBe(true)
    expect(rocPoints(none)).toEqual([])
    expect(prPoints(none)).toEqual([])
    expect(macroRocPoints([none])).toEqual([])
    expect(macroPrPoints([])).toEqual([])
  })

  it('counts a row as often as it is drawn', () => {
    const truth = Uint8Array.of(1, 0, 1, 0, 1)
    const scored = Float64Array.of(0.9, 0.8, 0.8, 0.3, 0.2)
    const weights = Int32Array.of(2, 1, 0, 3, 1)
    const expanded = [...weights].flatMap((weight, row) => Array.from({ length: weight }, () => row))
    const long = rank(
      Float64Array.from(expanded, (row) => scored[row] ?? 0),
      Uint8Array.from(expanded, (row) => truth[row] ?? 0),
    )
    const short = rank(scored, truth)
    expect(rocAuc(short, weights)).toBeCloseTo(rocAuc(long), 12)
    expect(averagePrecision(short, weights)).toBeCloseTo(averagePrecision(long), 12)
    expect(averagePrecision(short, Int32Array.of(0, 2, 1, 0, 1))).toBeCloseTo((1 / 3 + 2 / 4) / 2, 12)
    expect(rocAuc(short, Int32Array.of(1, 0, 1, 0, 0))).toBeNaN()
    expect(averagePrecision(short, Int32Array.of(0, 1, 0, 1, 0))).toBeNaN()
  })
})

describe('chance level', () => {
  it('is what macro-F1 makes of guesses: 0.5 for two classes guessed half and half', () => {
    const truth = Int32Array.from({ length: 100 }, (_, row) => row % 2)
    const right = confusionOf(truth, truth, 2)
    const counts = new Float64Array(4)
    chanceCounts(marginsOf(right), counts)
    const guessing = { classes: 2, counts }
    expect(macro(guessing, marginsOf(guessing), f1Of)).toBeCloseTo(0.5, 12)
  })
})

describe("don't know", () => {
  it('answers the surest first, equally sure rows together', () => {
    const confidence = Float64Array.of(0.9, 0.6, 0.9, 0.7, 0.6, 0.6)
    const points = coverageCurve(confidence)
    expect(points.map(({ threshold, coverage }) => [threshold, coverage])).toEqual([
      [0.6, 1],
      [0.7, 0.5],
      [0.9, 2 / 6],
    ])
    expect([...(points.at(-1)?.rows ?? [])].sort()).toEqual([0, 2])
    expect(coverageCurve(new Float64Array(0))).toEqual([])
  })

  it('draws at most 50 points, from all rows down', () => {
    const from = random(5)
    const points = coverageCurve(Float64Array.from({ length: 5000 }, () => from.next()))
    expect(points).toHaveLength(50)
    expect(points[0]?.coverage).toBe(1)
    expect(points.at(-1)?.coverage).toBeCloseTo(0.02, 6)
  })
})

it('tells the rows of a class', () => {
  expect([...isClass(Int32Array.of(2, 0, 2), 2)]).toEqual([1, 0, 1])
})
