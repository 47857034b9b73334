import { describe, expect, it } from 'vitest'
import { dateOrders, DAY_FIRST, MONTH_FIRST, orderOf, timeOf, YEAR_FIRST } from './time'

/** Read with other cells right beside it, as in a column's buffer. */
const inside = (cell: string) => {
  const bytes = Buffer.from(`2024-01-01${cell}:59.5Z`)
  return [bytes, 10, 10 + Buffer.byteLength(cell)] as const
}
const orders = (cell: string) => dateOrders(...inside(cell))
const iso = (cell: string, order: 'dmy' | 'mdy' | null = null) => {
  const value = timeOf(...inside(cell), order)
  return value === null ? null : new Date(value).toISOString()
}

describe('dates in cells', () => {
  it.each([
    ['2024-03-05', '2024-03-05T00:00:00.000Z'],
    ['2024/3/5', '2024-03-05T00:00:00.000Z'],
    ['2024.3.5', '2024-03-05T00:00:00.000Z'],
    ['2024年3月5日', '2024-03-05T00:00:00.000Z'],
    ['2024年03月05日 14:30', '2024-03-05T14:30:00.000Z'],
    ['2024年3月5日14时30分05秒', '2024-03-05T14:30:05.000Z'],
    ['2024年3月5日 9时', '2024-03-05T09:00:00.000Z'],
    ['2024-03-05 14:30', '2024-03-05T14:30:00.000Z'],
    ['2024-03-05T14:30:15', '2024-03-05T14:30:15.000Z'],
    ['2024-03-05T14:30:15.250Z', '2024-03-05T14:30:15.250Z'],
    ['2024-03-05T14:30:15+08:00', '2024-03-05T06:30:15.000Z'],
    ['2024-03-05 14:30:15 -0530', '2024-03-05T20:00:15.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024-03-05T24:00', '2024-03-06T00:00:00.000Z'],
    ['0099-01-01', '0099-01-01T00:00:00.000Z'],
  ])('%s', (cell, expected) => {
    expect(iso(cell)).toBe(expected)
    expect(orders(cell)).toBe(YEAR_FIRST)
  })

  it.each([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-4-31',
    '2024-1/2',
    '2024-01',
    '20240305',
    '2024-03-05x',
    '2024-03-05 25:00',
    '2024-03-05 12:60',
    '2024-03-05T12',
    '2024-03-05 ',
    '24-03-05',
    '12:30',
    'yesterday',
    '2024年3月',
    '2024-03-05T14:30+99:00',
    '1.2.3',
    '192.168.1.1',
    '2024-03-05 12:30:',
    '2024-03-05 12:30:15.',
  ])('%j is no date', (cell) => {
    expect(orders(cell)).toBe(0)
    expect(iso(cell, 'dmy')).toBeNull()
  })

  it('says in which orders a date with its year last can be read', () => {
    expect(orders('5/6/2024')).toBe(DAY_FIRST | MONTH_FIRST)
    expect(orders('13.6.2024')).toBe(DAY_FIRST)
    expect(orders('6-13-2024 10:00')).toBe(MONTH_FIRST)
    expect(orders('32/1/2024')).toBe(0)
    expect([
      orderOf(DAY_FIRST | YEAR_FIRST),
      orderOf(MONTH_FIRST),
      orderOf(DAY_FIRST | MONTH_FIRST),
      orderOf(0),
    ]).toEqual(['dmy', 'mdy', null, null])
  })

  it('reads them in the order that was found, and not at all without one', () => {
    expect(iso('5/6/2024', 'dmy')).toBe('2024-06-05T00:00:00.000Z')
    expect(iso('5/6/2024 08:05', 'mdy')).toBe('2024-05-06T08:05:00.000Z')
    expect(iso('5/6/2024')).toBeNull()
    expect(iso('13/6/2024', 'mdy')).toBeNull()
  })
})
