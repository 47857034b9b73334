import type { Lang } from '#shared/lang'
import type { Manifest } from '#shared/manifest'
import { translator, type Translate } from '#shared/messages/index'

/** The language of the system as a terminal knows it. */
export function systemLang(): Lang {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '')
  return locale?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en'
}

/** The words of one language, with a template's own under `templates.<id>`. */
export function wordsOf(lang: Lang, manifest?: Manifest): Translate {
  return manifest === undefined
    ? translator(lang)
    : translator(lang, { templates: { [manifest.id]: manifest.messages[lang] } })
}
