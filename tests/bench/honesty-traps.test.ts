import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CheckCode, RoleSpec } from '#shared/manifest'
import type { CheckCard, ImportOptions } from '#shared/project'
import { random, type Random } from '#shared/random'
import {
  cellTexts,
  importFile,
  makeSplit,
  nearDuplicateClusters,
  openTable,
  PART,
  proposeMapping,
  proposeSplit,
  runChecks,
  selectRows,
} from '../../src/main/data'

/** honesty.md: at least 60 planted traps, 95 % caught; 20 clean sets, at most one false card on each. */
const CAUGHT = 0.95
const FALSE_CARDS = 1

const codes: CheckCode[] = [
  'duplicates',
  'near-duplicates',
  'value-lost',
  'encoding',
  'constant',
  'id-like',
  'rare-class',
  'entity-overlap',
  'ordinal-label',
  'neutral-class',
]

const roles: Record<string, RoleSpec> = {
  text: { accepts: ['text'], required: true, part: 'text' },
  label: { accepts: ['text', 'number'], required: true, part: 'label' },
  time: { accepts: ['time'], required: false, part: 'time' },
}

type Row = Record<string, string>

interface Base {
  name: string
  rows: Row[]
}

let folder = ''
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-traps-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const csvCell = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

function csvOf(rows: readonly Row[]): string {
  const names = Object.keys(rows[0]!)
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
    .map((cells) => cells.map(csvCell).join(','))
    .join('\n')
}

/** The way of the product: import, mapping, split, the vault moved away, checks over what is open. */
async function cardsOf(content: string | Buffer, options: ImportOptions = {}): Promise<CheckCard[]> {
  const work = join(folder, String(++files))
  const path = `${work}.csv`
  writeFileSync(path, content)
  const { arrow, columns, lost } = await importFile({ path, folder: work, options })
  const table = openTable(arrow)
  const mapping = proposeMapping({ table, columns, roles })
  // Stars are proposed as an order; here the proposal was not taken.
  mapping.order = null
  const text = cellTexts(table, mapping.roles['text']![0]!)
  const label = cellTexts(table, mapping.roles['label']![0]!)
  const names = new Map<string, number>()
  const labels = Int32Array.from({ length: table.rows }, (_, row) => {
    const name = label.get(row) ?? ''
    if (!names.has(name)) names.set(name, names.size)
    return names.get(name)!
  })
  const clusters = await nearDuplicateClusters(text)
  const { kind } = proposeSplit({ rows: table.rows, time: null, group: null })
  const split = makeSplit({
    kind,
    labels,
    clusters,
    groups: null,
    times: null,
    gapDays: 0,
    seed: 1,
    sealed: null,
  })
  const open = labels.map((_, row) => row).filter((row) => split.part[row] !== PART.vault)
  const openPath = `${work}-open.arrow`
  await selectRows(arrow, open, openPath)
  const pick = <T extends Int8Array | Int16Array | Int32Array>(values: T): T =>
    values.filter((_, row) => split.part[row] !== PART.vault) as T
  const rows = { part: pick(split.part), fold: pick(split.fold), cluster: pick(split.cluster) }
  return runChecks(codes, {
    table: openTable(openPath),
    roles,
    mapping,
    columns,
    lost,
    split: { plan: { kind, group: null }, rows },
    classes: null,
    confusion: null,
  })
}

const words = {
  en: 'room staff hotel phone battery screen service food price quality delivery size colour sound taste picture seat line queue garden'.split(
    ' ',
  ),
  en2: 'lovely awful slow quick dirty spotless broken sturdy rude kind cheap pricey noisy quiet late early warm cold bland rich'.split(
    ' ',
  ),
  en3: 'yesterday today last week on arrival at night again during our stay with friends after lunch before noon all summer twice'.split(
    ' ',
  ),
  zh: [
    '房间',
    '前台',
    '早餐',
    '物流',
    '屏幕',
    '电池',
    '客服',
    '包装',
    '味道',
    '音质',
    '位置',
    '价格',
    '面料',
    '做工',
    '卫生间',
    '停车场',
  ],
  zh2: [
    '干净整洁',
    '又脏又旧',
    '特别慢',
    '非常快',
    '态度恶劣',
    '热情周到',
    '一般般',
    '很结实',
    '容易坏',
    '清晰',
    '模糊',
    '便宜',
    '太贵',
    '很吵',
    '安静',
  ],
  zh3: [
    '昨天到的',
    '住了三晚',
    '第二次买',
    '给父母买的',
    '下雨天',
    '半夜',
    '周末',
    '同事推荐',
    '活动价',
    '退货以后',
    '用了一个月',
    '刚打开',
  ],
}

