import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberOf } from './number'

const read = (cell: string) => {
  const bytes = Buffer.from(`,${cell},`)
  return numberOf(bytes, 1, bytes.length - 1)
}

describe('numbers in cells', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['42', 42],
    ['-17.50', -17.5],
    ['0.1', 0.1],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['1e5', 100_000],
    ['2.5E-3', 0.0025],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    ['0.30000000000000004', 0.30000000000000004],
    ['123456789012.34567', 123456789012.34567],
    ['0.000000000000000000000001', 1e-24],
  ])('%s is %d', (cell, value) => {
    expect(Object.is(read(cell), value)).toBe(true)
  })

  it.each([
    '',
    '-',
    '.',
    '5.',
    '007',
    '00',
    '-01',
    '+5',
    '1,234',
    '1 000',
    ' 5',
    '5 ',
    '0x10',
    '1e',
    '1e+',
    '1_0',
    '٣',
    '１２',
    '$5',
    '5%',
    'abc',
    '1.2.3',
    '9007199254740993',
    '123456789012345678901234',
    '3.14159265358979323846',
    '--1',
    '1-2',
    'e5',
    'nano',
  ])('%j is no number', (cell) => {
    expect(read(cell)).toBeNull()
  })

  it.each(['NaN', 'nan', 'Infinity', '-inf', '+Inf', '1e999', '-1e999'])(
    '%s stands for a number and is none',
    (cell) => {
      expect(read(cell)).toBeNaN()
    },
  )

  it('reads back every double as the language prints it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const cell = String(value)
        const found = read(cell)
        // Beyond 2^53 whole numbers may be ids and stay text.
        if (/^-?\d{16,}$/.test(cell) && !Number.isSafeInteger(value)) expect(found).toBeNull()
        else expect(found).toBe(Number(cell))
      }),
      { numRuns: 5000 },
    )
  })

  it('agrees with the language on decimals of any length it accepts', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,20})?$/), (cell) => {
        const found = read(cell)
        if (found !== null) expect(found).toBe(Number(cell))
      }),
      { numRuns: 5000 },
    )
  })
})
