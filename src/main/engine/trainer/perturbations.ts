import { createRequire } from 'node:module'
import type * as OpenCC from 'opencc-js'
import type { Random } from '#shared/random'
import type { Question } from '../../ml'

/**
 * Small changes to a text that a person would hardly notice, or (negation) that turn it around. A model that reads
 * texts, and not their accidents, keeps its answer under the first kind.
 */
export interface Perturbation {
  /** Its words are `explain.perturbations.<id>`. */
  id: 'negation' | 'typo' | 'emoji' | 'punctuation' | 'script'
  /** Languages that it fits. */
  langs: readonly Question['lang'][]
  /** The changed text, or null where the text gives nothing to change. */
  change: (text: string, source: Random, lang: Question['lang']) => string | null
}

/** Loaded when the first Chinese text asks: the tables are a megabyte. */
const require = createRequire(import.meta.url)
let converters:
  { toTraditional: (text: string) => string; toSimplified: (text: string) => string } | undefined

function loadConverters(): NonNullable<typeof converters> {
  const { Converter } = require('opencc-js') as typeof OpenCC
  return {
    toTraditional: Converter({ from: 'cn', to: 't' }),
    toSimplified: Converter({ from: 't', to: 'cn' }),
  }
}

const auxiliary =
  /\b(is|are|was|were|am|will|can|could|would|should|does|do|did|has|have|had)(?<not>n['’]t|\s+not)?\b/i
/** Degree adverbs that stand before an adjective: "很好" becomes "不好". */
const degree = /(?<!不)(很|非常|挺|比较|特别|十分|相当|真的?)(?=\p{Script=Han})/u

function negateEnglish(text: string): string | null {
  const found = auxiliary.exec(text)
  if (!found) return null
  const [whole, verb = ''] = found
  const replaced = found.groups?.['not'] === undefined ? `${verb} not` : verb
  return text.slice(0, found.index) + replaced + text.slice(found.index + whole.length)
}

/** Two neighbouring letters inside a word of at least four change places. */
function swapLetters(text: string, source: Random): string | null {
  const words = [...text.matchAll(/\p{L}{4,}/gu)]
  const word = words.length === 0 ? undefined : words[source.int(words.length)]
  if (!word) return null
  const letters = Array.from(word[0])
  const at = 1 + source.int(letters.length - 2)
  const swapped = [
    ...letters.slice(0, at),
    letters[at + 1] ?? '',
    letters[at] ?? '',
    ...letters.slice(at + 2),
  ]
  const made = swapped.join('')
  return made === word[0] ? null : text.slice(0, word.index) + made + text.slice(word.index + word[0].length)
}

/** One Chinese character is missing. */
function dropCharacter(text: string, source: Random): string | null {
  const characters = [...text.matchAll(/\p{Script=Han}/gu)]
  const gone = characters.length < 4 ? undefined : characters[source.int(characters.length)]
  return gone ? text.slice(0, gone.index) + text.slice(gone.index + gone[0].length) : null
}

/** A picture that says nothing of what the writer felt. */
const neutralEmoji = '📷'

const differing = (text: string, made: string): string | null => (made === text ? null : made)

export const perturbations: readonly Perturbation[] = [
  {
    id: 'negation',
    langs: ['en', 'zh'],
    change: (text, _source, lang) =>
      lang === 'en' ? negateEnglish(text) : differing(text, text.replace(degree, '不')),
  },
  {
    id: 'typo',
    langs: ['en', 'zh', 'other'],
    change: (text, source, lang) => (lang === 'zh' ? dropCharacter(text, source) : swapLetters(text, source)),
  },
  {
    id: 'emoji',
    langs: ['en', 'zh', 'other'],
    change: (text) => (text.trim() === '' ? null : `${text} ${neutralEmoji}`),
  },
  {
    id: 'punctuation',
    langs: ['en', 'zh', 'other'],
    change: (text) => differing(text, text.replace(/[\p{P}]+/gu, ' ')),
  },
  {
    id: 'script',
    langs: ['zh'],
    change(text) {
      converters ??= loadConverters()
      const { toTraditional, toSimplified } = converters
      return differing(text, toTraditional(text)) ?? differing(text, toSimplified(text))
    },
  },
]
