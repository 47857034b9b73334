import { expect, test } from 'vitest'
import type { FitProgress } from '../../../ml'
import type { FitCost } from '../costs'
import { fitClock } from './fit-clock'

const cost: FitCost = { before: 1, each: 2, after: 3, passes: 6, most: 20, patience: 2, measured: 3 }

/** A clock that is wound by hand, in seconds. */
function wound() {
  let seconds = 0
  const clock = fitClock(() => seconds * 1000)
  return { clock, to: (at: number) => (seconds = at) }
}

const epoch = (passes: number, validationLoss?: number): FitProgress => ({
  epoch: Math.ceil(passes),
  epochs: 20,
  done: passes / 20,
  rowsPerSecond: null,
  learningRate: null,
  points: [{ epoch: passes, ...(validationLoss === undefined ? { loss: 1 } : { validationLoss }) }],
})

test('before training: as planned, at the pace of the fits before it', () => {
  const { clock, to } = wound()
  expect(clock.left(cost, 1)).toBe(1 + 2 * 6 + 3)
  expect(clock.left(cost, 2)).toBe(2 * (1 + 2 * 6 + 3))
  to(0.5)
  expect(clock.left(cost, 1)).toBe(0.5 + 12 + 3)
})

test('while it trains: more and more at its own pace', () => {
  const { clock, to } = wound()
  to(1)
  clock.update(epoch(0.01, undefined))
  for (let passes = 1; passes <= 4; passes++) {
    to(1 + 5 * passes)
    clock.update(epoch(passes, 1 / passes))
  }
  // Two more epochs at nearly five seconds each, and what follows.
  expect(clock.left(cost, 1)).toBeGreaterThan(2 * 4.5 + 3)
  expect(clock.left(cost, 1)).toBeLessThan(2 * 5.1 + 3)
})

test('as long as the loss falls, patience lasts beyond the epochs that others needed; never beyond the most', () => {
  const { clock, to } = wound()
  to(1)
  clock.update(epoch(0, undefined))
  to(1 + 2 * 9)
  clock.update(epoch(9, 0.1))
  expect(clock.left(cost, 1)).toBeCloseTo(2 * 2 + 3, 1)
  expect(clock.left({ ...cost, most: 10 }, 1)).toBeCloseTo(2 * 1 + 3, 1)
})

test('what it measures: before, each pass, after; nothing of a fit that went on from a checkpoint', () => {
  const { clock, to } = wound()
  to(2)
  clock.update(epoch(0, undefined))
  to(10)
  clock.update({ ...epoch(4, 0.5), done: 1 })
  clock.trained()
  to(11)
  expect(clock.finish()).toEqual({ before: 2, each: 2, after: 1, passes: 4, seconds: 11 })
  const resumed = wound()
  resumed.clock.resumed()
  resumed.to(3)
  resumed.clock.update(epoch(4, 0.5))
  expect(resumed.clock.finish()).toBeNull()
})
