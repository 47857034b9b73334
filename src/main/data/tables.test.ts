import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { tableFromIPC } from 'apache-arrow'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  cellTexts,
  importFile,
  openTable,
  profileTable,
  readSplit,
  selectRows,
  tableFromColumns,
  writeCsv,
  writeSplit,
} from '.'

let folder = ''
let source = ''
/** Enough rows for several record batches. */
const rows = 150_000

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-tables-'))
  const path = join(folder, 'in.csv')
  const lines = Array.from(
    { length: rows },
    (_, i) =>
      `${i % 7 === 0 ? '' : `第${i}条`},${i % 5 === 0 ? '' : i / 4},${i % 3 === 0 ? '' : `2024-01-${10 + (i % 20)}`}`,
  )
  writeFileSync(path, `text,number,time\n${lines.join('\n')}\n`)
  source = (await importFile({ path, folder: join(folder, 'data'), options: {} })).arrow
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const expected = (i: number) => [
  i % 7 === 0 ? null : `第${i}条`,
  i % 5 === 0 ? NaN : i / 4,
  i % 3 === 0 ? NaN : Date.UTC(2024, 0, 10 + (i % 20)),
]
function row(path: string, at: number) {
  const table = openTable(path)
  return [table.text('text').get(at), table.number('number')[at], table.time('time')[at]]
}

describe('tables', () => {
  it('holds what the file held, over all batches and in any order of asking', () => {
    expect(tableFromIPC(readFileSync(source)).batches.length).toBeGreaterThan(1)
    const table = openTable(source)
    expect(table.rows).toBe(rows)
    const texts = table.text('text')
    for (const i of [0, 1, rows - 1, 65_535, 65_536, 3, 140_000]) {
      expect([texts.get(i), table.number('number')[i], table.time('time')[i]]).toEqual(expected(i))
    }
    expect([texts.get(-1), texts.get(rows), texts.get(NaN)]).toEqual([null, null, null])
  })

  it('marks empty cells as nulls for every reader of Arrow', () => {
    const arrow = tableFromIPC(readFileSync(source))
    expect(arrow.schema.fields.map((field) => String(field.type))).toEqual([
      'Utf8',
      'Float64',
      'Timestamp<MILLISECOND>',
    ])
    expect(arrow.getChild('text')?.nullCount).toBe(Math.ceil(rows / 7))
    expect(arrow.getChild('number')?.get(5)).toBeNull()
    expect(arrow.getChild('number')?.nullCount).toBe(rows / 5)
  })

  it('says which column is missing or of another type', () => {
    const table = openTable(source)
    expect(() => table.text('nothing')).toThrow(expect.objectContaining({ code: 'column-missing' }))
    expect(() => table.number('text')).toThrow(expect.objectContaining({ code: 'column-type' }))
    expect(() => openTable(join(folder, 'none.arrow'))).toThrow(
      expect.objectContaining({ code: 'file-not-found' }),
    )
    expect(() => openTable(join(folder, 'in.csv'))).toThrow(
      expect.objectContaining({ code: 'file-unreadable' }),
    )
  })

  it('moves rows into a file of their own', async () => {
    const picked = Int32Array.from({ length: rows }, (_, i) => i).filter((i) => i % 11 === 3 || i > 149_990)
    const target = join(folder, 'picked.arrow')
    await selectRows(source, picked, target)
    expect(openTable(target).rows).toBe(picked.length)
    for (const at of [0, 1, 6000, picked.length - 1]) expect(row(target, at)).toEqual(expected(picked[at]!))
    await selectRows(source, new Int32Array(), join(folder, 'none.arrow'))
    expect(openTable(join(folder, 'none.arrow'))).toMatchObject({ rows: 0 })
  })

  it('leaves nothing when moving rows fails or is cancelled', async () => {
    const target = join(folder, 'cancelled', 'x.arrow')
    const moving = selectRows(source, Int32Array.of(1), target, AbortSignal.abort())
    await expect(moving).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(join(folder, 'cancelled'))).toEqual([])
  })

  it('keeps parts, folds and clusters', async () => {
    const path = join(folder, 'split.arrow')
    const split = {
      part: Int8Array.of(0, 3, -1),
      fold: Int16Array.of(-1, 4, 0),
      cluster: Int32Array.of(0, 2_000_000, 0),
    }
    await writeSplit(path, split)
    expect(readSplit(path)).toEqual(split)
  })

  it('makes a table of rows in memory', () => {
    const table = tableFromColumns([
      { name: 't', type: 'text', values: ['a', '', null] },
      { name: 'n', type: 'number', values: Float64Array.of(1, NaN, 2.5) },
      {
        name: 'd',
        type: 'time',
        values: Float64Array.of(Date.UTC(2024, 4, 6), NaN, Date.UTC(2024, 4, 6, 7)),
      },
    ])
    const all = (name: string) => [0, 1, 2].map((at) => cellTexts(table, name).get(at))
    expect(all('t')).toEqual(['a', null, null])
    expect(all('n')).toEqual(['1', null, '2.5'])
    expect(all('d')).toEqual(['2024-05-06', null, '2024-05-06T07:00:00.000Z'])
    expect(() =>
      tableFromColumns([
        { name: 'a', type: 'text', values: ['x'] },
        { name: 'b', type: 'text', values: [] },
      ]),
    ).toThrow('invalid-input')
  })

  it('profiles columns', () => {
    const [text, number, time] = profileTable(openTable(source))
    expect(text).toMatchObject({ nulls: Math.ceil(rows / 7), distinct: 50_000, range: null, top: [] })
    expect(number?.range).toMatchObject({ min: 0.25, max: (rows - 1) / 4 })
    expect(time).toMatchObject({ distinct: 20, nulls: rows / 3 })
    const small = profileTable(tableFromColumns([{ name: 'c', type: 'text', values: ['x', 'y', 'x', null] }]))
    expect(small[0]).toMatchObject({
      distinct: 2,
      nulls: 1,
      top: [
        { value: 'x', rows: 2 },
        { value: 'y', rows: 1 },
      ],
    })
  })
})

