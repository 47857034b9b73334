import type { Push } from '#shared/results'
import { margins, type LinearWeights } from './linear'
import { NgramReader } from './ngrams'
import type { Tfidf } from './tfidf'

/** Words looked at, the commonest of train first: a rare one may have a large weight and decide nothing. */
const commonEnough = 5000

/** A part of a phrase that alone pushes this share as hard stands for the phrase: "great" for "a great". */
const coreShare = 0.6

/** One word, or several, or signs alone ("!!!", an emoji); not a word with the comma that stood beside it. */
const speakable = /^([\p{L}\p{M}\p{N}']+( [\p{L}\p{M}\p{N}']+)*|[^\p{L}\p{M}\p{N} ]+)$/u

/**
 * The commonest features that a person can read: words, where the model has them, since "go" as a piece of "good"
 * would be read as the word "go"; else every feature.
 */
function readable(tfidf: Tfidf): string[] {
  const { settings, a, b, names } = tfidf.parts
  const words = new NgramReader({ ...settings, charMax: 0 })
  const found = new Set<string>()
  for (const [feature, name] of names.split('\n').entries()) {
    if (found.size === commonEnough) break
    if (!speakable.test(name)) continue
    words.read(name)
    let isWord = settings.wordMax === 0
    for (let i = 0; i < words.count && !isWord; i += 1) {
      isWord = words.hashA[i] === a[feature] && words.hashB[i] === b[feature]
    }
    if (isWord) found.add(name)
  }
  return [...found]
}

/** The strongest of a ranking, each thing said once: the core of a phrase, not the phrase; nothing within another. */
function strongest(ranked: readonly Push[], limit: number, separator: string): Push[] {
  const marked = ranked.map(({ feature }) => `${separator}${feature}${separator}`)
  const chosen: number[] = []
  for (const [index, { feature, weight }] of ranked.entries()) {
    if (chosen.length === limit) break
    const own = marked[index] ?? ''
    const hasCore = ranked.some(
      (other, at) =>
        other.feature.length < feature.length &&
        other.weight / weight >= coreShare &&
        own.includes(marked[at] ?? ''),
    )
    const repeats = chosen.some((at) => marked[at]?.includes(own) === true || own.includes(marked[at] ?? ''))
    if (!hasCore && !repeats) chosen.push(index)
  }
  return chosen.flatMap((index) => ranked[index] ?? [])
}

/**
 * What pushes each class hardest: the log-odds that a text of this word alone would get for the class, its characters
 * and its parts included, less what an empty text gets.
 */
export function pushesOf(
  tfidf: Tfidf,
  linear: LinearWeights,
  limit: number,
): { towards: Push[]; against: Push[] }[] {
  const features = readable(tfidf)
  const outputs = linear.bias.length
  const scores = margins(tfidf.rowsOf(features), linear)
  const separator = tfidf.parts.settings.lang === 'zh' ? '' : ' '
  return Array.from({ length: linear.classes }, (_, label) => {
    // With two classes the one output speaks for the second.
    const [output, sign] = linear.classes === 2 ? [0, label === 1 ? 1 : -1] : [label, 1]
    const ranked = features.map((feature, row) => ({
      feature,
      weight: sign * ((scores[row * outputs + output] ?? 0) - (linear.bias[output] ?? 0)),
    }))
    ranked.sort((x, y) => y.weight - x.weight)
    const towards = ranked.filter(({ weight }) => weight > 0)
    const against = ranked.filter(({ weight }) => weight < 0).reverse()
    return {
      towards: strongest(towards, limit, separator),
      against: strongest(against, limit, separator),
    }
  })
}
