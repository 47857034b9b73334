import { describe, expect, it } from 'vitest'
import { alignment, emptiedBy, prepare, type Preparation } from './prepare'

const off: Preparation = {
  simplifyChinese: false,
  lowercase: false,
  removeStopWords: false,
  stemming: false,
  removePunctuation: false,
  removeDigits: false,
}
const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

describe('prepare', () => {
  it('brings full and half width to one form, and one apostrophe', () => {
    expect(prepare('ＷｉＦｉ很慢！don’t', off, 'zh')).toBe("WiFi很慢!don't")
  })

  it('writes traditional characters as simplified ones only where asked', () => {
    expect(prepare('這間飯店很乾淨', { ...off, simplifyChinese: true }, 'zh')).toBe('这间饭店很干净')
    expect(prepare('這間飯店', off, 'zh')).toBe('這間飯店')
  })

  it('keeps negation, emoji and ellipsis when stop words and punctuation go', () => {
    const steps = { ...off, removeStopWords: true, lowercase: true }
    expect(words(prepare('This is never the best, I do NOT like it… 😡', steps, 'en'))).toBe(
      'never best, not ... 😡',
    )
    expect(words(prepare('我不喜欢他们的服务', steps, 'zh'))).toContain('不')
    expect(words(prepare('太差了！！！😡 12分', { ...off, removePunctuation: true }, 'zh'))).toBe(
      '太差了 😡 12分',
    )
  })

  it('reduces English words to their stems and leaves other languages alone', () => {
    const steps = { ...off, stemming: true }
    expect(words(prepare('loving hotels', steps, 'en'))).toBe('love hotel')
    expect(words(prepare('loving hotels', steps, 'other'))).toBe('loving hotels')
  })
})

describe('emptiedBy', () => {
  it('counts the texts that one step alone would empty, not those that are empty anyway', () => {
    const texts = ['!!!', '好', '', '12 34', '的', 'the']
    expect(emptiedBy('removePunctuation', texts, 'zh')).toBe(1)
    expect(emptiedBy('removeDigits', texts, 'zh')).toBe(1)
    expect(emptiedBy('removeStopWords', texts, 'zh')).toBe(1)
    expect(emptiedBy('lowercase', texts, 'zh')).toBe(0)
  })
})

describe('alignment', () => {
  it('leads each place of the prepared text back to the source, lengths changed or not', () => {
    const steps = { ...off, lowercase: true }
    const source = 'ﬁne… ok'
    const prepared = prepare(source, steps, 'en')
    expect(prepared).toBe('fine... ok')
    const origin = alignment(source, steps, 'en')
    expect(origin.at(prepared.indexOf('ok'))).toBe(source.indexOf('ok'))
    expect(origin.at(-1)).toBe(source.length)
    expect([...origin]).toEqual([...origin].sort((x, y) => x - y))
  })
})