const pickFrom = (rng: Random, list: readonly string[]) => list[rng.int(list.length)]!

/** Sentences that share few shingles: every one carries words of its own. */
function written(rng: Random, i: number, lang: 'en' | 'zh'): string {
  const own = (i * 7919 + 104_729).toString(36)
  if (lang === 'zh') {
    const part = () => `${pickFrom(rng, words.zh3)}，${pickFrom(rng, words.zh)}${pickFrom(rng, words.zh2)}`
    return `${part()}。${part()}，编号${own}，${part()}。`
  }
  const part = () =>
    `the ${pickFrom(rng, words.en)} was ${pickFrom(rng, words.en2)} ${pickFrom(rng, words.en3)}`
  return `${part()}, and ${part()}; ${own} but ${part()}.`
}

function generated(
  name: string,
  seed: number,
  rows: number,
  lang: 'en' | 'zh',
  labels: readonly string[],
): Base {
  const rng = random(seed)
  const [text, label, amount, place, when] =
    lang === 'zh' ? ['评论', '标签', '金额', '城市', '日期'] : ['text', 'label', 'amount', 'country', 'day']
  return {
    name,
    rows: Array.from({ length: rows }, (_, i) => ({
      [text]: written(rng, i, lang),
      [label]: labels[i % labels.length]!,
      [amount]: (rng.next() * 900).toFixed(2),
      [place]: pickFrom(
        rng,
        lang === 'zh' ? ['北京', '上海', '广州', '成都', '西安'] : ['France', 'Japan', 'Chile', 'Kenya'],
      ),
      [when]: `2024-${String(1 + rng.int(12)).padStart(2, '0')}-${String(1 + rng.int(28)).padStart(2, '0')}`,
    })),
  }
}

const data = resolve('../shared/data')
const real = existsSync(data)

/** Real reviews with their labels; the few near-duplicates that such sets really hold are left out by hand. */
async function reviews(file: string, text: string, label: string): Promise<Row[]> {
  const { arrow } = await importFile({
    path: join(data, file),
    folder: join(folder, `real-${++files}`),
    options: {},
  })
  const table = openTable(arrow)
  const texts = cellTexts(table, text)
  const labels = cellTexts(table, label)
  const clusters = await nearDuplicateClusters(texts)
  const sizes = new Map<number, number>()
  for (const id of clusters) sizes.set(id, (sizes.get(id) ?? 0) + 1)
  return Array.from({ length: table.rows }, (_, row) => ({
    text: texts.get(row) ?? '',
    label: labels.get(row) ?? '',
  })).filter((row, at) => row.text !== '' && sizes.get(clusters[at]!) === 1)
}

async function bases(): Promise<Base[]> {
  const made = [
    generated('en 1', 11, 1200, 'en', ['pos', 'neg']),
    generated('en 2', 12, 2600, 'en', ['0', '1']),
    generated('en 3', 13, 1500, 'en', ['price', 'service', 'quality']),
    generated('en 4', 14, 900, 'en', ['yes', 'no']),
    generated('zh 1', 15, 1200, 'zh', ['好评', '差评']),
    generated('zh 2', 16, 2400, 'zh', ['1', '0']),
    generated('zh 3', 17, 1600, 'zh', ['物流', '价格', '质量']),
    generated('zh 4', 18, 800, 'zh', ['正面', '负面']),
  ]
  if (!real)
    return [
      ...made,
      ...[21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32].map((seed) =>
        generated(`more ${seed}`, seed, 1000, seed % 2 ? 'en' : 'zh', ['a', 'b']),
      ),
    ]
  const hotel = await reviews('sentiment-zh/ChnSentiCorp_htl_all/ChnSentiCorp_htl_all.csv', 'review', 'label')
  const film = await reviews('sentiment-en/sentence_polarity/sentence_polarity.csv', 'text', 'label')
  const slice = (rows: Row[], of: number, at: number) => rows.filter((_, i) => i % of === at)
  return [
    ...made,
    ...[0, 1, 2, 3, 4, 5].map((at) => ({ name: `hotel reviews ${at}`, rows: slice(hotel, 6, at) })),
    ...[0, 1, 2, 3, 4, 5].map((at) => ({ name: `film sentences ${at}`, rows: slice(film, 6, at) })),
  ]
}

