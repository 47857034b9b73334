import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '#shared/errors'
import type { ImportOptions } from '#shared/project'
import { RecordReader } from './records'
import { cellTexts, importFile, inspect, openTable, readLost, readRefused, type Imported } from '..'

let folder = ''
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-import-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(content: string | Buffer): { path: string; out: string } {
  const path = join(folder, `file-${++files}.csv`)
  writeFileSync(path, content)
  return { path, out: join(folder, `out-${files}`) }
}

async function imported(content: string | Buffer, options: ImportOptions = {}) {
  const { path, out } = write(content)
  const result = await importFile({ path, folder: out, options })
  const table = openTable(result.arrow)
  const cells = (name: string) => {
    const texts = cellTexts(table, name)
    return Array.from({ length: table.rows }, (_, row) => texts.get(row))
  }
  return {
    result,
    table,
    cells,
    types: Object.fromEntries(table.columns.map(({ name, type }) => [name, type])),
  }
}

async function failure(content: string | Buffer, options: ImportOptions = {}): Promise<AppError> {
  const { path, out } = write(content)
  const error: unknown = await importFile({ path, folder: out, options }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(leftBehind(out)).toEqual([])
  if (error instanceof AppError) return error
  throw new Error(`expected an AppError, got ${String(error)}`)
}

const leftBehind = (out: string): string[] => (existsSync(out) ? readdirSync(out) : [])

const refusedOf = async ({ refused }: Imported) => (await readRefused(refused, 0, 1000)).rows
const lostOf = async ({ lost }: Imported) => (await readLost(lost, 0, 1000)).cells

describe('importing', () => {
  it('keeps every cell, decides types from all values and hashes the source', async () => {
    const content = 'id,text,score,when\n1,"a, ""b""\nc",0.50,2024-03-05\n2,,-3e2,2024-03-06 12:30\n'
    const { result, cells, types } = await imported(content)
    expect(types).toEqual({ id: 'number', text: 'text', score: 'number', when: 'time' })
    expect(cells('text')).toEqual(['a, "b"\nc', null])
    expect(cells('score')).toEqual(['0.5', '-300'])
    expect(cells('when')).toEqual(['2024-03-05', '2024-03-06T12:30:00.000Z'])
    expect(result.rows).toEqual({ read: 2, used: 2, refused: 0 })
    expect(result.columns.map(({ nulls, distinct }) => [nulls, distinct])).toEqual([
      [0, 2],
      [1, 1],
      [0, 2],
      [0, 2],
    ])
    expect(result.sourceHash).toBe(createHash('sha256').update(content).digest('hex'))
  })

  it('lets one late value decide: leading zeros, a plus sign, long ids and words stay text', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `${i},${i},${i},${i},${i}.5`)
    const { types, cells } = await imported(
      `zip,plus,long,word,real\n${rows.join('\n')}\n007,+5,9007199254740993,n/a,1e5\n`,
    )
    expect(types).toEqual({ zip: 'text', plus: 'text', long: 'text', word: 'text', real: 'number' })
    expect([cells('zip').at(-1), cells('long').at(-1)]).toEqual(['007', '9007199254740993'])
  })

  it('lists NaN, Infinity and 1e999 in a column of numbers as lost', async () => {
    const { result, types, cells } = await imported('x,y\n1,a\nNaN,b\n-inf,c\n1e999,d\n2,e\n')
    expect(types['x']).toBe('number')
    expect(cells('x')).toEqual(['1', null, null, null, '2'])
    expect(result.columns[0]).toMatchObject({ lost: 3, nulls: 3 })
    expect(await lostOf(result)).toEqual([
      { line: 3, column: 'x', raw: 'NaN' },
      { line: 4, column: 'x', raw: '-inf' },
      { line: 5, column: 'x', raw: '1e999' },
    ])
  })

  it('lists each cell that a forced type cannot hold, with the line of the file', async () => {
    const content = 'note,n,t\n"two\nlines",1,2024-01-01\nx,1,"13/05/2024"\ny,twelve,5.6.2024\nz,,soon\n'
    const { result, cells } = await imported(content, { types: { n: 'number', t: 'time' } })
    expect(cells('n')).toEqual(['1', '1', null, null])
    expect(cells('t')).toEqual(['2024-01-01', '2024-05-13', '2024-06-05', null])
    expect(await lostOf(result)).toEqual([
      { line: 5, column: 'n', raw: 'twelve' },
      { line: 6, column: 't', raw: 'soon' },
    ])
  })

  it('does not guess which of two numbers is the month', async () => {
    const { types } = await imported(
      'a,b,c\n1/2/2024,01.02.2024,1/2/2024\n3/4/2024,31.02.2023,13/4/2024\n5/6/2024,5.6.2024,7/8/2024\n',
    )
    expect(types).toEqual({ a: 'text', b: 'text', c: 'time' })
    const { cells } = await imported('c\n13/4/2024\n7/8/2024\n')
    expect(cells('c')).toEqual(['2024-04-13', '2024-08-07'])
  })

  it('refuses rows of another length, or keeps them padded and cut with what was cut listed', async () => {
    const content = 'a,b,c\n1,2,3\n1,2\n1,2,3,four,\n4,5,6\n'
    const refusing = await imported(content)
    expect(refusing.result.rows).toEqual({ read: 4, used: 2, refused: 2 })
    expect(await refusedOf(refusing.result)).toEqual([
      { line: 3, reason: 'ragged', fields: 2, expected: 3, raw: '1,2' },
      { line: 4, reason: 'ragged', fields: 5, expected: 3, raw: '1,2,3,four,' },
    ])
    const keeping = await imported(content, { ragged: 'keep' })
    expect(keeping.result.rows).toEqual({ read: 4, used: 4, refused: 0 })
    expect(keeping.cells('c')).toEqual(['3', null, '3', '6'])
    expect(await lostOf(keeping.result)).toEqual([{ line: 4, column: 'column 4', raw: 'four' }])
  })

  it('refuses one row for one bad quotation mark, not the rest of the file', async () => {
    const good = Array.from({ length: 60 }, (_, i) => `"text, number ${i}",${i % 2}`)
    const content = [
      'text,label',
      ...good.slice(0, 20),
      '"never closed,1',
      ...good.slice(20, 40),
      '"he said "no" to me",0',
      ...good.slice(40),
    ].join('\r\n')
    const { result, cells } = await imported(content)
    expect(result.rows).toEqual({ read: 62, used: 60, refused: 2 })
    expect(cells('text').at(-1)).toBe('text, number 59')
    expect((await refusedOf(result)).map(({ line, reason, raw }) => [line, reason, raw])).toEqual([
      [22, 'quote', '"never closed,1'],
      [43, 'quote', '"he said "no" to me",0'],
    ])
    const keeping = await imported(content, { ragged: 'keep' })
    expect(keeping.result.rows.used).toBe(62)
    expect(keeping.cells('text')[20]).toBe('"never closed')
  })

  it('reads quotation marks as characters where they do not fit together', async () => {
    const lines = Array.from({ length: 200 }, (_, i) =>
      i % 9 === 0 ? `"It said ${i}\t1` : `all "fine" ${i}"\t0`,
    )
    const { path } = write(lines.join('\n'))
    expect(await inspect(path, {})).toMatchObject({
      quotes: 'none',
      header: false,
      delimiter: '\t',
      ragged: 0,
    })
    const { result, cells } = await imported(lines.join('\n'))
    expect(result.rows).toEqual({ read: 200, used: 200, refused: 0 })
    expect(cells('column 1').slice(0, 2)).toEqual(['"It said 0', 'all "fine" 1"'])
  })

  it.each([
    [',', 'a,b\n1,x\n2,y\n'],
    ['\t', 'a\tb, c\n1\tx, z\n2\ty\n'],
    [';', 'a;b\n1,5;x\n2,5;y\n'],
    ['|', 'a|b\n1|x\n2|y, z\n'],
  ])('finds the delimiter %j', async (delimiter, content) => {
    const { result, table } = await imported(content)
    expect(result.delimiter).toBe(delimiter)
    expect(table.columns).toHaveLength(2)
  })

  it('reads old Macintosh and mixed line ends', async () => {
    expect((await imported('a,b\r1,x\r2,y\r')).cells('b')).toEqual(['x', 'y'])
    expect((await imported('a,b\r\n1,x\n2,y\r\n3,z')).cells('b')).toEqual(['x', 'y', 'z'])
  })

  it('renames empty and repeated headers visibly and loses no __proto__', async () => {
    const { table, cells } = await imported('name,,name,__proto__,constructor,__proto__\na,b,c,d,e,f\n')
    expect(table.columns.map(({ name }) => name)).toEqual([
      'name',
      'column 2',
      'name (2)',
      '__proto__',
      'constructor',
      '__proto__ (2)',
    ])
    expect(cells('__proto__')).toEqual(['d'])
    expect(cells('__proto__ (2)')).toEqual(['f'])
    expect((await imported('__proto__,b\n1,2\n', { types: { b: 'text' } })).types).toEqual(
      JSON.parse('{"__proto__":"number","b":"text"}'),
    )
  })

  it('keeps NUL bytes and empty texts as they are', async () => {
    const { cells } = await imported('text,label\n"a\0b and so on and so on",1\n"",0\n"   ",1\n')
    expect(cells('text')).toEqual(['a\0b and so on and so on', null, null])
    const empty = await imported(`text,label\n${'"",1\n'.repeat(30)}`)
    expect(empty.result.columns[0]).toMatchObject({ type: 'text', nulls: 30, distinct: 0 })
  })

  it('imports 10,000 columns and refuses more than a spreadsheet holds', async () => {
    const line = (n: number, cell: (i: number) => string) =>
      `${Array.from({ length: n }, (_, i) => cell(i)).join(',')}\n`
    const { table, cells } = await imported(
      line(10_000, (i) => `c${i}`) + line(10_000, (i) => String(i)) + line(10_000, (i) => `${i}.5`),
    )
    expect([table.columns.length, cells('c9999')[1]]).toEqual([10_000, '9999.5'])
    expect((await failure(line(20_000, (i) => `c${i}`) + line(20_000, String))).code).toBe('too-many-columns')
  }, 240_000)

  it('refuses a 50 MB cell and goes on, quoted or not, closed or not', async () => {
    const huge = 'x'.repeat(50 << 20)
    for (const cell of [huge, `"${huge}"`, `"${huge}`]) {
      const { result, cells } = await imported(`text,label\nfirst,1\n${cell},0\nlast,1\n`)
      expect(cells('text')).toEqual(['first', 'last'])
      expect((await refusedOf(result)).map(({ line, reason }) => [line, reason])).toEqual([
        [3, 'cell-too-large'],
      ])
    }
    expect(await failure(`text,label\n"${huge}",0\n`)).toMatchObject({
      code: 'cell-too-large',
      params: { line: 2 },
    })
  }, 240_000)

  it('takes a cell of several megabytes over many lines', async () => {
    const long = 'a line of a very long text\n'.repeat(200_000)
    const { cells, result } = await imported(`text,label\n"${long}",1\nb,0\n`)
    expect(cells('text')[0]?.length).toBe(long.length)
    expect(result.rows.refused).toBe(0)
  }, 240_000)

  it.each([
    ['file-empty', ''],
    ['file-empty', '\n\n\r\n'],
    ['no-data-rows', 'text,label\n'],
    ['quote-unclosed', 'text,label\n"never, closed,1\n'],
    ['quote-unclosed', `"te"xt,label\n${'"a, b",1\n'.repeat(20)}`],
    ['no-data-rows', 'text,label\nx\ny\n'],
    ['encoding-unknown', Buffer.from('text,label\ncaf\xe9 au lait,1\n', 'latin1')],
  ])('says %s', async (code, content) => {
    expect((await failure(content)).code).toBe(code)
  })

  it('names a file that is not there, is a folder, or cannot be written', async () => {
    const missing = join(folder, 'missing.csv')
    await expect(inspect(missing, {})).rejects.toMatchObject({ code: 'file-not-found' })
    await expect(importFile({ path: missing, folder, options: {} })).rejects.toMatchObject({
      code: 'file-not-found',
    })
    await expect(inspect(folder, {})).rejects.toMatchObject({ code: 'file-unreadable' })
    const { path } = write('a,b\n1,2\n')
    await expect(importFile({ path, folder: join(path, 'below-a-file'), options: {} })).rejects.toMatchObject(
      { code: 'not-writable' },
    )
  })

  it('leaves nothing behind when it is cancelled half-way', async () => {
    const { path, out } = write(`text,label\n${'some words to read,1\n'.repeat(400_000)}`)
    const controller = new AbortController()
    let seen = 0
    const importing = importFile({
      path,
      folder: out,
      options: {},
      signal: controller.signal,
      onProgress: ({ bytes, totalBytes }) => {
        seen = bytes / totalBytes
        if (seen > 0.3) controller.abort()
      },
    })
    await expect(importing).rejects.toMatchObject({ code: 'cancelled' })
    expect(seen).toBeLessThan(0.6)
    expect(leftBehind(out)).toEqual([])
  })

  it('clears away what a killed import had begun, and nothing else', async () => {
    const { path, out } = write('a,b\n1,2\n')
    const { arrow } = await importFile({ path, folder: out, options: {} })
    mkdirSync(join(out, '.import-2.0a1b2c.part'))
    writeFileSync(join(out, '.import-2.0a1b2c.part', 'cells.arrow'), 'half')
    await importFile({ path, folder: out, options: {} })
    expect(readdirSync(out)).toEqual(['import-1', 'import-2'])
    expect(openTable(arrow).rows).toBe(1)
  })

  it('never writes over an earlier version', async () => {
    const { path, out } = write('a,b\n1,2\n')
    const first = await importFile({ path, folder: out, options: {} })
    const second = await importFile({ path, folder: out, options: {} })
    expect(first.arrow).not.toBe(second.arrow)
    expect(statSync(first.arrow).size).toBe(statSync(second.arrow).size)
  })
})

