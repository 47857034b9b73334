import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { logLosses } from '../metrics'
import { calibrate, fitCalibration } from './index'
import { fitIsotonic } from './isotonic'
import { fitPlatt } from './platt'

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/** Rows of two classes whose true probability is known, and scores that are a distortion of it. */
function distorted(rows: number, seed: number, distort: (p: number) => number) {
  const from = random(seed)
  const truth = new Int32Array(rows)
  const probabilities = new Float64Array(rows)
  const scores = new Float64Array(2 * rows)
  for (let row = 0; row < rows; row++) {
    const p = sigmoid(6 * (from.next() - 0.5))
    probabilities[row] = p
    truth[row] = from.next() < p ? 1 : 0
    scores[2 * row + 1] = distort(p)
    scores[2 * row] = 1 - distort(p)
  }
  return { truth, probabilities, scores }
}

const meanLoss = (scores: Float64Array, truth: Int32Array) =>
  logLosses(scores, 2, truth).reduce((sum, loss) => sum + loss, 0) / truth.length

describe('Platt', () => {
  it('finds back the line that bent the log-odds', () => {
    const bend = (p: number) => sigmoid(3 * Math.log(p / (1 - p)) + 1)
    const { truth, scores } = distorted(20_000, 1, bend)
    const line = fitPlatt(
      scores.filter((_, i) => i % 2 === 1),
      Uint8Array.from(truth),
    )
    expect(line.a).toBeCloseTo(1 / 3, 1)
    expect(line.b).toBeCloseTo(-1 / 3, 1)
  })

  it('gives every row the share of positives where scores point the wrong way', () => {
    const { truth, scores } = distorted(2000, 2, (p) => 1 - p)
    const positives = truth.reduce((sum, label) => sum + label, 0)
    const line = fitPlatt(
      scores.filter((_, i) => i % 2 === 1),
      Uint8Array.from(truth),
    )
    expect(line.a).toBe(0)
    expect(sigmoid(line.b)).toBeCloseTo(positives / 2000, 3)
  })

  it('stays finite where the scores part the classes, and at scores of 0 and 1', () => {
    const line = fitPlatt(Float64Array.of(0, 0, 0.2, 0.9, 1, 1), Uint8Array.of(0, 0, 0, 1, 1, 1))
    expect(Number.isFinite(line.a) && Number.isFinite(line.b)).toBe(true)
    expect(line.a).toBeGreaterThan(0)
  })
})

describe('isotonic', () => {
  it('pools what falls', () => {
    const knots = fitIsotonic(Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), Uint8Array.of(0, 1, 0, 0, 1, 1))
    // 0 | 1 0 0 | 1 1, the ends kept within 1/8 and 7/8.
    expect(knots.x).toEqual([0.1, 0.2, 0.4, 0.5, 0.6])
    const expected = [1 / 8, 1 / 3, 1 / 3, 7 / 8, 7 / 8]
    for (const [i, y] of knots.y.entries()) expect(y).toBeCloseTo(expected[i] ?? Number.NaN, 12)
  })

  it('rises, keeps the total, and does not depend on the order of rows', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.boolean()), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(rows, fc.integer(), (pairs, seed) => {
        const fit = (list: typeof pairs) =>
          fitIsotonic(
            Float64Array.from(list, ([score]) => score / 20),
            Uint8Array.from(list, ([, held]) => (held ? 1 : 0)),
          )
        const knots = fit(pairs)
        for (let i = 1; i < knots.y.length; i++) {
          expect(knots.y[i]).toBeGreaterThanOrEqual(knots.y[i - 1] ?? 0)
          expect(knots.x[i]).toBeGreaterThan(knots.x[i - 1] ?? 0)
        }
        expect(fit(random(seed).shuffle([...pairs]))).toEqual(knots)
      }),
    )
  })
})