interface Trap {
  code: CheckCode
  /** Column of the card, where it is one column's. */
  column?: string
  plant: (rows: Row[], rng: Random) => Row[] | { content: string | Buffer; options?: ImportOptions }
}

const textOf = (row: Row) => Object.keys(row)[0]!
const labelOf = (row: Row) => Object.keys(row)[1]!
const change = (row: Row, column: string, value: string): Row => ({ ...row, [column]: value })
const every = (rows: Row[], step: number, edit: (row: Row, i: number) => Row) =>
  rows.map((row, i) => (i % step === 3 ? edit(row, i) : row))
const withColumn = (rows: Row[], name: string, cell: (i: number) => string) =>
  rows.map((row, i) => ({ ...row, [name]: cell(i) }))

/** Text as it looks after its UTF-8 was read in another encoding. */
const misread = (text: string, as: 'latin1' | 'gb18030' | 'windows-1252') =>
  new TextDecoder(as === 'latin1' ? 'windows-1252' : as).decode(Buffer.from(text))

const traps: Trap[] = [
  { code: 'duplicates', plant: (rows) => [...rows, ...rows.slice(0, 40)] },
  {
    code: 'duplicates',
    plant: (rows) => [
      ...rows,
      ...rows.slice(0, 30).map((row, i) => change(row, labelOf(row), rows[i + 1]![labelOf(row)]!)),
    ],
  },
  {
    code: 'duplicates',
    plant: (rows) => every(rows, 25, (row) => change(row, textOf(row), rows[3]![textOf(row)]!)),
  },
  {
    code: 'near-duplicates',
    plant: (rows) => [
      ...rows,
      ...rows.slice(0, 40).map((row) => change(row, textOf(row), `${row[textOf(row)]}!!`)),
    ],
  },
  {
    code: 'near-duplicates',
    plant: (rows, rng) => [
      ...rows,
      ...rows
        .filter((row) => row[textOf(row)]!.length > 45)
        .slice(0, 40)
        .map((row) => {
          const text = row[textOf(row)]!
          const at = 5 + rng.int(text.length - 10)
          return change(row, textOf(row), text.slice(0, at) + text.slice(at + 1))
        }),
    ],
  },
  {
    code: 'near-duplicates',
    plant: (rows) => [
      ...rows,
      ...rows
        .slice(10, 50)
        .map((row, i) => change(row, textOf(row), `${row[textOf(row)]!.toUpperCase()} ${i % 10}`)),
    ],
  },
  {
    code: 'value-lost',
    column: 'score',
    plant: (rows) => withColumn(rows, 'score', (i) => (i % 40 === 7 ? 'NaN' : String(i / 8))),
  },
  {
    code: 'value-lost',
    column: 'score',
    plant: (rows) => withColumn(rows, 'score', (i) => (i % 90 === 7 ? '1e999' : (i * 0.37).toFixed(2))),
  },
  {
    code: 'value-lost',
    column: 'paid',
    plant: (rows) => ({
      content: csvOf(withColumn(rows, 'paid', (i) => (i % 30 === 0 ? `1,${i}.00` : `${i}.50`))),
      options: { types: { paid: 'number' } },
    }),
  },
  {
    code: 'value-lost',
    column: 'when',
    plant: (rows) => ({
      content: csvOf(
        withColumn(rows, 'when', (i) =>
          i % 50 === 0 ? '31/02/2024' : `2024-02-${String(1 + (i % 28)).padStart(2, '0')}`,
        ),
      ),
      options: { types: { when: 'time' } },
    }),
  },
  {
    code: 'encoding',
    plant: (rows) => every(rows, 40, (row) => change(row, textOf(row), `${row[textOf(row)]} 锟斤拷锟斤拷`)),
  },
  {
    code: 'encoding',
    plant: (rows) =>
      every(rows, 40, (row) => change(row, textOf(row), `${row[textOf(row)]} the \uFFFD\uFFFD was nice`)),
  },
  {
    code: 'encoding',
    plant: (rows) =>
      every(rows, 60, (row) =>
        change(row, textOf(row), `${row[textOf(row)]} ${misread('the café’s crème brûlée', 'windows-1252')}`),
      ),
  },
  {
    code: 'encoding',
    plant: (rows) =>
      every(rows, 60, (row) =>
        change(row, textOf(row), `${row[textOf(row)]} ${misread('房间很干净，服务也好。', 'gb18030')}`),
      ),
  },
  {
    code: 'encoding',
    plant: (rows) =>
      every(rows, 60, (row) =>
        change(row, textOf(row), `${row[textOf(row)]} ${misread('房间很好', 'latin1')}`),
      ),
  },
  {
    code: 'encoding',
    plant: (rows) => every(rows, 60, (row) => change(row, textOf(row), `${row[textOf(row)]} ÄãºÃ£¬·¿¼äºÜºÃ`)),
  },
  { code: 'constant', column: 'source', plant: (rows) => withColumn(rows, 'source', () => 'web') },
  { code: 'constant', column: 'version', plant: (rows) => withColumn(rows, 'version', () => '3') },
  { code: 'constant', column: 'remark', plant: (rows) => withColumn(rows, 'remark', () => '') },
  { code: 'id-like', column: 'row', plant: (rows) => withColumn(rows, 'row', (i) => String(i + 1)) },
  {
    code: 'id-like',
    column: 'order_no',
    plant: (rows) => withColumn(rows, 'order_no', (i) => String(20_240_000_000 + i * 7919)),
  },
  {
    code: 'id-like',
    column: 'uuid',
    plant: (rows, rng) =>
      withColumn(rows, 'uuid', () => `${rng.int(2 ** 32).toString(16)}-${rng.int(2 ** 32).toString(16)}`),
  },
  {
    code: 'id-like',
    column: '流水号',
    plant: (rows) => withColumn(rows, '流水号', (i) => `D${String(i * 13).padStart(8, '0')}`),
  },
  { code: 'rare-class', plant: (rows) => every(rows, 50, (row) => change(row, labelOf(row), 'rare')) },
  { code: 'rare-class', plant: (rows) => every(rows, 120, (row) => change(row, labelOf(row), '7')) },
  {
    code: 'entity-overlap',
    column: 'author',
    plant: (rows, rng) => withColumn(rows, 'author', () => `user ${rng.int(120)}`),
  },
  {
    code: 'entity-overlap',
    column: 'user_id',
    plant: (rows, rng) => withColumn(rows, 'user_id', () => String(10_000 + rng.int(200))),
  },
  {
    code: 'entity-overlap',
    column: '商品名称',
    plant: (rows, rng) => withColumn(rows, '商品名称', () => `商品${rng.int(60)}号`),
  },
  {
    code: 'entity-overlap',
    column: 'ref',
    plant: (rows, rng) => withColumn(rows, 'ref', () => `B00${rng.int(150)}X`),
  },
  {
    code: 'ordinal-label',
    plant: (rows) => rows.map((row, i) => change(row, labelOf(row), String(1 + (i % 5)))),
  },
  { code: 'neutral-class', plant: (rows) => every(rows, 5, (row) => change(row, labelOf(row), 'neutral')) },
  { code: 'neutral-class', plant: (rows) => every(rows, 5, (row) => change(row, labelOf(row), '中性')) },
]

