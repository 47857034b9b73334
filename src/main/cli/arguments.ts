import { parseArgs } from 'node:util'
import type { ErrorParams } from '#shared/errors'
import type { Lang } from '#shared/lang'
import type { messages } from '#shared/messages/index'

type Reason = keyof (typeof messages)['en']['cli']['usage']

/** The command was written wrongly: exit status 2. The words are `cli.usage.<reason>`. */
export class Usage extends Error {
  constructor(
    readonly reason: Reason,
    readonly params: ErrorParams = {},
  ) {
    super(reason)
    this.name = 'Usage'
  }
}

/** `flag`: present or not. `value`: one. `list`: as often as given. */
type Option = 'flag' | 'value' | 'list'

export interface Arguments {
  positionals: string[]
  flag(name: string): boolean
  value(name: string): string | undefined
  /** @throws Usage `missing` */
  needed(name: string): string
  list(name: string): string[]
}

const langs: Record<string, Lang> = { en: 'en', zh: 'zh-CN', 'zh-CN': 'zh-CN' }

/** @throws Usage `notListed` */
export function parseLang(option: string, value: string): Lang {
  const lang = langs[value]
  if (lang === undefined) throw new Usage('notListed', { option, known: 'en, zh', value })
  return lang
}

/**
 * Reads the arguments of one command.
 * @param positionals what stands without an option's name, in order, as the help writes it
 * @throws Usage
 */
export function readArguments(
  command: string,
  args: readonly string[],
  positionals: readonly string[],
  options: Readonly<Record<string, Option>>,
): Arguments {
  const known: Readonly<Record<string, Option>> = { lang: 'value', ...options }
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(known).map(([name, option]) => [
        name,
        { type: option === 'flag' ? ('boolean' as const) : ('string' as const) },
      ]),
    ),
  })
  const given: string[] = []
  const values = new Map<string, string[]>()
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value)
    if (token.kind !== 'option') continue
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined
    if (option === undefined) throw new Usage('unknownOption', { command, option: token.rawName })
    if (option === 'flag' && token.value !== undefined)
      throw new Usage('takesNoValue', { option: token.rawName })
    if (option !== 'flag' && token.value === undefined)
      throw new Usage('needsValue', { option: token.rawName })
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? ''])
  }
  const unexpected = given[positionals.length]
  if (unexpected !== undefined) throw new Usage('unexpected', { value: unexpected })
  const absent = positionals[given.length]
  if (absent !== undefined) throw new Usage('missing', { command, what: absent })
  return {
    positionals: given,
    flag: (name) => values.has(name),
    value: (name) => values.get(name)?.at(-1),
    needed(name) {
      const value = values.get(name)?.at(-1)
      if (value === undefined) throw new Usage('missing', { command, what: `--${name}` })
      return value
    },
    list: (name) => values.get(name) ?? [],
  }
}

/** The language asked for by --lang, before the rest is read; null where none was. */
export function langArgument(args: readonly string[]): Lang | null {
  const { values } = parseArgs({ args: [...args], strict: false, options: { lang: { type: 'string' } } })
  return typeof values['lang'] === 'string' ? parseLang('--lang', values['lang']) : null
}

/** `name=value`. @throws Usage `notPair` */
export function parsePair(option: string, text: string): [string, string] {
  const at = text.indexOf('=')
  if (at < 1) throw new Usage('notPair', { option, value: text })
  return [text.slice(0, at), text.slice(at + 1)]
}

/** @throws Usage `notSeed` */
export function parseSeed(text: string): number {
  const seed = Number(text)
  if (/^\d+$/.test(text) && seed <= 0xffffffff) return seed
  throw new Usage('notSeed', { value: text })
}