describe('looking at a file', () => {
  it('shows columns, types, rows and what does not fit', async () => {
    const { path } = write('review,stars,date\ngood,5,2024-01-02\nbad,1,2024-01-03\nok\n,4,2024-01-04\n')
    const preview = await inspect(path, {})
    expect(preview).toMatchObject({
      encoding: 'utf-8',
      encodingFrom: 'strict',
      delimiter: ',',
      header: true,
      quotes: 'standard',
      ragged: 1,
    })
    expect(preview.columns.map(({ name, proposed }) => [name, proposed])).toEqual([
      ['review', 'text'],
      ['stars', 'number'],
      ['date', 'time'],
    ])
    expect(preview.columns[0]).toMatchObject({ distinct: 2, examples: ['good', 'bad'] })
    expect(preview.columns[0]?.empty).toBeCloseTo(1 / 3)
    expect(preview.rows[2]).toEqual(['ok'])
  })

  it('shows the candidates where the encoding must be chosen', async () => {
    const { path } = write(
      Buffer.concat([Buffer.from('text\n'), Buffer.from('caf\xe9 au lait, tr\xe8s bon\n', 'latin1')]),
    )
    const { encoding, encodingFrom, candidates } = await inspect(path, {})
    expect([encoding, encodingFrom]).toEqual([null, 'ask'])
    expect(candidates.find((candidate) => candidate.encoding === 'windows-1252')?.sample).toContain(
      'café au lait, très bon',
    )
  })

  it('takes the first row for data where it looks like data', async () => {
    const header = async (content: string) => (await inspect(write(content).path, {})).header
    expect(await header('good,1\nbad,0\nfine,1\n')).toBe(false)
    expect(await header('The room was clean and the staff were all very kind.,pos\nNo.,neg\nx,pos\n')).toBe(
      false,
    )
    expect(await header('spam,hello you\nham,hi\nspam,win now\n')).toBe(false)
    expect(await header('标签,评论\n好评,房间很好\n差评,太吵\n')).toBe(true)
    expect((await inspect(write('text,label\na,b\n').path, { header: false })).columns[0]?.name).toBe(
      'column 1',
    )
  })
})