describe('traps', () => {
  let sets: Base[] = []
  const misses: string[] = []
  let planted = 0

  beforeAll(async () => {
    sets = await bases()
  })

  it('shows at most one false card on each of 20 clean sets', async () => {
    expect(sets).toHaveLength(20)
    for (const { name, rows } of sets) {
      const cards = await cardsOf(csvOf(rows))
      expect({ name, cards: cards.map(({ id }) => id).slice(FALSE_CARDS) }).toEqual({ name, cards: [] })
    }
  }, 240_000)

  it('catches at least 95 % of the planted ones', async () => {
    for (const [i, { code, column, plant }] of traps.entries()) {
      // Each trap in three tables: an English one, a Chinese one and, where there are, one of real reviews.
      for (const base of [sets[i % 4]!, sets[4 + (i % 4)]!, sets[8 + (i % 12)]!]) {
        planted++
        const made = plant(base.rows, random(i + 1))
        const { content, options = {} } = Array.isArray(made) ? { content: csvOf(made) } : made
        const cards = await cardsOf(content, options)
        const caught = cards.some(
          (card) => card.code === code && (column === undefined || card.column === column),
        )
        if (!caught) misses.push(`${code} ${column ?? ''} (trap ${i}) in ${base.name}`)
      }
    }
    expect(planted).toBeGreaterThanOrEqual(60)
    expect(misses.length, misses.join('; ')).toBeLessThanOrEqual((1 - CAUGHT) * planted)
  }, 240_000)
})
