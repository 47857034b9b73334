import { createRequire } from 'node:module'
import { stemmer } from 'stemmer'
import { classOf, digit, punctuation } from './characters'
import { simplify } from './chinese'
import type { TextLang } from './language'
import { wordSpans } from './tokens'

/** Steps that can be switched, in the order in which they are applied. Unicode form NFKC comes first, always. */
export const preparationSteps = [
  'simplifyChinese',
  'lowercase',
  'removeStopWords',
  'stemming',
  'removePunctuation',
  'removeDigits',
] as const
/** Those that take characters away and so can leave a text empty. */
export const removingSteps = ['removeStopWords', 'removePunctuation', 'removeDigits'] as const

export type PreparationStep = (typeof preparationSteps)[number]
export type Preparation = Record<PreparationStep, boolean>

// The package has no types of its own.
const { eng, zho } = createRequire(import.meta.url)('stopword') as Record<'eng' | 'zho', readonly string[]>

/** Words that turn a meaning around are never stop words. */
const negation =
  /^(no|not|nor|never|none|nothing|nobody|neither|without|hardly|barely|cannot|.*n't)$|[不没無无非未别勿莫否]/u

const stopWords: Record<TextLang, ReadonlySet<string>> = {
  en: new Set(eng.filter((word) => /^[a-z]/.test(word) && !negation.test(word))),
  zh: new Set(zho.filter((word) => !negation.test(word))),
  other: new Set(),
}

/** Each word as `replace` gives it, filled up with blanks so that every later offset stays. */
function mapWords(text: string, lang: TextLang, replace: (word: string) => string): string {
  const { starts, ends } = wordSpans(text, lang)
  let made = ''
  let at = 0
  starts.forEach((start, index) => {
    const end = ends[index] ?? start
    const word = text.slice(start, end)
    made += text.slice(at, start) + replace(word).slice(0, word.length).padEnd(word.length)
    at = end
  })
  return made + text.slice(at)
}

function blank(text: string, kind: number): string {
  let made = ''
  for (const char of text) made += classOf(char.codePointAt(0) ?? 0) === kind ? ' '.repeat(char.length) : char
  return made
}

const apply: Record<PreparationStep, (text: string, lang: TextLang) => string> = {
  simplifyChinese: (text) => simplify(text),
  lowercase: (text) => text.toLowerCase(),
  removeStopWords: (text, lang) =>
    stopWords[lang].size === 0
      ? text
      : mapWords(text, lang, (word) => (stopWords[lang].has(word.toLowerCase()) ? '' : word)),
  stemming: (text, lang) =>
    lang === 'en' ? mapWords(text, lang, (word) => (/^[a-z]+$/i.test(word) ? stemmer(word) : word)) : text,
  removePunctuation: (text) => blank(text, punctuation),
  removeDigits: (text) => blank(text, digit),
}

/** Unicode form NFKC (full and half width, ligatures), one apostrophe, no broken surrogates. */
function normalise(text: string): string {
  return text.toWellFormed().normalize('NFKC').replaceAll('’', "'")
}

/**
 * The text as models read it. What a step removes becomes blanks, so offsets differ from the source only where
 * Unicode normalisation, simplification or case changed a length.
 */
export function prepare(text: string, steps: Preparation, lang: TextLang): string {
  let made = normalise(text)
  for (const step of preparationSteps) if (steps[step]) made = apply[step](made, lang)
  return made
}

/** How many texts one step alone leaves without anything to read. Texts that are empty anyway do not count. */
export function emptiedBy(step: PreparationStep, texts: readonly string[], lang: TextLang): number {
  return texts.filter((text) => text.trim() !== '' && apply[step](normalise(text), lang).trim() === '').length
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/**
 * For each offset of the prepared text (its end included) the offset of the source text it came from: pieces of the
 * prepared text can be shown as pieces of the source, and together they are the whole source.
 */
export function alignment(source: string, steps: Preparation, lang: TextLang): Int32Array {
  const prepared = prepare(source, steps, lang)
  const origin = new Int32Array(prepared.length + 1)
  let at = 0
  if (prepared.length === source.length) {
    for (; at <= prepared.length; at += 1) origin[at] = at
    return origin
  }
  for (const { segment, index } of graphemes.segment(source)) {
    const end = Math.min(prepared.length, at + prepare(segment, steps, lang).length)
    for (; at < end; at += 1) origin[at] = index
  }
  for (; at <= prepared.length; at += 1) origin[at] = source.length
  return origin
}
