import { describe, expect, it } from 'vitest'
import type { Mapping } from '#shared/project'
import { tableFromColumns, type Table } from '../../data'
import { check } from './check'

const mapping: Mapping = {
  roles: { text: ['text'], label: ['label'] },
  positive: null,
  order: null,
  rating: null,
  params: {},
  guessed: [],
}

function table(rows: number, text: (row: number) => string | null, label: (row: number) => string): Table {
  const rowsOf = <T>(of: (row: number) => T): T[] => Array.from({ length: rows }, (_, row) => of(row))
  return tableFromColumns([
    { name: 'text', type: 'text', values: rowsOf(text) },
    { name: 'label', type: 'text', values: rowsOf(label) },
    { name: 'stars', type: 'number', values: Float64Array.from(rowsOf((row) => 1 + (row % 5))) },
  ])
}

const reviews = (row: number): string => `评论 ${String(row)}，味道不错`
const twoKinds = (row: number): string => (row % 2 === 0 ? 'good' : 'bad')

describe('check', () => {
  it('accepts two to twenty classes, words or numbers', () => {
    expect(check({ table: table(100, reviews, twoKinds), mapping })).toBeNull()
    expect(check({ table: table(100, reviews, (row) => `c${String(row % 20)}`), mapping })).toBeNull()
    const stars = { ...mapping, roles: { ...mapping.roles, label: ['stars'] } }
    expect(check({ table: table(100, reviews, twoKinds), mapping: stars })).toBeNull()
  })

  it.each<[string, Table, Mapping, object]>([
    [
      'a missing role',
      table(100, reviews, twoKinds),
      { ...mapping, roles: { text: ['text'] } },
      { code: 'role-missing', params: { role: 'label' } },
    ],
    [
      'an unknown column',
      table(100, reviews, twoKinds),
      { ...mapping, roles: { text: ['comment'], label: ['label'] } },
      { code: 'column-missing', params: { column: 'comment', columns: 'text, label, stars' } },
    ],
    [
      'a column of the wrong type',
      table(100, reviews, twoKinds),
      { ...mapping, roles: { text: ['stars'], label: ['label'] } },
      { code: 'column-type', params: { column: 'stars', type: 'number', role: 'text' } },
    ],
    [
      'texts that are all empty',
      table(100, (row) => (row % 2 === 0 ? null : '  '), twoKinds),
      mapping,
      { code: 'texts-empty', params: { column: 'text' } },
    ],
    [
      'one class',
      table(100, reviews, (row) => (row < 50 ? 'good' : '')),
      mapping,
      { code: 'label-one-class', params: { label: 'good' } },
    ],
    [
      'more than twenty classes',
      table(100, reviews, (row) => `c${String(row % 21)}`),
      mapping,
      { code: 'label-too-many-classes', params: { column: 'label', classes: 21, limit: 20 } },
    ],
    [
      'too few rows with a label',
      table(100, reviews, (row) => (row < 30 ? twoKinds(row) : '')),
      mapping,
      { code: 'too-few-rows', params: { rows: 30, limit: 40 } },
    ],
    [
      'a positive class that is none',
      table(100, reviews, twoKinds),
      { ...mapping, positive: 'great' },
      { code: 'positive-unknown' },
    ],
    [
      'ratings of which only one end is there',
      table(100, reviews, () => '5'),
      { ...mapping, rating: { positiveFrom: 4, negativeTo: 2 } },
      { code: 'label-one-class', params: { label: 'positive' } },
    ],
    [
      'a preparation that empties texts, with the count',
      table(100, (row) => (row < 7 ? '！！！' : reviews(row)), twoKinds),
      { ...mapping, params: { removePunctuation: true } },
      { code: 'preparation-empties-texts', params: { step: 'removePunctuation', count: 7, total: 100 } },
    ],
  ])('refuses %s', (_, data, map, refusal) => {
    expect(check({ table: data, mapping: map })).toMatchObject(refusal)
  })
})