describe('writing CSV', () => {
  const payloads = [
    '=1+1',
    '=1+1\nx',
    '+cmd|calc',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '  =1',
    '\uFEFF=1',
    '＝1',
    '＋1',
    '－1+2',
    '＠x',
    '\n=1',
    '+5',
    '-',
  ]

  it('defuses what a spreadsheet would run, in headers too, and keeps numbers', async () => {
    const path = join(folder, 'out.csv')
    const written = [
      ...payloads.map((cell) => [cell, 1]),
      ['-3.5', -3.5],
      ['-1e-7', 1e21],
      ['plain, "quoted"\n', null],
      ['x', NaN],
    ] as [string, number | null][]
    expect(await writeCsv(path, ['=header', 'n'], written)).toBe(written.length)
    const bytes = readFileSync(path)
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [header, ...lines]: string[][] = parse(bytes, { bom: true })
    expect(header).toEqual(["'=header", 'n'])
    payloads.forEach((cell, i) => expect(lines[i]).toEqual([`'${cell}`, '1']))
    expect(lines.slice(payloads.length)).toEqual([
      ['-3.5', '-3.5'],
      ['-1e-7', '1e+21'],
      ['plain, "quoted"\n', ''],
      ['x', ''],
    ])
  })

  it('leaves nothing behind when the rows fail', async () => {
    const path = join(folder, 'failing', 'out.csv')
    const rows = function* () {
      yield ['a']
      throw new Error('half-way')
    }
    await expect(writeCsv(path, ['h'], rows())).rejects.toThrow('half-way')
    expect(existsSync(path)).toBe(false)
    expect(readdirSync(join(folder, 'failing'))).toEqual([])
  })

  it('reads back by its own import', async () => {
    const path = join(folder, 'again.csv')
    await writeCsv(
      path,
      ['text', 'score'],
      [
        ['好, 很好', 0.25],
        ['a\n"b"', 1],
      ],
    )
    const { arrow, encoding } = await importFile({ path, folder: join(folder, 'again'), options: {} })
    const table = openTable(arrow)
    expect([
      encoding,
      table.text('text').get(0),
      table.text('text').get(1),
      table.number('score')[0],
    ]).toEqual(['utf-8', '好, 很好', 'a\n"b"', 0.25])
  })
})
