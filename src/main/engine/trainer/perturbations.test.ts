import { expect, test } from 'vitest'
import { random } from '#shared/random'
import type { Question } from '../../ml'
import { perturbations, type Perturbation } from './perturbations'

function change(id: Perturbation['id'], text: string, lang: Question['lang']): string | null {
  const found = perturbations.find((perturbation) => perturbation.id === id)
  if (!found) throw new Error(`no ${id}`)
  return found.change(text, random(1), lang)
}

test.each([
  ['The room is clean.', 'The room is not clean.'],
  ["It isn't worth it", 'It is worth it'],
  ['They were not friendly', 'They were friendly'],
  ['Great value', null],
])('English is negated at its verb: %s', (text, made) => {
  expect(change('negation', text, 'en')).toBe(made)
})

test.each([
  ['房间很干净', '房间不干净'],
  ['服务非常好', '服务不好'],
  ['房间不很干净', null],
  ['位置方便', null],
])('Chinese is negated at its degree: %s', (text, made) => {
  expect(change('negation', text, 'zh')).toBe(made)
})

test('a typo swaps two letters in English and drops one character in Chinese', () => {
  const typo = change('typo', 'wonderful', 'en') ?? ''
  expect(typo).not.toBe('wonderful')
  expect(Array.from(typo).sort()).toEqual(Array.from('wonderful').sort())
  expect(change('typo', '房间很干净', 'zh')).toHaveLength(4)
  expect(change('typo', 'a b c', 'en')).toBeNull()
})

test('scripts are turned into one another, whichever the text is in', () => {
  expect(change('script', '这个宾馆', 'zh')).toBe('這個賓館')
  expect(change('script', '這個賓館', 'zh')).toBe('这个宾馆')
  expect(change('script', '大小', 'zh')).toBeNull()
  expect(perturbations.find(({ id }) => id === 'script')?.langs).toEqual(['zh'])
})

test('punctuation goes, a neutral picture comes', () => {
  expect(change('punctuation', 'good, really!', 'en')).toBe('good  really ')
  expect(change('punctuation', 'good', 'en')).toBeNull()
  expect(change('emoji', 'good', 'en')).toMatch(/^good \p{Extended_Pictographic}$/u)
})
