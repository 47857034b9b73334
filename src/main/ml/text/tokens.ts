import { classOf, digit, ideograph, joiner, letter, mark, picture, punctuation, space } from './characters'
import { chineseWords } from './chinese'
import type { TextLang } from './language'

/** Tokens of a text as offsets in UTF-16 units: token i is `text.slice(starts[i], ends[i])`. No token is blank. */
export interface Spans {
  starts: number[]
  ends: number[]
}

function isWordPart(kind: number): boolean {
  return kind === letter || kind === digit || kind === mark
}

/**
 * Words by spaces and character classes: letters and digits with the apostrophes between them ("don't"), runs of one
 * punctuation mark ("...", "!!!"), emoji one by one, and each character of scripts written without spaces.
 */
function scannedTokens(text: string): Spans {
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0
    const kind = classOf(code)
    let end = at + (code > 0xffff ? 2 : 1)
    if (kind === space) {
      at = end
      continue
    }
    if (kind === punctuation || kind === joiner) {
      while (end < text.length && text.codePointAt(end) === code) end += code > 0xffff ? 2 : 1
    } else if (kind === ideograph || kind === picture) {
      while (end < text.length && classOf(text.codePointAt(end) ?? 0) === mark) end += 1
    } else {
      for (;;) {
        const next = text.codePointAt(end) ?? 0
        const width = next > 0xffff ? 2 : 1
        const follows = end < text.length ? classOf(next) : space
        if (isWordPart(follows)) end += width
        else if (follows === joiner && classOf(text.codePointAt(end + width) ?? 0x20) === letter) end += width
        else break
      }
    }
    starts.push(at)
    ends.push(end)
    at = end
  }
  return { starts, ends }
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if (classOf(text.charCodeAt(i)) !== space) return false
  return true
}

/** Words by dictionary for Chinese; punctuation in runs as elsewhere. */
function segmentedTokens(text: string): Spans {
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  for (const word of chineseWords(text)) {
    const end = at + word.length
    const previous = starts.length - 1
    if (isBlank(text, at, end)) {
      at = end
      continue
    }
    const repeats =
      word.length === 1 &&
      previous >= 0 &&
      ends[previous] === at &&
      text[at - 1] === word &&
      classOf(word.charCodeAt(0)) === punctuation
    if (repeats) ends[previous] = end
    else {
      starts.push(at)
      ends.push(end)
    }
    at = end
  }
  return { starts, ends }
}

/** The words of a prepared text: by dictionary in Chinese, by spaces and character classes elsewhere. */
export function wordSpans(text: string, lang: TextLang): Spans {
  return lang === 'zh' ? segmentedTokens(text) : scannedTokens(text)
}

/** Tokens as strings, for nets: words, or characters without blanks. */
export function tokenise(text: string, unit: 'words' | 'characters', lang: TextLang): string[] {
  if (unit === 'characters')
    return Array.from(text).filter((char) => classOf(char.codePointAt(0) ?? 0) !== space)
  const { starts, ends } = wordSpans(text, lang)
  return starts.map((start, index) => text.slice(start, ends[index]))
}
