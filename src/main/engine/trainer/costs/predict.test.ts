import { describe, expect, it } from 'vitest'
import type { CostBook, MeasuredFit } from '#shared/costs'
import type { Workload } from '../../../ml'
import { predictFit, predictPeak, secondsOf } from './predict'

const net = { template: 'sentiment', model: 'lstm', family: 'net', rows: 4000 } as const

const measured = (rows: number, change: Partial<MeasuredFit> = {}): MeasuredFit => ({
  template: 'sentiment',
  model: 'lstm',
  rung: 'tensorflow-cpu',
  rows,
  pass: rows * 1e6,
  before: 0.5,
  each: rows * 1e-3,
  after: 0.5,
  epochs: { needed: 5, most: 20, patience: 3 },
  ...change,
})
const book = (...fits: MeasuredFit[]): CostBook => ({ fits, memory: [] })
const work = (rows: number, change: Partial<Workload> = {}): Workload => ({
  pass: rows * 1e6,
  epochs: { most: 20, patience: 3 },
  bytes: { rows: 0, weights: 0, batch: 0 },
  ...change,
})

describe('the time of a fit', () => {
  it('grows with the operations of a pass and keeps to the epochs that were needed', () => {
    const cost = predictFit(book(measured(1000)), net, work(4000))
    expect(cost.each).toBeCloseTo(4, 9)
    expect(cost.passes).toBe(5)
    expect(cost).toMatchObject({ most: 20, measured: 1 })
    expect(secondsOf(cost, cost.most)).toBeGreaterThan(4 * 20)
  })

  it('believes the measurement nearest in size, and of two alike the newer', () => {
    const far = measured(100, { each: 10 })
    const near = predictFit(book(measured(4000), far), net, work(4000))
    expect(near.each).toBeGreaterThan(3.9)
    expect(near.each).toBeLessThan(4.6)
    const slow = measured(4000, { each: 8 })
    const newer = predictFit(book(...Array.from({ length: 8 }, () => measured(4000)), slow), net, work(4000))
    const older = predictFit(book(slow, ...Array.from({ length: 8 }, () => measured(4000))), net, work(4000))
    expect(newer.each).toBeGreaterThan(older.each)
  })

  it('takes epochs only from fits with the same patience, and never more than allowed', () => {
    const other = measured(4000, { epochs: { needed: 19, most: 20, patience: 10 } })
    expect(predictFit(book(other), net, work(4000)).passes).toBe(8)
    const few = work(4000, { epochs: { most: 2, patience: 3 } })
    expect(predictFit(book(measured(4000)), net, few).passes).toBe(2)
  })

  it('knows nothing of models of another name', () => {
    const cost = predictFit(book(measured(4000, { model: 'textcnn' })), net, work(4000))
    expect(cost.measured).toBe(0)
    expect(secondsOf(cost, cost.passes)).toBeGreaterThan(0)
  })
})

describe('the peak of memory', () => {
  it('is what was counted, times what ladders of that size held beyond it', () => {
    const memory = [{ template: 'sentiment', rung: 'tensorflow-cpu', counted: 100e6, peak: 750e6 }]
    expect(predictPeak({ fits: [], memory }, 'sentiment', 100e6)).toBeCloseTo(750e6, 0)
    expect(predictPeak({ fits: [], memory }, 'sentiment', 200e6)).toBeCloseTo(1050e6, 0)
    expect(predictPeak({ fits: [], memory: [] }, 'sentiment', 0)).toBeGreaterThan(100e6)
  })
})
