import { describe, expect, it } from 'vitest'
import { errorCodes } from '../errors'
import { langs } from '../lang'
import { messages, translator } from './index'

function leaves(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value as object, `${path}${key}.`),
  )
}

const parameters = (words: string) => [...new Set(words.match(/\{\w+\}/g) ?? [])].sort()

describe('messages', () => {
  it('fills parameters in both languages without a compiler that evals', () => {
    expect(translator('en')('errors.file-not-found', { path: 'a.csv' })).toContain('a.csv does not exist')
    expect(translator('zh-CN')('errors.file-not-found', { path: 'a.csv' })).toContain('文件 a.csv 不存在')
  })

  it('has a sentence for every error code', () => {
    for (const lang of langs)
      expect(Object.keys(messages[lang].errors).sort()).toEqual([...errorCodes].sort())
  })

  it('uses the same parameters in every language and compiles every sentence', () => {
    const zh = new Map(leaves(messages['zh-CN']))
    for (const [key, words] of leaves(messages.en)) {
      expect(parameters(zh.get(key) ?? ''), key).toEqual(parameters(words))
      const filled = Object.fromEntries(parameters(words).map((name) => [name.slice(1, -1), 'X']))
      for (const lang of langs) expect(translator(lang)(key, filled), key).not.toMatch(/[{}]/)
    }
  })

  it('throws for words that do not exist', () => {
    expect(() => translator('en')('errors.nothing')).toThrow('no words')
  })
})
