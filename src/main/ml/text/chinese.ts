import { createRequire } from 'node:module'
import type * as JiebaModule from '@node-rs/jieba'
import type * as DictionaryModule from '@node-rs/jieba/dict'
import type * as OpenccModule from 'opencc-js/t2cn'

// Both dictionaries are megabytes: loaded when the first Chinese text comes, not when the process starts.
const require = createRequire(import.meta.url)

let segmenter: JiebaModule.Jieba | undefined

/** Words of a Chinese text in order; they concatenate to the text. Unknown names are guessed from their characters. */
export function chineseWords(text: string): string[] {
  if (!segmenter) {
    const { Jieba } = require('@node-rs/jieba') as typeof JiebaModule
    const { dict } = require('@node-rs/jieba/dict') as typeof DictionaryModule
    segmenter = Jieba.withDict(dict)
  }
  return segmenter.cut(text, true)
}

interface Simplifier {
  convert: (text: string) => string
  /** 1 for characters of the basic plane that are written otherwise in simplified Chinese. */
  traditional: Uint8Array
}

let simplifier: Simplifier | undefined

function loadSimplifier(): Simplifier {
  const { Converter } = require('opencc-js/t2cn') as typeof OpenccModule
  const convert = Converter({ from: 't', to: 'cn' })
  const traditional = new Uint8Array(0x10000)
  for (let code = 0x3400; code <= 0x9fff; code += 1) {
    const char = String.fromCharCode(code)
    if (convert(char) !== char) traditional[code] = 1
  }
  return { convert, traditional }
}

const han = /\p{Script=Han}/u

/** Traditional characters turned into simplified ones, word by word where one character has several. */
export function simplify(text: string): string {
  if (!han.test(text)) return text
  simplifier ??= loadSimplifier()
  const { convert, traditional } = simplifier
  for (let i = 0; i < text.length; i += 1) {
    if (traditional[text.charCodeAt(i)] === 1) return convert(text)
  }
  return text
}
