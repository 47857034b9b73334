import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoleSpec } from '#shared/manifest'
import type { Mapping } from '#shared/project'
import { random } from '#shared/random'
import { importFile, openTable, proposeMapping } from '..'
import { orderOfLabels } from './order'

const roles: Record<string, RoleSpec> = {
  text: { accepts: ['text'], required: true, part: 'text' },
  label: { accepts: ['text', 'number'], required: true, part: 'label' },
  group: { accepts: ['text', 'number'], required: false, part: 'entity-new' },
  time: { accepts: ['time'], required: false, part: 'time' },
}

let folder = ''
let files = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-mapping-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function propose(path: string): Promise<Mapping> {
  const { arrow, columns } = await importFile({ path, folder: join(folder, `out-${++files}`), options: {} })
  return proposeMapping({ table: openTable(arrow), columns, roles })
}

async function proposeFor(header: string, row: (i: number) => string, rows = 200): Promise<Mapping> {
  const path = join(folder, `in-${++files}.csv`)
  writeFileSync(path, `${header}\n${Array.from({ length: rows }, (_, i) => row(i)).join('\n')}\n`)
  return propose(path)
}

const rng = random(4)
const prose = () =>
  Array.from({ length: 8 }, () => 'the room was clean and the staff were kind'.split(' ')[rng.int(9)]!).join(
    ' ',
  )
const day = (i: number) => `2024-0${1 + (i % 9)}-1${i % 10}`

describe('proposing a mapping', () => {
  it('reads English names', async () => {
    const {
      roles: found,
      positive,
      order,
      guessed,
    } = await proposeFor(
      'id,userName,reviewText,sentiment,created_at,helpful',
      (i) => `${i},user${i % 40},${prose()},${i % 3 === 0 ? 'positive' : 'negative'},${day(i)},${i % 7}`,
    )
    expect(found).toEqual({
      text: ['reviewText'],
      label: ['sentiment'],
      group: ['userName'],
      time: ['created_at'],
    })
    expect([positive, order]).toEqual(['positive', null])
    expect(guessed).toContainEqual({ role: 'text', column: 'reviewText', reason: 'name' })
    expect(guessed).toContainEqual({ role: 'positive', column: 'positive', reason: 'name' })
  })

  it('reads Chinese names', async () => {
    const { roles: found, positive } = await proposeFor(
      '序号,用户昵称,评论内容,情感标签,发布时间',
      (i) =>
        `${i},用户${i % 30},房间很干净服务态度也很好${i},${i % 2 ? '好评' : '差评'},2024年${1 + (i % 12)}月${1 + (i % 28)}日`,
    )
    expect(found).toEqual({
      text: ['评论内容'],
      label: ['情感标签'],
      group: ['用户昵称'],
      time: ['发布时间'],
    })
    expect(positive).toBe('好评')
  })

  it('goes by values where names say nothing', async () => {
    const {
      roles: found,
      guessed,
      positive,
    } = await proposeFor('a,b,c,d', (i) => `${i % 3 === 0 ? 'b' : 'a'},${prose()},${day(i)},${i % 90}`)
    expect(found).toEqual({ text: ['b'], label: ['a'], time: ['c'] })
    expect(guessed.map(({ role, reason }) => [role, reason])).toEqual([
      ['text', 'values'],
      ['label', 'values'],
      ['positive', 'values'],
      ['time', 'type'],
    ])
    expect(positive).toBe('b')
  })

  it('proposes the rarer class where neither name says positive, or both do', async () => {
    expect(
      (await proposeFor('text,label', (i) => `${prose()},${i % 4 === 0 ? 'spam' : 'ham'}`)).positive,
    ).toBe('spam')
    expect(
      (await proposeFor('text,label', (i) => `${prose()},${i % 4 === 0 ? 'yes' : 'good'}`)).positive,
    ).toBe('yes')
    expect((await proposeFor('text,label', (i) => `${prose()},${i % 4 === 0 ? 0 : 1}`)).positive).toBe('1')
  })

  it('sees stars as an order', async () => {
    const {
      roles: found,
      order,
      positive,
    } = await proposeFor('review,stars', (i) => `${prose()},${1 + (i % 5)}`)
    expect(found['label']).toEqual(['stars'])
    expect([order, positive]).toEqual([['1', '2', '3', '4', '5'], null])
    expect(orderOfLabels(['5 stars', '1 star', '3 stars'])).toEqual(['1 star', '3 stars', '5 stars'])
    expect(orderOfLabels(['三', '2', '1'])).toBeNull()
    expect(orderOfLabels(['10', '20', '31'])).toBeNull()
    expect(orderOfLabels(['0', '1'])).toBeNull()
  })

  it('leaves a role unmapped rather than give it a column that cannot play it', async () => {
    const { roles: found } = await proposeFor('n,m', (i) => `${i / 3},${i * 2}`)
    expect(found).toEqual({})
    const { roles: lonely } = await proposeFor('user,text', (i) => `user${i},${prose()}`)
    expect(lonely['group']).toBeUndefined()
  })
})

const data = resolve('../shared/data')

describe.skipIf(!existsSync(data))('real files (skipped where ../shared is missing)', () => {
  it.each([
    ['sentiment-zh/ChnSentiCorp_htl_all/ChnSentiCorp_htl_all.csv', 'review', 'label', '1'],
    ['sentiment-en/sentence_polarity/sentence_polarity.csv', 'text', 'label', '1'],
    ['sentiment-en/pros_cons/pros_cons.csv', 'text', 'label', 'pros'],
    ['sentiment-en/uci_sentiment_labelled/uci_sentiment_labelled.csv', 'sentence', 'label', '1'],
    ['sentiment-en/uci_sentiment_labelled/imdb_labelled.txt', 'column 1', 'column 2', '1'],
  ])('%s', async (file, text, label, positive) => {
    const mapping = await propose(join(data, file))
    expect(mapping.roles).toEqual({ text: [text], label: [label] })
    expect(mapping.positive).toBe(positive)
  })
})