const data = resolve('../shared/data')

describe.skipIf(!existsSync(data))('real files (skipped where ../shared is missing)', () => {
  // Rows as each SOURCE.txt states them.
  it.each([
    ['sentiment-zh/ChnSentiCorp_htl_all/ChnSentiCorp_htl_all.csv', 7766],
    ['sentiment-en/sentence_polarity/sentence_polarity.csv', 10662],
    ['sentiment-en/pros_cons/pros_cons.csv', 45867],
    ['sentiment-en/uci_sentiment_labelled/uci_sentiment_labelled.csv', 2993],
    ['sentiment-en/uci_sentiment_labelled/amazon_cells_labelled.txt', 932],
    ['sentiment-en/uci_sentiment_labelled/imdb_labelled.txt', 952],
    ['sentiment-en/uci_sentiment_labelled/yelp_labelled.txt', 954],
  ])('%s: %i rows', async (file, rows) => {
    const result = await importFile({
      path: join(data, file),
      folder: join(folder, `real-${++files}`),
      options: {},
    })
    expect(result.rows).toEqual({ read: rows, used: rows, refused: 0 })
    expect(result.columns.map(({ lost }) => lost)).toEqual(result.columns.map(() => 0))
  })
})

describe('mutants', () => {
  const seed = Buffer.from(
    '﻿id,text,"label, x",when\n1,"a ""b"" c",0,2024-01-05\n2,房间很好；服务,1,2024/1/6\n3,"x\ny",,\n4,NaN,1e999,5.6.2024\n',
  )
  const mutation = fc.record({
    at: fc.nat(seed.length - 1),
    kind: fc.constantFrom('set', 'cut', 'insert', 'repeat'),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 6 }),
    pick: fc.constantFrom(...Buffer.from('",\n\r\t;|\0')),
  })

  function mutate(changes: readonly { at: number; kind: string; bytes: Uint8Array; pick: number }[]): Buffer {
    return changes.reduce<Buffer>((bytes, { at, kind, bytes: random, pick }) => {
      const place = Math.min(at, bytes.length)
      const head = bytes.subarray(0, place)
      const tail = bytes.subarray(place)
      if (kind === 'cut') return Buffer.concat([head, tail.subarray(random.length)])
      if (kind === 'insert') return Buffer.concat([head, random, tail])
      if (kind === 'repeat') return Buffer.concat([head, head.subarray(-20), tail])
      return Buffer.concat([head, Buffer.of(pick), tail.subarray(1)])
    }, seed)
  }

  it('600 damaged files: each a clean import that accounts for every row, or one typed error', async () => {
    let clean = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (changes, keep) => {
          const { path, out } = write(mutate(changes))
          try {
            const result = await importFile({ path, folder: out, options: keep ? { ragged: 'keep' } : {} })
            const { read, used, refused } = result.rows
            expect(used + refused).toBe(read)
            expect(openTable(result.arrow).rows).toBe(used)
            expect((await readRefused(result.refused, 0, 1)).total).toBe(refused)
            clean++
          } catch (error) {
            if (!(error instanceof AppError)) throw error
            expect(leftBehind(out)).toEqual([])
          }
          rmSync(out, { recursive: true, force: true })
          rmSync(path)
        },
      ),
      { numRuns: 600, seed: 20261122 },
    )
    expect(clean).toBeGreaterThan(60)
  }, 240_000)

  it('5,000 damaged byte streams in pieces of any size: rows and broken lines cover every byte in order', async () => {
    const piece = fc.integer({ min: 1, max: 40 })
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 8 }), piece, async (changes, size) => {
        const bytes = mutate(changes)
        const seen: Buffer[] = []
        const lines: number[] = []
        const note = (raw: Buffer, line: number) => {
          seen.push(Buffer.from(raw))
          lines.push(line)
        }
        const reader = new RecordReader(
          { delimiter: ',', quotes: 'standard', lineEnds: ['\r\n', '\n'] },
          {
            onRecord: (_fields, { raw, line }) => note(raw, line),
            onBroken: (_reason, _fields, { raw, line }) => note(raw, line),
          },
        )
        for (let at = 0; at < bytes.length; at += size) await reader.feed(bytes.subarray(at, at + size))
        await reader.end()
        const squeezed = (all: Buffer) =>
          all
            .toString('latin1')
            .replace(/[\r\n]+/g, '\n')
            .replace(/^\n|\n$/g, '')
        expect(squeezed(Buffer.concat(seen))).toBe(squeezed(bytes))
        // Lines are those of an editor: the number of line ends before the row.
        let from = 0
        seen.forEach((raw, i) => {
          const at = bytes.indexOf(raw, from)
          expect(lines[i]).toBe(1 + bytes.subarray(0, at).filter((byte) => byte === 10).length)
          from = at + raw.length
        })
      }),
      { numRuns: 5000, seed: 7 },
    )
  }, 240_000)
})
