import { expect, it } from 'vitest'
import { tableFromColumns, type Table } from '../../data'
import { deriveAfter, unrepeated } from './derived'
import { findTemplate } from './plan'

const fraud = findTemplate('fraud')
const hour = 3_600_000
const roles = { time: ['at'], entity: ['card'], amount: ['sum'], counterparty: ['shop'] }

function payments(rows: readonly [hours: number, card: string, sum: number, shop: string][]): Table {
  return tableFromColumns([
    { name: 'at', type: 'time', values: Float64Array.from(rows, ([hours]) => hours * hour) },
    { name: 'card', type: 'text', values: rows.map(([, card]) => card) },
    { name: 'sum', type: 'number', values: Float64Array.from(rows, ([, , sum]) => sum) },
    { name: 'shop', type: 'text', values: rows.map(([, , , shop]) => shop) },
  ])
}

const past = payments([
  [0, 'a', 10, 'x'],
  [2, 'a', 20, 'y'],
  [3, 'b', 30, 'x'],
])
const wanted = ['card:count:1d', 'card:sum:1d', 'shop:count:1d']
const derived = (history: readonly Table[], table: Table): number[][] =>
  deriveAfter(fraud, history, table, roles, wanted, {}).map(({ values }) => [...values])

it('counts the rows before a file, then the file’s own earlier rows', () => {
  const file = payments([
    [5, 'a', 1, 'x'],
    [4, 'a', 2, 'x'],
  ])
  expect(derived([past], file)).toEqual([
    [3, 2],
    [32, 30],
    [3, 2],
  ])
  expect(derived([], file)).toEqual([
    [1, 0],
    [2, 0],
    [1, 0],
  ])
})

it('counts an event once that the past and the file both hold', () => {
  const file = payments([
    [2, 'a', 20, 'y'],
    [4, 'a', 2, 'x'],
  ])
  const kept = unrepeated(fraud, past, file, roles)
  expect(kept.rows).toBe(2)
  expect(derived([kept], file)[0]).toEqual([1, 2])
  expect(derived([past], file)[0]).toEqual([1, 3])
})

it('derives nothing for a model that reads nothing of the past', () => {
  expect(deriveAfter(fraud, [past], past, roles, [], {})).toEqual([])
  expect(deriveAfter(findTemplate('credit'), [past], past, roles, null, {})).toEqual([])
})
