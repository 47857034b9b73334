import { classOf, ideograph, letter } from './characters'

export type TextLang = 'en' | 'zh' | 'other'

/** Texts looked at: enough for a share within one point. */
const sampled = 2000

const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u
const latin = /\p{Script=Latin}/u

/** The commonest words of European languages that share the Latin letters with English. */
const common: Record<string, readonly string[]> = {
  en: 'the and is to of a in it was not for this with but that i'.split(' '),
  fr: 'le la les de des et est un une pas que pour dans je il'.split(' '),
  de: 'der die das und ist nicht ein eine zu mit ich sehr auch den war'.split(' '),
  es: 'el la los de y es un una no que en muy con por se'.split(' '),
  it: 'il la di e non un una che per molto con sono mi le ho'.split(' '),
  pt: 'o a os de e um uma que em para com muito foi eu se'.split(' '),
  nl: 'de het een en is niet van dat met voor ik maar was zeer te'.split(' '),
  id: 'yang dan di ini tidak itu saya dengan untuk sangat ada dari bagus nya ke'.split(' '),
  vi: 'và là không của có tôi rất này được cho một những với các'.split(' '),
}

/** One text: Chinese where Han characters outnumber letters (a Chinese word is two characters, an English one five). */
function scriptOf(text: string): 'han' | 'latin' | 'other' | 'none' {
  let han = 0
  let latinLetters = 0
  let others = 0
  for (const char of text) {
    const kind = classOf(char.codePointAt(0) ?? 0)
    if (kind === ideograph) {
      if (kana.test(char)) others += 1
      else if (/\p{Script=Han}/u.test(char)) han += 1
      else others += 1
    } else if (kind === letter) {
      if (latin.test(char)) latinLetters += 1
      else others += 1
    }
  }
  if (han + latinLetters + others === 0) return 'none'
  // Japanese writes about half of its characters in kana; Chinese none.
  if (others > 0.2 * (han + others) && others * 2 > latinLetters) return 'other'
  return han * 2 >= latinLetters ? 'han' : 'latin'
}

function isEnglish(texts: readonly string[]): boolean {
  const counts = new Map<string, number>()
  for (const text of texts) {
    for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? [])
      counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  const score = (words: readonly string[]): number =>
    words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0)
  const english = score(common['en'] ?? [])
  return Object.entries(common).every(([lang, words]) => lang === 'en' || score(words) <= english)
}

/** The main language of texts: which words, characters and lexicon are used for them. Empty texts do not count. */
export function detectLanguage(texts: readonly string[]): TextLang {
  const step = Math.max(1, Math.floor(texts.length / sampled))
  const seen = texts.filter((_, index) => index % step === 0)
  const scripts = seen.map(scriptOf)
  const share = (kind: string): number => scripts.filter((script) => script === kind).length
  const [han, latinTexts, other] = [share('han'), share('latin'), share('other')]
  if (han > latinTexts && han > other) return 'zh'
  if (latinTexts === 0 || other > latinTexts) return 'other'
  return isEnglish(seen.filter((_, index) => scripts[index] === 'latin')) ? 'en' : 'other'
}
