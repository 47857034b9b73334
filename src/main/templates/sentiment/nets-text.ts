import { alignment, prepare, tokenise, type Preparation } from '../../ml'
import type { Question } from '../../ml'

/** How a net reads texts. Stored with the model. */
export interface Reading {
  preparation: Preparation
  unit: 'words' | 'characters'
  lang: Question['lang']
  /** Pairs of neighbouring tokens are tokens too. */
  bigrams: boolean
  /** Tokens read of one text; what follows is cut. */
  maxLength: number
}

/** Tokens with a vector of their own; ids count from `firstToken` in this order. */
export type Vocabulary = readonly string[]

/** Ids that stand for no token: nothing there, and a token without a vector of its own. */
export const padding = 0
const unknown = 1
const firstToken = 2

/** A token must occur in so many texts of train: what is seen once teaches nothing, and `unknown` must be learnt. */
const leastTexts = 2

const pair = (first: string, second: string): string => `${first} ${second}`

/** Tokens of a text as the net counts them, cut to the longest length. */
export function tokensOf(text: string, { preparation, unit, lang, maxLength }: Reading): string[] {
  return tokenise(prepare(text, preparation, lang), unit, lang).slice(0, maxLength)
}

/** The most frequent tokens (by the number of texts they occur in) of train; ties in code point order. */
export function learnVocabulary(texts: readonly string[][], limit: number, bigrams: boolean): string[] {
  const counts = new Map<string, number>()
  for (const tokens of texts) {
    const found = new Set(tokens)
    if (bigrams) tokens.forEach((token, i) => i > 0 && found.add(pair(tokens[i - 1] as string, token)))
    for (const token of found) counts.set(token, (counts.get(token) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count >= leastTexts)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([token]) => token)
}

/** Turns tokens into rows of ids of one length, padded at the end. */
export class Encoder {
  private readonly ids: ReadonlyMap<string, number>

  constructor(
    readonly vocabulary: Vocabulary,
    private readonly bigrams: boolean,
    /** Ids a row. */
    readonly length: number,
  ) {
    this.ids = new Map(vocabulary.map((token, i) => [token, firstToken + i]))
  }

  /** Vectors a net needs: one for each id. */
  get vectors(): number {
    return firstToken + this.vocabulary.length
  }

  /** Ids that the longest of some texts may need, at most `length`; in eights, so that few lengths occur. */
  lengthFor(texts: readonly (readonly string[])[]): number {
    const longest = texts.reduce((most, tokens) => Math.max(most, tokens.length), 1)
    const needed = this.bigrams ? 2 * longest - 1 : longest
    return Math.min(this.length, Math.ceil(needed / 8) * 8)
  }

  encode(texts: readonly (readonly string[])[], length = this.length): Int32Array {
    const rows = new Int32Array(texts.length * length).fill(padding)
    texts.forEach((tokens, row) => {
      let at = row * length
      const end = at + length
      for (const token of tokens) {
        if (at === end) return
        rows[at++] = this.ids.get(token) ?? unknown
      }
      if (!this.bigrams) return
      for (let i = 1; i < tokens.length && at < end; i++) {
        // A pair without a vector adds nothing to its two tokens.
        const id = this.ids.get(pair(tokens[i - 1] as string, tokens[i] as string))
        if (id !== undefined) rows[at++] = id
      }
    })
    return rows
  }
}

/** Where pieces of the source text begin, one a token: piece i goes to where the next begins, the first from 0. */
export function tokenStarts(source: string, tokens: readonly string[], reading: Reading): number[] {
  const read = prepare(source, reading.preparation, reading.lang)
  const origin = alignment(source, reading.preparation, reading.lang)
  let at = 0
  return tokens.map((token) => {
    const start = read.indexOf(token, at)
    at = start + token.length
    return origin[start] ?? source.length
  })
}
