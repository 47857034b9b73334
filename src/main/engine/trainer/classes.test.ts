import { expect, test } from 'vitest'
import type { Mapping, Remedy } from '#shared/project'
import { tableFromColumns } from '../../data'
import { readClasses, requireClasses } from './classes'

const mapping = (change: Partial<Mapping> = {}): Mapping => ({
  roles: {},
  positive: null,
  order: null,
  rating: null,
  params: {},
  guessed: [],
  ...change,
})

const words = (...values: (string | null)[]) => tableFromColumns([{ name: 'label', type: 'text', values }])
const numbers = (...values: number[]) =>
  tableFromColumns([{ name: 'label', type: 'number', values: Float64Array.from(values) }])

test('labels are the trimmed cells; blank ones are left out and counted', () => {
  const classes = readClasses(words('good', ' bad ', null, '  ', 'good'), 'label', mapping(), [])
  expect(classes).toMatchObject({ names: ['bad', 'good'], counts: [1, 2], blank: 2, leftOut: 0 })
  expect([...classes.labels]).toEqual([1, 0, -1, -1, 1])
})

test('numbers come by size, not by their first digit', () => {
  expect(readClasses(numbers(10, 9, 1, Number.NaN), 'label', mapping(), [])).toMatchObject({
    names: ['1', '9', '10'],
    blank: 1,
  })
})

test('an order that was given stands; what it does not name follows', () => {
  const table = words('good', 'bad', 'middling', 'odd')
  const { names } = readClasses(table, 'label', mapping({ order: ['bad', 'middling', 'good'] }), [])
  expect(names).toEqual(['bad', 'middling', 'good', 'odd'])
})

test('a rating is cut at both ends, and what lies between is left out', () => {
  const rating = { positiveFrom: 4, negativeTo: 2 }
  const classes = readClasses(numbers(1, 2, 3, 4, 5), 'label', mapping({ rating }), [])
  expect(classes).toMatchObject({ names: ['negative', 'positive'], counts: [2, 2], leftOut: 1 })
  expect([...classes.labels]).toEqual([0, 0, -1, 1, 1])
})

test('classes are merged and left out in the order of the remedies', () => {
  const remedies: Remedy[] = [
    { op: 'merge-class', from: 'great', into: 'good' },
    { op: 'leave-out-class', label: 'unclear' },
  ]
  const classes = readClasses(words('great', 'good', 'unclear', 'bad'), 'label', mapping(), remedies)
  expect(classes).toMatchObject({ names: ['bad', 'good'], counts: [1, 2], leftOut: 1 })
})

test('one class, and a positive class that is none, are refused', () => {
  const one = readClasses(words('good', 'good'), 'label', mapping(), [])
  expect(() => {
    requireClasses(one, mapping())
  }).toThrow(expect.objectContaining({ code: 'label-one-class', params: { label: 'good' } }))
  const two = readClasses(words('good', 'bad'), 'label', mapping(), [])
  expect(() => {
    requireClasses(two, mapping({ positive: 'great' }))
  }).toThrow(expect.objectContaining({ code: 'positive-unknown' }))
})
