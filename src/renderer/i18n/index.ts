/**
 * The words on the screens: vue-i18n over the shared tables, in the language of the settings, switched live.
 * No words of its own. Templates bring theirs with their manifest; they live under `templates.<id>`.
 */
import { computed } from 'vue'
import { createI18n, type Composer } from 'vue-i18n'
import { formatter } from '#shared/format'
import type { Lang } from '#shared/lang'
import { langs } from '#shared/lang'
import type { Manifest } from '#shared/manifest'
import type { en } from '#shared/messages/en/index'
import { messages } from '#shared/messages/index'
import { marked, settled } from './han'

type Leaves<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>
}[keyof T & string]

/** Every key of the shared tables: words that do not exist fail to compile. */
export type Key = Leaves<typeof en>

type Params = Record<string, string | number>

const words = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: false,
  messages: messages as unknown as Record<string, Record<string, never>>,
}).global as unknown as Composer

const translate = words.t as (key: string, params: Params, plural?: number) => string

/** Numbers inside sentences are written like those outside; a name made of digits is given as text. */
function written(params: Params): Params {
  const number = new Intl.NumberFormat(words.locale.value, { maximumSignificantDigits: 3 })
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (typeof value === 'string') return [name, marked(value)]
      return [name, marked(Number.isInteger(value) ? format.value.integer(value) : number.format(value))]
    }),
  )
}

/** The words of `key`, reactive to the language. `plural` chooses among forms separated by ` | `. */
export function t(key: Key, params: Params = {}, plural?: number): string {
  return settled(
    plural === undefined
      ? translate(key, written(params))
      : translate(key, written({ count: plural, ...params }), plural),
  )
}

/** Words whose key is made from data (an id of the engine's). Returns `otherwise` where there are none. */
export function tData(key: string, params: Params = {}, otherwise = key): string {
  return words.te(key) ? settled(translate(key, written(params))) : otherwise
}

/** A template's own words: `own('sentiment', 'roles.text.name')`. */
export function own(template: string, key: string, otherwise = key): string {
  return tData(`templates.${template}.${key}`, {}, otherwise)
}

/** Makes the templates' words known; called once with the list of manifests. */
export function addTemplateWords(manifests: readonly Manifest[]): void {
  for (const lang of langs) {
    const templates = Object.fromEntries(manifests.map((m) => [m.id, m.messages[lang]]))
    words.mergeLocaleMessage(lang, { templates })
  }
}

export const lang = computed(() => words.locale.value as Lang)

export function setLang(next: Lang): void {
  words.locale.value = next
  document.documentElement.lang = next === 'zh-CN' ? 'zh-Hans-CN' : 'en'
}

/** What stands between two sentences: nothing after a full-width stop. */
export const between = computed(() => (lang.value === 'zh-CN' ? '' : ' '))

/** How numbers and dates are written in the language of the screens. */
export const format = computed(() => formatter(lang.value))
