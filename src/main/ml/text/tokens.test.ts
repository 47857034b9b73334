import { describe, expect, it } from 'vitest'
import { tokenise } from './tokens'

describe('tokenise', () => {
  it('keeps contractions, runs of punctuation and emoji as tokens', () => {
    expect(tokenise("It's not good... don't buy!!! 😀😀 50%", 'words', 'en')).toEqual([
      "It's",
      'not',
      'good',
      '...',
      "don't",
      'buy',
      '!!!',
      '😀',
      '😀',
      '50',
      '%',
    ])
  })

  it('cuts Chinese by the dictionary, punctuation in runs', () => {
    expect(tokenise('服务态度不好。。。再也不来', 'words', 'zh')).toEqual([
      '服务态度',
      '不好',
      '。。。',
      '再也',
      '不',
      '来',
    ])
  })

  it('gives each character of scripts without spaces where no dictionary is used', () => {
    expect(tokenise('ok 不错', 'words', 'en')).toEqual(['ok', '不', '错'])
  })

  it('gives characters without blanks, surrogate pairs whole', () => {
    expect(tokenise('好 😀a', 'characters', 'zh')).toEqual(['好', '😀', 'a'])
  })
})
