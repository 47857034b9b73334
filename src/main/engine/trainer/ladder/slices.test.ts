import { expect, test } from 'vitest'
import { PART, tableFromColumns } from '../../../data'
import { findTemplate } from '../plan'
import type { Problem } from '../problem'
import { slicesOf } from './slices'

/** 200 payments: cards 0 to 9, of which train holds 0 to 5; the last 100 rows are test. */
const rows = Int32Array.from({ length: 200 }, (_, row) => row)
const cardOf = (row: number): string => (row === 199 ? '' : `c${String(row < 100 ? row % 6 : row % 10)}`)
const table = tableFromColumns([
  { name: 'card', type: 'text', values: Array.from(rows, cardOf) },
  { name: 'terminal', type: 'number', values: Float64Array.from(rows, (row) => row % 2) },
])
const problem = (parts: (row: number) => number, folds: (row: number) => number): Problem =>
  ({
    template: findTemplate('fraud'),
    table,
    mapping: { roles: { entity: ['card'], counterparty: ['terminal'] } },
    rows,
    parts: rows.map(parts),
    folds: rows.map(folds),
  }) as unknown as Problem

test('entities and whom they deal with are told apart by whether train knows them', () => {
  const held = problem(
    (row) => (row < 100 ? PART.train : PART.test),
    () => -1,
  )
  const found = slicesOf(held, rows.subarray(100))
  const sizes = found.map(({ id, params, rows: of }) => [id, params['column'], of.length])
  // Cards 6 to 9 are new; the row without a card is in neither; both terminals are known.
  expect(sizes).toEqual([
    ['known', 'card', 60],
    ['new', 'card', 39],
    ['known', 'terminal', 100],
  ])
  const fresh = found.find(({ id }) => id === 'new')?.rows ?? new Int32Array(0)
  expect([...fresh].every((at) => (100 + at) % 10 >= 6)).toBe(true)
})

test('in folds a row is known where another fold holds its entity', () => {
  const folded = problem(
    () => PART.train,
    (row) => (row < 100 ? 0 : 1),
  )
  const sizes = slicesOf(folded, rows)
    .filter(({ params }) => params['column'] === 'card')
    .map(({ id, rows: of }) => [id, of.length])
  expect(sizes).toEqual([
    ['known', 160],
    ['new', 39],
  ])
})
