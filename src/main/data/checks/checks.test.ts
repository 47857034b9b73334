import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CheckCode, RoleSpec } from '#shared/manifest'
import { langs } from '#shared/lang'
import { translator } from '#shared/messages/index'
import type { Mapping } from '#shared/project'
import { dataChecks, runChecks, tableFromColumns, type CheckInput, type ColumnValues } from '..'

const roles: Record<string, RoleSpec> = {
  text: { accepts: ['text'], required: true, part: 'text' },
  label: { accepts: ['text', 'number'], required: true, part: 'label' },
  group: { accepts: ['text'], required: false, part: 'entity-new' },
}
const mapping: Mapping = {
  roles: { text: ['text'], label: ['label'] },
  positive: null,
  order: null,
  rating: null,
  params: {},
  guessed: [],
}

const textsOf = (values: readonly (string | null)[], name = 'text'): ColumnValues => ({
  name,
  type: 'text',
  values,
})
const numbersOf = (name: string, values: readonly number[]): ColumnValues => ({
  name,
  type: 'number',
  values: Float64Array.from(values),
})

/** 300 rows that nothing is wrong with, changed by what a test plants. */
function given(columns: ColumnValues[] = [], change: Partial<CheckInput> = {}): CheckInput {
  const own = new Map<string, ColumnValues>([
    [
      'text',
      textsOf(
        Array.from(
          { length: 300 },
          (_, i) => `${(i * 7919).toString(36)} said something about ${(i * 104_729).toString(36)}`,
        ),
      ),
    ],
    [
      'label',
      textsOf(
        Array.from({ length: 300 }, (_, i) => (i % 2 ? 'a' : 'b')),
        'label',
      ),
    ],
  ])
  for (const column of columns) own.set(column.name, column)
  return {
    table: tableFromColumns([...own.values()]),
    roles,
    mapping,
    columns: [],
    lost: null,
    split: null,
    classes: null,
    confusion: null,
    ...change,
  }
}

