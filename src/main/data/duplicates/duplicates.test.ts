import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { mergeClusters, nearDuplicateClusters, rowClusters } from '..'
import { foldText, jaccard, shingles } from './shingles'

const cells = (values: readonly (string | null)[]) => ({
  length: values.length,
  get: (row: number) => values[row] ?? null,
})

const english =
  'the room was clean and quiet but breakfast cold staff friendly view of sea bed hard price fair location good wifi slow'.split(
    ' ',
  )
const hanzi = Array.from(
  '酒店房间干净安静早餐一般服务态度好位置方便价格实惠床硬网络慢前台热情交通便利设施陈旧风景优美推荐再来',
)

function sentence(seed: number, vocabulary: readonly string[], length: number, glue: string): string {
  const rng = random(seed)
  return Array.from({ length }, () => vocabulary[rng.int(vocabulary.length)]!).join(glue)
}

describe('near-duplicates', () => {
  it('finds copies with one changed word or character among thousands, and nothing else', async () => {
    const unique = Array.from({ length: 3000 }, (_, i) =>
      i % 2 === 0 ? `${sentence(i, english, 30, ' ')} ${i}` : sentence(i, hanzi, 60, ''),
    )
    const planted = Array.from({ length: 200 }, (_, i) => {
      const text = unique[i * 7]!
      return i % 2 === 0
        ? text.toUpperCase().replace('  ', ' ').concat('！')
        : `${text.slice(0, 20)}啊${text.slice(21)}`
    })
    const ids = await nearDuplicateClusters(cells([...unique, ...planted]))
    planted.forEach((_, i) => expect(ids[3000 + i]).toBe(i * 7))
    const own = ids.slice(0, 3000)
    expect(own.filter((id, row) => id !== row)).toHaveLength(0)
  })

  it('gives the same answer as comparing every pair', async () => {
    const base = Array.from({ length: 12 }, (_, i) => sentence(i, english, 14, ' '))
    const rng = random(5)
    const texts = Array.from({ length: 400 }, () => {
      const words = base[rng.int(base.length)]!.split(' ')
      for (let k = rng.int(4); k > 0; k--) words[rng.int(words.length)] = english[rng.int(english.length)]!
      return words.join(' ')
    })
    const sets = texts.map((text) => shingles(foldText(text)))
    const edges = texts.flatMap((_, a) =>
      texts.map((__, b) => [a, b] as const).filter(([, b]) => b < a && jaccard(sets[a]!, sets[b]!) >= 0.8),
    )
    const groupings = edges.map(([a, b]) =>
      Int32Array.from(texts, (_, row) => (row === a || row === b ? 1 : -1)),
    )
    const wanted = mergeClusters(texts.length, ...groupings)
    const found = await nearDuplicateClusters(cells(texts))
    // Banding misses a pair at the threshold once in 1,700 times.
    expect(found.filter((id, row) => id === wanted[row]).length).toBeGreaterThanOrEqual(398)
  })

  it('joins texts that differ in case, width and spaces only, however short; keeps short others apart', async () => {
    const ids = await nearDuplicateClusters(
      cells(['Good!', 'ｇｏｏｄ！', ' good! ', 'Good', 'food!', '好评', '差评', '好评', null, '', null]),
    )
    expect([...ids]).toEqual([0, 0, 0, 3, 4, 5, 6, 5, 8, 9, 10])
  })

  it('stops when it is cancelled', async () => {
    await expect(nearDuplicateClusters(cells(['a']), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('equal rows and merged groups', () => {
  it('groups rows equal in every column, telling empty cells from words', async () => {
    const a = cells(['x', 'x', 'x', null, null, 'null', null])
    const b = cells(['1', '1', '2', null, '1', null, '1'])
    expect([...(await rowClusters([a, b]))]).toEqual([0, 0, 2, 3, 4, 5, 4])
    expect([...(await rowClusters([cells(['null', null, 'null', null])]))]).toEqual([0, 1, 0, 3])
  })

  it('merges groupings through rows they share, and lets -1 stand alone', () => {
    const clusters = Int32Array.of(5, 5, 7, 7, 9, -1, -1)
    const groups = Int32Array.of(-1, 1, 1, -1, -1, -1, 3)
    expect([...mergeClusters(7, clusters, groups)]).toEqual([0, 0, 0, 0, 4, 5, 6])
    expect([...mergeClusters(3)]).toEqual([0, 1, 2])
  })
})
