import { expect, test } from 'vitest'
import { random } from '#shared/random'
import type { Problem } from '../problem'
import { carve, planFits } from './fits'

/** 400 rows, a quarter of the second class, in pairs that belong together, dealt to five folds pair by pair. */
const rows = Int32Array.from({ length: 400 }, (_, row) => row)
const problem = {
  rows,
  labels: rows.map((row) => Number(row % 8 >= 6)),
  units: rows.map((row) => row >> 1),
  folds: rows.map((row) => (row >> 1) % 5),
  parts: rows.map(() => 0),
} as Problem

const share = (positions: Int32Array): number =>
  positions.filter((position) => problem.labels[position] === 1).length / positions.length
const unitsOf = (positions: Int32Array): Set<number> => new Set(positions.map((p) => problem.units[p] ?? -1))

test('what is carved off keeps classes in proportion and pairs together', () => {
  const { taken, rest } = carve(problem, rows, 0.15, random(1))
  // Whole pairs: not to the row.
  expect(Math.abs(taken.length - 60)).toBeLessThanOrEqual(4)
  expect(taken.length + rest.length).toBe(rows.length)
  expect(share(taken)).toBeCloseTo(0.25, 1)
  for (const unit of unitsOf(taken)) expect(unitsOf(rest).has(unit)).toBe(false)
})

test('in each of five folds learning, choosing and judging rows are strangers, and each row judges once', () => {
  const fits = planFits(problem, 'cross-validation', 1)
  expect(fits.map(({ fold }) => fold?.index ?? null)).toEqual([0, 1, 2, 3, 4, null])
  for (const { train, validation, test } of fits) {
    expect(train.length + validation.length + test.length).toBe(rows.length)
    const [learnt, chosen, judged] = [unitsOf(train), unitsOf(validation), unitsOf(test)]
    expect(
      learnt.intersection(chosen).size + learnt.intersection(judged).size + chosen.intersection(judged).size,
    ).toBe(0)
  }
  expect(fits.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...rows])
  // What ships learns from every open row but those that choose for it.
  expect(fits.at(-1)?.test.length).toBe(0)
})

test('the same seed plans the same fits, another one others', () => {
  const plan = (seed: number): string =>
    JSON.stringify(planFits(problem, 'cross-validation', seed).map(({ validation }) => [...validation]))
  expect(plan(1)).toBe(plan(1))
  expect(plan(2)).not.toBe(plan(1))
})
