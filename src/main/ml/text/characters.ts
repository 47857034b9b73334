/** What a character is to the tokeniser. */
export const space = 0
export const letter = 1
/** Scripts written without spaces: Han, kana, Thai and the like. */
export const ideograph = 2
export const digit = 3
export const mark = 4
/** Emoji and other pictures: one token each. */
export const picture = 5
export const punctuation = 6
/** Joins the letters on both sides: the apostrophe of "don't". */
export const joiner = 7

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

function classify(code: number): number {
  const char = String.fromCodePoint(code)
  if (char === "'" || char === '’') return joiner
  if (/[\p{Z}\p{C}]/u.test(char)) return space
  if (/\p{M}/u.test(char)) return mark
  if (/\p{Nd}/u.test(char)) return digit
  if (unspaced.test(char)) return ideograph
  if (/[\p{L}\p{N}]/u.test(char)) return letter
  if (/\p{Extended_Pictographic}/u.test(char)) return picture
  return punctuation
}

/** Classes of the basic plane, 255 where not yet asked. */
const known = new Uint8Array(0x10000).fill(255)

/** The class of a code point. */
export function classOf(code: number): number {
  if (code > 0xffff) return classify(code)
  const found = known[code] ?? 255
  if (found !== 255) return found
  const made = code >= 0xd800 && code <= 0xdfff ? punctuation : classify(code)
  known[code] = made
  return made
}