describe('choice and use', () => {
  it('takes Platt below 1,000 rows, and the isotonic curve above where a line cannot follow', () => {
    const step = (p: number) => (p < 0.5 ? 0.4 + 0.1 * p : 0.8 + 0.1 * p)
    const few = distorted(900, 3, step)
    expect(fitCalibration(few.scores, few.truth, 2, random(1)).calibration.kind).toBe('platt')
    const steps = distorted(4000, 4, (p) =>
      p < 0.3 ? 0.45 + 0.01 * p : p > 0.7 ? 0.55 - 0.01 * (1 - p) : 0.5,
    )
    expect(fitCalibration(steps.scores, steps.truth, 2, random(1)).calibration.kind).toBe('isotonic')
  })

  it('takes Platt above 1,000 rows where a line is the truth: in-sample the isotonic curve would win', () => {
    const bent = distorted(1200, 5, (p) => sigmoid(2 * Math.log(p / (1 - p))))
    expect(fitCalibration(bent.scores, bent.truth, 2, random(1)).calibration.kind).toBe('platt')
  })

  it.each([600, 3000])('improves probabilities of %d other rows, and keeps each row at 1', (rows) => {
    const bend = (p: number) => sigmoid(4 * Math.log(p / (1 - p)) + 2)
    const learnt = distorted(rows, 6, bend)
    const other = distorted(4000, 7, bend)
    const { calibration } = fitCalibration(learnt.scores, learnt.truth, 2, random(1))
    const after = calibrate(calibration, other.scores, 2)
    expect(meanLoss(after, other.truth)).toBeLessThan(meanLoss(other.scores, other.truth) - 0.1)
    for (let row = 0; row < 4000; row++)
      expect((after[2 * row] ?? 0) + (after[2 * row + 1] ?? 0)).toBeCloseTo(1, 12)
  })

  it('does not flatter itself: cross-fitted scores are worse than those of maps that saw the rows', () => {
    const { truth, scores } = distorted(1500, 8, (p) =>
      p < 0.3 ? 0.1 * p : p > 0.7 ? 1 - 0.1 * (1 - p) : 0.5,
    )
    const { calibration, crossFitted } = fitCalibration(scores, truth, 2, random(1))
    expect(calibration.kind).toBe('isotonic')
    expect(meanLoss(crossFitted, truth)).toBeGreaterThan(
      meanLoss(calibrate(calibration, scores, 2), truth) + 0.001,
    )
  })

  it('leaves alone what cannot be learnt from', () => {
    const constant = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 0.7 : 0.3))
    const truth = Int32Array.from({ length: 100 }, (_, row) => row % 2)
    expect(fitCalibration(constant, truth, 2, random(1)).calibration).toEqual({ kind: 'none' })
    const { scores } = distorted(100, 9, (p) => p)
    expect(fitCalibration(scores, new Int32Array(100), 2, random(1)).calibration).toEqual({ kind: 'none' })
    const few = fitCalibration(scores.slice(0, 18), truth.slice(0, 9), 2, random(1))
    expect(few.calibration).toEqual({ kind: 'none' })
    expect(few.crossFitted).toEqual(scores.slice(0, 18))
  })

  it('keeps the scores of a class that validation does not hold', () => {
    const from = random(10)
    const rows = 200
    const truth = Int32Array.from({ length: rows }, () => from.int(2))
    const scores = new Float64Array(3 * rows)
    truth.forEach((label, row) => {
      const sure = 0.4 + 0.4 * from.next()
      scores[3 * row + label] = sure
      scores[3 * row + 1 - label] = 0.9 - sure
      scores[3 * row + 2] = 0.1
    })
    const { calibration } = fitCalibration(scores, truth, 3, random(1))
    expect(calibration).toMatchObject({ kind: 'platt', a: [expect.any(Number), expect.any(Number), 1] })
    expect([...calibrate(calibration, scores, 3)].every(Number.isFinite)).toBe(true)
  })
})
