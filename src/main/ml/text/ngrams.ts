import { classOf, space } from './characters'
import type { TextLang } from './language'
import { wordSpans } from './tokens'

/** Which n-grams are features. A length of 0 leaves that kind out. */
export interface NgramSettings {
  lang: TextLang
  wordMax: number
  charMin: number
  charMax: number
}

/**
 * What works on reviews: Chinese by characters 1 to 4 and words, other languages by words and by characters within
 * words from length 2 (one letter says nothing). `charMax` bounds both; words need one more character to pay off.
 */
export function ngramSettings(
  units: 'words-and-characters' | 'words' | 'characters',
  wordMax: number,
  charMax: number,
  lang: TextLang,
): NgramSettings {
  return {
    lang,
    wordMax: units === 'characters' ? 0 : wordMax,
    charMin: lang === 'zh' ? 1 : 2,
    charMax: units === 'words' ? 0 : lang === 'zh' ? charMax : charMax + 1,
  }
}

// Two hashes of 32 bits name an n-gram: among a million n-grams a clash has odds of one to ten million.
const primeA = 0x01000193
const primeB = 0x5bd1e995
const wordSeed = 0x2c1b3c6d

/**
 * The n-grams of one document: hash, and where in the prepared text it stands. One instance serves all documents,
 * so that millions of n-grams cost no objects.
 */
export class NgramReader {
  count = 0
  hashA = new Int32Array(4096)
  hashB = new Int32Array(4096)
  starts = new Int32Array(4096)
  ends = new Int32Array(4096)

  constructor(private readonly settings: NgramSettings) {}

  /** Reads a prepared text; the arrays then hold `count` n-grams, valid until the next call. */
  read(text: string): void {
    this.count = 0
    const { lang, wordMax, charMin, charMax } = this.settings
    const byWord = lang !== 'zh'
    if (wordMax === 0 && !byWord) {
      this.characters(text, charMin, charMax)
      return
    }
    const { starts, ends } = wordSpans(text, lang)
    if (wordMax > 0) this.words(text, starts, ends, wordMax)
    if (charMax === 0) return
    if (byWord) this.charactersOfWords(text, starts, ends, charMin, charMax)
    else this.characters(text, charMin, charMax)
  }

  private push(a: number, b: number, start: number, end: number): void {
    if (this.count === this.hashA.length) this.grow()
    const at = this.count
    this.hashA[at] = a
    this.hashB[at] = b
    this.starts[at] = start
    this.ends[at] = end
    this.count = at + 1
  }

  private grow(): void {
    for (const name of ['hashA', 'hashB', 'starts', 'ends'] as const) {
      const larger = new Int32Array(this[name].length * 2)
      larger.set(this[name])
      this[name] = larger
    }
  }

  private words(text: string, starts: readonly number[], ends: readonly number[], max: number): void {
    const total = starts.length
    for (let first = 0; first < total; first += 1) {
      const start = starts[first] ?? 0
      let a = wordSeed
      let b = wordSeed
      for (let n = 0; n < max && first + n < total; n += 1) {
        const end = ends[first + n] ?? 0
        for (let i = starts[first + n] ?? 0; i < end; i += 1) {
          const code = text.charCodeAt(i)
          a = Math.imul(a ^ code, primeA)
          b = Math.imul(b ^ code ^ (b >>> 15), primeB)
        }
        a = Math.imul(a ^ 0x10001, primeA)
        b = Math.imul(b ^ 0x10001 ^ (b >>> 15), primeB)
        this.push(a, b, start, end)
      }
    }
  }

  /** Runs of characters that no blank interrupts. */
  private characters(text: string, min: number, max: number): void {
    for (let start = 0; start < text.length; start += 1) {
      const first = text.charCodeAt(start)
      // The second half of a surrogate pair starts nothing.
      if (first >= 0xdc00 && first <= 0xdfff) continue
      let a = 0
      let b = 0
      let i = start
      for (let n = 1; n <= max && i < text.length; n += 1) {
        const unit = text.charCodeAt(i)
        const code = unit >= 0xd800 && unit <= 0xdbff ? (text.codePointAt(i) ?? unit) : unit
        if (classOf(code) === space) break
        i += code > 0xffff ? 2 : 1
        a = Math.imul(a ^ code, primeA)
        b = Math.imul(b ^ code ^ (b >>> 15), primeB)
        if (n >= min) this.push(Math.imul(a ^ n, primeA), Math.imul(b ^ n ^ (b >>> 15), primeB), start, i)
      }
    }
  }

  /** Characters within each word, its start and end marked: "not" gives " n", "no", "not", "ot ", … */
  private charactersOfWords(
    text: string,
    starts: readonly number[],
    ends: readonly number[],
    min: number,
    max: number,
  ): void {
    for (let word = 0; word < starts.length; word += 1) {
      const from = (starts[word] ?? 0) - 1
      const to = (ends[word] ?? 0) + 1
      const leading = text.charCodeAt(from + 1)
      if (leading >= 0xd800 && leading <= 0xdbff) {
        this.words(text, [from + 1], [to - 1], 1)
        continue
      }
      for (let start = from; start < to; start += 1) {
        let a = 0
        let b = 0
        for (let n = 1; n <= max && start + n <= to; n += 1) {
          const i = start + n - 1
          const code = i === from || i === to - 1 ? 0x20 : text.charCodeAt(i)
          a = Math.imul(a ^ code, primeA)
          b = Math.imul(b ^ code ^ (b >>> 15), primeB)
          if (n < min) continue
          this.push(
            Math.imul(a ^ n, primeA),
            Math.imul(b ^ n ^ (b >>> 15), primeB),
            Math.max(start, from + 1),
            Math.min(i + 1, to - 1),
          )
        }
      }
    }
  }
}
