import { wordSpans, type TextLang } from '../../../ml'
import { chinese } from './chinese'
import { emoji } from './emoji'
import { english } from './english'

/** Words with their weights, those that turn the next one around, and those that make it stronger or weaker. */
export interface Lexicon {
  opinions: ReadonlyMap<string, number>
  negations: ReadonlySet<string>
  degrees: ReadonlyMap<string, number>
}

const lexicons: Record<TextLang, Lexicon> = {
  zh: chinese,
  en: english,
  other: { opinions: new Map(), negations: new Set(), degrees: new Map() },
}

/** An opinion word found in a prepared text, with the weight that negation and degree leave it. */
export interface Opinion {
  start: number
  end: number
  weight: number
}

/** Longest entry, in tokens: the segmenter cuts 很/不/满意, the lexicon may know it whole. */
const longestEntry = 4
/** Tokens that a negation or a degree reaches ahead. */
const reach = 4
/** What a negation leaves: "not great" is less bad than "bad". */
const negated = -0.7

const clauseEnd = /^[,.;:!?，。；：！？…~\n]/

/** Opinion words of a prepared text in order. */
export function opinionsIn(text: string, lang: TextLang): Opinion[] {
  const { opinions, negations, degrees } = lexicons[lang]
  const { starts, ends } = wordSpans(text, lang)
  const found: Opinion[] = []
  let factor = 1
  let since = 0
  for (let at = 0; at < starts.length;) {
    const start = starts[at] ?? 0
    let taken = 1
    let weight: number | undefined
    let degree: number | undefined
    for (let length = Math.min(longestEntry, starts.length - at); length > 0; length -= 1) {
      const entry = text.slice(start, ends[at + length - 1])
      weight = opinions.get(entry) ?? emoji.get(entry)
      degree = negations.has(entry) || /n't$/.test(entry) ? negated : degrees.get(entry)
      if (weight === undefined && degree === undefined) continue
      taken = length
      break
    }
    const end = ends[at + taken - 1] ?? start
    if (weight !== undefined) {
      found.push({ start, end, weight: weight * factor })
      factor = 1
    } else if (degree !== undefined) {
      factor = since < reach ? factor * degree : degree
      since = 0
    } else if (clauseEnd.test(text.slice(start, end)) || since >= reach) factor = 1
    since += taken
    at += taken
  }
  return found
}
