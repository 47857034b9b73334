import { expect, test } from 'vitest'
import type { DemoStep } from '#shared/demonstration'
import { importSample, mappingOf } from '../../../../tests/helpers/samples'
import { stock } from '../../templates/stock'
import { rawBarsIn } from '../../templates/stock/prices'
import { readBars } from './bars'
import { demonstration } from './demonstration'

/** As they were measured with other tools on the same prices (AAPL, IBM, MSFT): accuracy, recall, F1. */
const measured = {
  trend: [
    [0.921, 0.964, 0.936],
    [0.935, 0.946, 0.94],
    [0.884, 0.9, 0.891],
  ],
  trendInTime: [0.386, 0.329, 0.683],
  majority: [0.614, 0.683, 0.556],
}
const allowed = 0.03
const near = (value: number, wanted: number): void => {
  expect(Math.abs(value - wanted)).toBeLessThan(allowed)
}

test('each mistake of the article is priced as it was measured', async () => {
  const sample = stock.manifest.samples.find(({ id }) => id === stock.manifest.demonstration)!
  const table = await importSample('stock', sample)
  const raw = rawBarsIn(table, mappingOf(sample.mapping).roles)
  const { series } = readBars(raw, { adjust: 'column', badBars: 'leave-out' })
  const found = await demonstration(series)
  const of = (step: DemoStep, at: 'shown' | 'honest'): number[] => found[step].map((row) => row[at].accuracy)
  expect(found['smoothed-label'].map(({ ticker }) => ticker)).toEqual(['AAPL', 'IBM', 'MSFT'])
  for (const accuracy of of('training-rows', 'shown')) near(accuracy, 1)
  for (const accuracy of of('training-rows', 'honest')) near(accuracy, 0.48)
  for (const accuracy of of('same-day', 'shown')) near(accuracy, 0.999)
  found['smoothed-label'].forEach(({ shown, honest, known }, i) => {
    const [accuracy = 0, recall = 0, f1 = 0] = measured.trend[i] ?? []
    near(shown.accuracy, accuracy)
    near(shown.recall, recall)
    near(shown.f1, f1)
    near(honest.accuracy, measured.trendInTime[i] ?? 0)
    near(honest.majority, measured.majority[i] ?? 0)
    // Half of the label is past, and names it in more than two of three cases.
    expect(known).toBeGreaterThan(0.66)
  })
  for (const accuracy of of('next-session', 'shown')) {
    expect(accuracy).toBeGreaterThan(0.495 - allowed)
    expect(accuracy).toBeLessThan(0.532 + allowed)
  }
  for (const accuracy of of('next-session', 'honest')) near(accuracy, 0.48)
})
