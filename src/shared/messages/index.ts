/**
 * Every word of the product, once, in each language, typed complete: for screens, errors, engine and report alike.
 * One file a section below en/ and zh-cn/; zh-cn mirrors the shape of en or fails to compile.
 * Sentences take parameters as `{name}`; plural forms are separated by ` | `.
 */
import {
  compile,
  createCoreContext,
  fallbackWithSimple,
  registerLocaleFallbacker,
  registerMessageCompiler,
  registerMessageResolver,
  resolveValue,
  translate,
  type CoreContext,
} from '@intlify/core-base'
import type { Lang } from '../lang'
import type { MessageTree } from '../manifest'
import { en } from './en/index'
import type { Words } from './words'
import { zhCN } from './zh-cn/index'

export const messages: Record<Lang, Words<typeof en>> = { en, 'zh-CN': zhCN }

export type Translate = (key: string, params?: Record<string, unknown>, plural?: number) => string

registerMessageCompiler(compile)
registerMessageResolver(resolveValue)
registerLocaleFallbacker(fallbackWithSimple)

/**
 * The words of one language outside the renderer (which uses vue-i18n on the same tables).
 * @param extra further sections, as a template's own words under `templates.<id>`
 */
export function translator(lang: Lang, extra: MessageTree = {}): Translate {
  const context = createCoreContext({
    locale: lang,
    messages: { [lang]: { ...messages[lang], ...extra } },
    missingWarn: false,
    fallbackWarn: false,
    missing: (_context, _locale, key) => {
      throw new Error(`no words for ${key} in ${lang}`)
    },
  }) as unknown as CoreContext
  return (key, params = {}, plural) => {
    const words =
      plural === undefined ? translate(context, key, params) : translate(context, key, params, plural)
    return String(words)
  }
}
