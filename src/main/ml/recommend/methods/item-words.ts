import type { Catalogue } from '../log'

/** Words of one text that are read at most. */
export const mostWords = 12
/** Words that are known at most. */
const mostKnown = 5000

const runs = /[\p{Script=Han}]+|[\p{L}\p{N}]+/gu
const han = /\p{Script=Han}/u

/** Words of a text, lower case; of Chinese each two characters, and a lone one. */
function wordsIn(text: string): string[] {
  const found = text.normalize('NFKC').toLowerCase().match(runs) ?? []
  return found.flatMap((run) => {
    const characters = Array.from(run)
    if (!han.test(run) || characters.length === 1) return [run]
    return characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`)
  })
}

/** Words that at least two learnt items share, the most frequent first; counted from 1, 0 is padding. */
export function learnWords({ texts, learnt }: Pick<Catalogue, 'texts' | 'learnt'>): string[] {
  const counts = new Map<string, number>()
  for (let item = 0; item < learnt; item++) {
    for (const word of new Set(wordsIn(texts[item] ?? ''))) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .filter(([, count]) => count > 1)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, mostKnown)
    .map(([word]) => word)
}

/** Numbers of the known words of a text, padded with 0. */
export function wordIds(text: string, numbers: ReadonlyMap<string, number>): number[] {
  const ids = [...new Set(wordsIn(text))].flatMap((word) => numbers.get(word) ?? []).slice(0, mostWords)
  return [...ids, ...Array.from({ length: mostWords - ids.length }, () => 0)]
}
