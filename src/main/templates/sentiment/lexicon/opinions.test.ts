import { describe, expect, it } from 'vitest'
import { chinese } from './chinese'
import { english } from './english'
import { opinionsIn } from './opinions'

const total = (text: string, lang: 'en' | 'zh'): number =>
  opinionsIn(text, lang).reduce((sum, { weight }) => sum + weight, 0)

describe('opinionsIn', () => {
  it('minds negation, and only within its clause', () => {
    expect(total('good', 'en')).toBeGreaterThan(0)
    expect(total('not good', 'en')).toBeLessThan(0)
    expect(total("i don't really like it", 'en')).toBeLessThan(0)
    expect(total('no, good', 'en')).toBe(total('good', 'en'))
    expect(total('房间干净', 'zh')).toBeGreaterThan(0)
    expect(total('房间并不干净', 'zh')).toBeLessThan(0)
    expect(total('没有预约，房间干净', 'zh')).toBe(total('房间干净', 'zh'))
  })

  it('minds degree', () => {
    expect(total('very good', 'en')).toBeGreaterThan(total('good', 'en'))
    expect(total('slightly bad', 'en')).toBeGreaterThan(total('bad', 'en'))
    expect(total('特别脏', 'zh')).toBeLessThan(total('脏', 'zh'))
    expect(total('有点脏', 'zh')).toBeGreaterThan(total('脏', 'zh'))
  })

  it('takes the longest entry it knows: 不好 is not a negated 好', () => {
    expect(opinionsIn('服务不好', 'zh')).toEqual([{ start: 2, end: 4, weight: -1 }])
    expect(opinionsIn('再也不来了', 'zh')).toMatchObject([{ start: 0, weight: -2 }])
  })

  it('reads emoji in both languages', () => {
    expect(total('😡', 'zh')).toBeLessThan(0)
    expect(total('👍', 'en')).toBeGreaterThan(0)
  })

  it('knows no words of other languages', () => {
    expect(opinionsIn('sehr gut', 'other')).toEqual([])
  })
})

describe('the word lists', () => {
  it('give no word two roles, and no blank or punctuated entry', () => {
    for (const { opinions, negations, degrees } of [chinese, english]) {
      const negated = [...negations].filter((word) => opinions.has(word) || degrees.has(word))
      expect(negated).toEqual([])
      expect([...degrees.keys()].filter((word) => opinions.has(word))).toEqual([])
    }
    const entries = [...chinese.opinions.keys()]
    expect(entries.length).toBeGreaterThan(1200)
    expect(entries.filter((word) => !/^[\p{Script=Han}A-Z]+$/u.test(word))).toEqual([])
  })
})
