import { expect, it } from 'vitest'
import { coveredOnce, trueValues, worlds } from './coverage'
import { setSeeds } from './draws'
import { praisedByPrAuc, scoringCoveredOnce, scoringMetrics, trueScoringValues } from './scoring'
import {
  foundAtFourErrors,
  praisedWithoutDifference,
  praisedWithoutSignal,
  rowsForFourErrors,
} from './verdicts'

// `npm run bench:honesty` proves the bars on 1,000 sets; these few sets only notice when something breaks outright.
const fewSets = 30

it('holds the true value in most sets whose rows hang together in units', async () => {
  const world = worlds.find(({ unitRows }) => unitRows > 1)
  if (world === undefined) throw new Error('no world has units')
  const truths = trueValues(world, 50_000)
  const held = new Map(world.metrics.map((metric) => [metric, 0]))
  for (const seed of setSeeds(world.name, fewSets, 1)) {
    for (const [metric, covered] of await coveredOnce(world, truths, seed)) {
      held.set(metric, (held.get(metric) ?? 0) + (covered === true ? 1 : 0))
    }
  }
  // Fewer than 25 of 30 come once in 300 times from 95 %, seven times in ten from 75 %.
  for (const [metric, count] of held) expect(count, metric).toBeGreaterThanOrEqual(25)
})

it('does not praise ladders without signal or difference', async () => {
  let praised = 0
  for (const seed of setSeeds('ladders', 12, 1)) {
    if (await praisedWithoutSignal(seed, 200)) praised += 1
    if (await praisedWithoutDifference(seed, 200)) praised += 1
  }
  expect(praised).toBeLessThanOrEqual(4)
})

it('finds a model that is better by four standard errors', async () => {
  const rows = rowsForFourErrors()
  let found = 0
  for (const seed of setSeeds('edge', 6, 1)) if (await foundAtFourErrors(seed, rows)) found += 1
  expect(found).toBeGreaterThanOrEqual(4)
})

it('holds money, gini and PR-AUC of rare positives in most sets, and praises no ladder without signal', async () => {
  const truths = trueScoringValues(100_000)
  const held = new Map(scoringMetrics.map((metric) => [metric, 0]))
  for (const seed of setSeeds('scoring', 12, 1)) {
    for (const [metric, covered] of await scoringCoveredOnce(truths, seed)) {
      held.set(metric, (held.get(metric) ?? 0) + (covered ? 1 : 0))
    }
  }
  // Fewer than 9 of 12 come once in 400 times from 95 %.
  for (const [metric, count] of held) expect(count, metric).toBeGreaterThanOrEqual(9)
  let praised = 0
  for (const seed of setSeeds('rare ladders', 6, 1)) if (await praisedByPrAuc(seed, 400)) praised += 1
  expect(praised).toBeLessThanOrEqual(2)
})