const all = Object.keys(dataChecks) as CheckCode[]
const run = (code: CheckCode, input: CheckInput) => runChecks([code], input)

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-checks-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('checks', () => {
  it('say nothing about a table without traps', async () => {
    expect(await runChecks(all, given())).toEqual([])
  })

  it('have words with figures for every card in both languages', () => {
    const params = {
      column: 'c',
      texts: 2,
      rows: 5,
      conflicts: 1,
      clusters: 2,
      cells: 3,
      filled: 1,
      distinct: 9,
      label: 'x',
      limit: 100,
      entities: 4,
      steps: 5,
      lowest: '1',
      highest: '5',
      total: 8,
      single: 3,
      users: 9,
      median: 2,
      core: 2,
      dropped: 1,
      items: 4,
      low: 5,
      high: 6,
      half: 5,
      most: 10,
      share: 60,
      before: 30,
      after: 50,
    }
    for (const lang of langs) {
      const t = translator(lang)
      for (const code of all) {
        for (const part of ['title', 'message', 'remedy'])
          expect(t(`checks.${code}.${part}`, params)).not.toMatch(/[{}]/)
        expect(t(`checks.${code}.message`, params)).toMatch(/\d/)
      }
    }
  })

  it('stop when they are cancelled', async () => {
    await expect(runChecks(all, given([], { signal: AbortSignal.abort() }))).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  it('duplicates: counts repeated texts and those with different labels, contradictions first', async () => {
    const texts = Array.from({ length: 10 }, (_, i) => `text ${i}`)
    texts[4] = 'same'
    texts[7] = 'same'
    texts[9] = 'same'
    texts[1] = texts[3] = 'torn'
    const labels = Array.from({ length: 10 }, (_, i) => (i === 3 ? 'b' : 'a'))
    const [card, ...rest] = await run('duplicates', given([textsOf(texts), textsOf(labels, 'label')]))
    expect(rest).toEqual([])
    expect(card).toMatchObject({
      id: 'duplicates:text',
      severity: 'warn',
      params: { texts: 2, rows: 5, conflicts: 1 },
      remedy: { op: 'leave-out-duplicates' },
    })
    expect(card?.evidence.map(({ row, text }) => [row, text])).toEqual([
      [1, 'torn'],
      [3, 'torn'],
      [4, 'same'],
      [7, 'same'],
      [9, 'same'],
    ])
  })

  it('duplicates: compares whole rows where there is no text', async () => {
    const table = tableFromColumns([
      numbersOf('a', [1, 1, 2, 1]),
      numbersOf('b', [5, 5, 5, 6]),
      textsOf(['x', 'y', 'x', 'x'], 'label'),
    ])
    const [card] = await run(
      'duplicates',
      given([], { table, mapping: { ...mapping, roles: { label: ['label'] } } }),
    )
    expect(card).toMatchObject({
      id: 'duplicates',
      column: null,
      params: { texts: 1, rows: 2, conflicts: 1 },
    })
  })

  it('near-duplicates: leaves equal texts to the other check', async () => {
    const texts = Array.from(
      { length: 6 },
      (_, i) =>
        `${(i * 7919).toString(36)} was what they told us about it when we ${(i * 31).toString(36)} asked`,
    )
    texts[2] = texts[1]!
    texts[5] = `${texts[4]!}!`
    const [card] = await run(
      'near-duplicates',
      given([
        textsOf(texts),
        textsOf(
          texts.map(() => 'a'),
          'label',
        ),
      ]),
    )
    expect(card).toMatchObject({ params: { clusters: 1, texts: 2 }, remedy: null })
    expect(card?.evidence.map(({ row }) => row)).toEqual([4, 5])
  })

  it('value-lost: shows what was in the file, with its lines', async () => {
    const lost = join(folder, 'lost.jsonl')
    writeFileSync(
      lost,
      '{"line":3,"column":"n","raw":"n/a"}\n{"line":4,"column":"m","raw":"x"}\n{"line":9,"column":"n","raw":"1,5"}\n',
    )
    const columns = [
      { name: 'n', type: 'number' as const, nulls: 2, distinct: 8, lost: 2 },
      { name: 'k', type: 'number' as const, nulls: 0, distinct: 8, lost: 0 },
    ]
    const cards = await run('value-lost', given([], { columns, lost }))
    expect(cards).toHaveLength(1)
    expect(cards[0]).toMatchObject({ id: 'value-lost:n', params: { column: 'n', cells: 2 } })
    expect(cards[0]?.evidence).toEqual([
      { row: null, line: 3, text: 'n/a' },
      { row: null, line: 9, text: '1,5' },
    ])
  })

  it.each([
    ['锟斤拷'],
    ['bad \uFFFD byte'],
    ['cafÃ©'],
    ['itâ€™s'],
    ['20 Â°C'],
    ['å¾ˆå¥½'],
    ['鎴块棿寰堝ソ锛屾湇鍔′篃濂�'],
    ['ÄãºÃ£¬'],
  ])('encoding: knows %s', async (garbled) => {
    const texts = Array.from({ length: 300 }, (_, i) => (i === 42 ? garbled : `fine ${i}`))
    const [card] = await run('encoding', given([textsOf(texts)]))
    expect(card).toMatchObject({
      column: 'text',
      params: { column: 'text', rows: 1 },
      evidence: [{ row: 42 }],
    })
  })

  it.each([
    'déjà vu, garçon, crème brûlée à Málaga; Ångström, naïve façade, ÉCOLE, À BIENTÔT',
    'Größe, Übung, Äpfel und Öl; São Paulo, ação, coração, MÃE',
    '房间很好，服务也不错。锛子和锯子都有，水烫烫烫的！',
    '這間飯店的房間很乾淨，價錢實在',
    'とても良いホテルでした。また泊まりたいです！',
    'Очень хороший отель, спасибо',
    '아주 좋은 호텔입니다',
    'Ấn Độ rất đẹp, giá 20 € – “tuyệt vời”… ™ ½ ² ±5 °C 👍🏽',
    'Þetta er mjög góð bók, ég mæli með henni',
    'touché”… encore',
  ])('encoding: does not mind %s', async (fine) => {
    expect(await run('encoding', given([textsOf(Array.from({ length: 300 }, () => fine))]))).toEqual([])
  })

  it('constant: one value or none, but not a flag', async () => {
    const cards = await run(
      'constant',
      given([
        textsOf(
          Array.from({ length: 300 }, () => 'web'),
          'source',
        ),
        textsOf(
          Array.from({ length: 300 }, () => null),
          'empty',
        ),
        textsOf(
          Array.from({ length: 300 }, (_, i) => (i % 9 === 0 ? 'x' : null)),
          'flag',
        ),
      ]),
    )
    expect(cards.map(({ column, params, remedy }) => [column, params['filled'], remedy])).toEqual([
      ['source', 300, { op: 'leave-out-column', column: 'source' }],
      ['empty', 0, { op: 'leave-out-column', column: 'empty' }],
    ])
  })

  it('id-like: numbers and words that name rows, not amounts, ages, prose or moments', async () => {
    const cards = await run(
      'id-like',
      given([
        numbersOf(
          'n',
          Array.from({ length: 300 }, (_, i) => i),
        ),
        numbersOf(
          'account',
          Array.from({ length: 300 }, (_, i) => 600_000 + i * 977),
        ),
        textsOf(
          Array.from({ length: 300 }, (_, i) => `A-${i}`),
          'ref',
        ),
        numbersOf(
          'amount',
          Array.from({ length: 300 }, (_, i) => i * 1.37),
        ),
        numbersOf(
          'income',
          Array.from({ length: 300 }, (_, i) => 900 + i * 577),
        ),
        numbersOf(
          'age',
          Array.from({ length: 300 }, (_, i) => 18 + (i % 60)),
        ),
        numbersOf(
          'timestamp',
          Array.from({ length: 300 }, (_, i) => 1_700_000_000 + i * 3600),
        ),
        textsOf(
          Array.from({ length: 300 }, (_, i) => `a remark, number ${i}`),
          'remark',
        ),
      ]),
    )
    expect(cards.map(({ column }) => column)).toEqual(['n', 'account', 'ref'])
  })

  it('rare-class: proposes the neighbour of a step, leaving out of many, nothing of two', async () => {
    const labels = Array.from({ length: 300 }, (_, i) => (i < 20 ? '1' : i < 150 ? '2' : '3'))
    const [card, ...rest] = await run('rare-class', given([textsOf(labels, 'label')]))
    expect(rest).toEqual([])
    expect(card).toMatchObject({
      id: 'rare-class:label:1',
      params: { label: '1', rows: 20, limit: 100 },
      remedy: { op: 'leave-out-class', label: '1' },
    })
    expect(card?.evidence).toHaveLength(20)
    const ordered = await run(
      'rare-class',
      given([textsOf(labels, 'label')], { mapping: { ...mapping, order: ['1', '2', '3'] } }),
    )
    expect(ordered[0]?.remedy).toEqual({ op: 'merge-class', from: '1', into: '2' })
    const two = await run(
      'rare-class',
      given([
        textsOf(
          labels.map((label) => (label === '1' ? 'a' : 'b')),
          'label',
        ),
      ]),
    )
    expect(two[0]?.remedy).toBeNull()
  })

  it('entity-overlap: silent once the split keeps the groups whole', async () => {
    const authors = textsOf(
      Array.from({ length: 300 }, (_, i) => `author ${i % 40}`),
      'author',
    )
    const rows = {
      part: Int8Array.from({ length: 300 }, (_, i) => i % 3),
      fold: new Int16Array(300).fill(-1),
      cluster: new Int32Array(300),
    }
    const split = (part: Int8Array, group: string | null) => ({
      split: { plan: { kind: 'grouped' as const, group }, rows: { ...rows, part } },
    })
    const [card] = await run('entity-overlap', given([authors], split(rows.part, null)))
    expect(card).toMatchObject({
      column: 'author',
      params: { entities: 40, rows: 300 },
      remedy: { op: 'group-by', column: 'author' },
    })
    expect(await run('entity-overlap', given([authors], split(rows.part, 'author')))).toEqual([])
    const whole = Int8Array.from({ length: 300 }, (_, i) => (i % 40) % 3)
    expect(await run('entity-overlap', given([authors], split(whole, null)))).toEqual([])
    const folds = {
      part: new Int8Array(300),
      fold: Int16Array.from({ length: 300 }, (_, i) => i % 5),
      cluster: rows.cluster,
    }
    const underFolds = { split: { plan: { kind: 'cross-validation' as const, group: null }, rows: folds } }
    expect(await run('entity-overlap', given([authors], underFolds))).toEqual([])
    folds.fold[0] = 1
    expect(await run('entity-overlap', given([authors], underFolds))).toMatchObject([
      { params: { entities: 1 } },
    ])
  })

  it('entity-overlap: not for categories', async () => {
    const cities = Array.from(
      { length: 60 },
      (_, i) => `City of ${String.fromCharCode(65 + (i % 26))}${'abc'[i % 3]}`,
    )
    const columns = [
      textsOf(
        Array.from({ length: 300 }, (_, i) => cities[i % 60]!),
        'city',
      ),
      numbersOf(
        'age',
        Array.from({ length: 300 }, (_, i) => i % 70),
      ),
    ]
    expect(await run('entity-overlap', given(columns))).toEqual([])
  })

  it('ordinal-label and neutral-class: stars', async () => {
    const stars = textsOf(
      Array.from({ length: 300 }, (_, i) => String(1 + (i % 5))),
      'label',
    )
    expect(await run('ordinal-label', given([stars]))).toMatchObject([
      {
        params: { steps: 5, lowest: '1', highest: '5' },
        remedy: { op: 'set-order', order: ['1', '2', '3', '4', '5'] },
      },
    ])
    expect(
      await run(
        'ordinal-label',
        given([stars], { mapping: { ...mapping, order: ['1', '2', '3', '4', '5'] } }),
      ),
    ).toEqual([])
    expect(await run('neutral-class', given([stars]))).toMatchObject([
      {
        severity: 'info',
        params: { label: '3', rows: 60, total: 300 },
        remedy: { op: 'leave-out-class', label: '3' },
      },
    ])
  })

  it('neutral-class: by name, and louder where models cannot tell it apart', async () => {
    const labels = Array.from({ length: 300 }, (_, i) => ['好评', '中性', '差评'][i % 3]!)
    const classes = {
      names: ['好评', '中性', '差评'],
      labels: Int32Array.from({ length: 300 }, (_, i) => i % 3),
    }
    const input = given([textsOf(labels, 'label')], { classes })
    expect(await run('neutral-class', input)).toMatchObject([{ severity: 'info', params: { label: '中性' } }])
    const confusion = [
      [80, 10, 10],
      [40, 20, 40],
      [5, 15, 80],
    ]
    expect(await run('neutral-class', { ...input, confusion })).toMatchObject([{ severity: 'warn' }])
    expect(
      await run('neutral-class', {
        ...input,
        confusion: [
          [80, 10, 10],
          [5, 90, 5],
          [5, 15, 80],
        ],
      }),
    ).toMatchObject([{ severity: 'info' }])
  })
})
