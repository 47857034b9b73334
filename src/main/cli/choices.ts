import { existsSync } from 'node:fs'
import { AppError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type { Manifest } from '#shared/manifest'
import type { Mapping } from '#shared/project'
import { parsePair, Usage } from './arguments'

/**
 * The one file of a template that takes one table.
 * @param given values of --data: a path, or `table=path`
 * @throws Usage `missing`, `oneFile`, `noTable`
 */
export function dataFile(template: string, given: readonly string[]): string {
  const [file] = given
  if (file === undefined) throw new Usage('missing', { command: 'run', what: '--data' })
  if (given.length > 1) throw new Usage('oneFile', { template })
  const table = /^([a-z][A-Za-z]*)=/.exec(file)?.[1]
  if (table !== undefined && !existsSync(file)) throw new Usage('noTable', { template, table })
  return file
}

/** What the user said of roles; several columns for a role that takes several. @throws Usage, AppError `invalid-input` */
export function chosenRoles(manifest: Manifest, given: readonly string[]): Map<string, string[]> {
  const roles = new Map<string, string[]>()
  for (const text of given) {
    const [role, column] = parsePair('--map', text)
    if (!Object.hasOwn(manifest.roles, role)) {
      throw new Usage('notListed', {
        option: '--map',
        known: Object.keys(manifest.roles).join(', '),
        value: role,
      })
    }
    roles.set(role, [...(roles.get(role) ?? []), column])
  }
  return roles
}

/** The JSON schema of one parameter, as far as a terminal needs it. */
interface Schema {
  type?: string
  anyOf?: Schema[]
  enum?: Json[]
  items?: Schema
  section?: string
}

/** Parameters of this section say how rows are divided: they belong to the mapping, before any training. */
const splitSection = 'split'

/** A word of the command line as the JSON value that the schema asks for. Anything else is left for it to refuse. */
function typed(text: string, schema: Schema): Json {
  switch (schema.type ?? schema.anyOf?.[0]?.type) {
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text
    case 'integer':
    case 'number':
      return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text)
    case 'array':
      return text
        .replace(/^\[|\]$/g, '')
        .split(',')
        .filter((item) => item.trim() !== '')
        .map((item) => typed(item.trim(), schema.items ?? {}))
    default:
      return text
  }
}

/** Settings of a preset by its name. @throws AppError `unknown-param` */
function presetParams({ presets }: Manifest, id: string): Record<string, Json> {
  const preset = presets.find((known) => known.id === id)
  if (preset) return preset.params
  const known = presets.map((one) => one.id).join(', ')
  throw new AppError('unknown-param', { name: 'preset', detail: `${id} (${known})` })
}

export interface Settings {
  params: Record<string, Json>
  /** The positive class. */
  positive: string | null
  /** Where a star rating becomes positive, and up to where it is negative. */
  rating: { positiveFrom?: number; negativeTo?: number }
}

/**
 * What --set says, typed by the template's schema; a setting of its own wins over a preset's, whichever stands first.
 * @throws Usage `notPair`, AppError `unknown-param`
 */
export function chosenSettings(manifest: Manifest, given: readonly string[]): Settings {
  const { properties = {} } = manifest.params as { properties?: Record<string, Json> }
  const settings: Settings = { params: {}, positive: null, rating: {} }
  let preset: Record<string, Json> = {}
  for (const text of given) {
    const [name, value] = parsePair('--set', text)
    if (name === 'positive') settings.positive = value
    else if (name === 'preset') preset = presetParams(manifest, value)
    else if (name === 'positiveFrom' || name === 'negativeTo') {
      const number = Number(value)
      if (Number.isNaN(number)) throw new AppError('unknown-param', { name, detail: value })
      settings.rating[name] = number
    } else if (Object.hasOwn(properties, name)) {
      settings.params[name] = typed(value, properties[name] as Schema)
    } else {
      throw new AppError('unknown-param', { name, detail: Object.keys(properties).join(', ') })
    }
  }
  settings.params = { ...preset, ...settings.params }
  return settings
}

/** One star less than positive is negative, unless it was said otherwise; with neither there is no rating. */
function ratingOf({ positiveFrom, negativeTo }: Settings['rating']): Mapping['rating'] {
  if (positiveFrom === undefined && negativeTo === undefined) return null
  return {
    positiveFrom: positiveFrom ?? (negativeTo ?? 0) + 1,
    negativeTo: negativeTo ?? (positiveFrom ?? 0) - 1,
  }
}

/**
 * The proposed mapping with what the user said in its place: said roles are no guesses, a column said for one role
 * plays no other, and another label is asked anew for its positive class and order.
 */
export function applyChoices(
  manifest: Manifest,
  proposed: Mapping,
  roles: ReadonlyMap<string, readonly string[]>,
  settings: Settings,
): Mapping {
  const said = new Set([...roles.values()].flat())
  const kept = new Map(
    Object.entries(proposed.roles)
      .filter(([role]) => !roles.has(role))
      .map(([role, columns]) => [role, columns.filter((column) => !said.has(column))] as const)
      .filter(([, columns]) => columns.length > 0),
  )
  const mapping: Mapping = {
    ...proposed,
    params: { ...proposed.params },
    roles: {
      ...Object.fromEntries(kept),
      ...Object.fromEntries([...roles].map(([role, columns]) => [role, [...columns]])),
    },
    // The positive class and the order are guesses too, of no role.
    guessed: proposed.guessed.filter(
      ({ role, column }) => kept.get(role)?.includes(column) ?? !Object.hasOwn(manifest.roles, role),
    ),
  }
  const label = Object.entries(manifest.roles).find(([, role]) => role.part === 'label')?.[0] ?? ''
  const forget = (role: string): void => {
    mapping.guessed = mapping.guessed.filter((guess) => guess.role !== role)
  }
  const rating = ratingOf(settings.rating)
  if (rating !== null || mapping.roles[label]?.[0] !== proposed.roles[label]?.[0]) {
    Object.assign(mapping, { positive: rating === null ? null : 'positive', order: null, rating })
    forget('positive')
    forget('order')
  }
  const { properties = {} } = manifest.params as { properties?: Record<string, Schema> }
  for (const [name, value] of Object.entries(settings.params)) {
    if (properties[name]?.section === splitSection) mapping.params[name] = value
  }
  if (settings.positive !== null) {
    mapping.positive = settings.positive
    forget('positive')
  }
  return mapping
}
