import { describe, expect, it } from 'vitest'
import { ngramSettings } from './ngrams'
import { paceUntil } from './pace'
import { learnTfidf, type Tfidf } from './tfidf'
import type { SparseRows } from './sparse'

const pace = paceUntil(undefined)
const words = ngramSettings('words', 1, 4, 'en')

function asMap(tfidf: Tfidf, rows: SparseRows, row: number): Record<string, number> {
  const names = tfidf.parts.names.split('\n')
  const entries: Record<string, number> = {}
  for (let i = rows.offsets[row]!; i < rows.offsets[row + 1]!; i += 1) {
    entries[names[rows.columns[i]!]!] = rows.values[i]!
  }
  return entries
}

describe('TF-IDF', () => {
  it('follows the definition: (1 + ln tf) · (ln((1 + n) / (1 + df)) + 1), rows of length 1', async () => {
    const { tfidf, rows } = await learnTfidf(['a a b', 'b c'], words, 'tfidf', 1, pace)
    const rare = Math.log(3 / 2) + 1
    const a = (1 + Math.log(2)) * rare
    const length = Math.hypot(a, 1)
    const first = asMap(tfidf, rows, 0)
    expect(first['a']).toBeCloseTo(a / length, 6)
    expect(first['b']).toBeCloseTo(1 / length, 6)
    expect(Object.keys(first)).toHaveLength(2)
  })

  it('reads new texts with the vocabulary of train alone', async () => {
    const { tfidf, rows } = await learnTfidf(['a a b', 'b c'], words, 'tfidf', 1, pace)
    const again = await tfidf.transform(['a a b', 'x y'], pace)
    expect(asMap(tfidf, again, 0)).toEqual(asMap(tfidf, rows, 0))
    expect(asMap(tfidf, again, 1)).toEqual({})
  })

  it('leaves out n-grams of too few texts and puts the commonest first', async () => {
    const { tfidf } = await learnTfidf(['a b', 'b c', 'b c d'], words, 'tfidf', 2, pace)
    expect(tfidf.parts.names).toBe('b\nc')
  })

  it('names a pair of words on one line, wherever the words stand', async () => {
    const { tfidf } = await learnTfidf(
      ['not\n\n good', 'not good'],
      ngramSettings('words', 2, 3, 'en'),
      'tfidf',
      1,
      pace,
    )
    expect(tfidf.parts.names.split('\n')).toEqual(['not', 'not good', 'good'])
  })

  it('has the n-grams that its settings say', async () => {
    const names = async (text: string, ...settings: Parameters<typeof ngramSettings>): Promise<string[]> => {
      const { tfidf } = await learnTfidf([text], ngramSettings(...settings), 'tfidf', 1, pace)
      return tfidf.parts.names.split('\n')
    }
    expect(await names('不太好', 'characters', 2, 3, 'zh')).toEqual([
      '不',
      '不太',
      '不太好',
      '太',
      '太好',
      '好',
    ])
    expect(await names('not good', 'words', 2, 3, 'en')).toEqual(['not', 'not good', 'good'])
    // " go", "goo", … : the marks of start and end are not shown.
    expect(await names('no', 'characters', 2, 2, 'en')).toEqual(['n', 'no', 'no', 'no', 'o'])
    expect(await names('😀 好', 'characters', 2, 3, 'en')).toEqual(['😀', '好', '好', '好'])
  })

  it('keeps a hundred thousand n-grams apart while its tables grow', async () => {
    const texts = Array.from({ length: 1000 }, (_, i) =>
      Array.from({ length: 100 }, (_, k) => `w${i * 100 + k}`).join(' '),
    )
    const { tfidf, rows } = await learnTfidf(texts, words, 'binary', 1, pace)
    expect(tfidf.width).toBe(100_000)
    expect(new Set(tfidf.parts.names.split('\n')).size).toBe(100_000)
    expect(await tfidf.transform(texts, pace)).toEqual(rows)
  })
})
