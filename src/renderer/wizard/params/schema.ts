import type { Json } from '#shared/lang'

/** One setting of a template, as its JSON schema says. */
export interface ParamField {
  name: string
  /** Groups the form; the template's word for it is `sections.<section>`. */
  section: string
  kind: 'switch' | 'choice' | 'number' | 'integer' | 'numbers' | 'text'
  choices: string[]
  min: number | null
  max: number | null
  /** Of a list: how many numbers it may have. */
  fewest: number
  most: number
  fallback: Json
}

type Tree = Record<string, Json>

const isTree = (value: Json | undefined): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const number = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null)

function kindOf(schema: Tree): ParamField['kind'] | null {
  if (Array.isArray(schema['enum'])) return 'choice'
  switch (schema['type']) {
    case 'boolean':
      return 'switch'
    case 'number':
    case 'integer':
      return schema['type']
    case 'string':
      return 'text'
    case 'array': {
      const items = schema['items']
      return isTree(items) && (items['type'] === 'number' || items['type'] === 'integer') ? 'numbers' : null
    }
    default:
      return null
  }
}

/** The fields that a form can draw, in the order of the schema. A field of another form is left to `--set`. */
export function paramFields(schema: Json, defaults: Record<string, Json>): ParamField[] {
  const properties = isTree(schema) ? schema['properties'] : undefined
  if (!isTree(properties)) return []
  return Object.entries(properties).flatMap(([name, field]): ParamField[] => {
    const kind = isTree(field) ? kindOf(field) : null
    if (kind === null || !isTree(field)) return []
    const bounds = kind === 'numbers' && isTree(field['items']) ? field['items'] : field
    return [
      {
        name,
        section: typeof field['section'] === 'string' ? field['section'] : '',
        kind,
        choices: Array.isArray(field['enum']) ? field['enum'].map(String) : [],
        min: number(bounds['minimum']) ?? number(bounds['exclusiveMinimum']),
        max: number(bounds['maximum']) ?? number(bounds['exclusiveMaximum']),
        fewest: number(field['minItems']) ?? 0,
        most: number(field['maxItems']) ?? Infinity,
        fallback: defaults[name] ?? null,
      },
    ]
  })
}

/** Fields in groups, in the order in which their sections first appear. */
export function bySection(fields: readonly ParamField[]): { section: string; fields: ParamField[] }[] {
  const groups = new Map<string, ParamField[]>()
  for (const field of fields) groups.set(field.section, [...(groups.get(field.section) ?? []), field])
  return [...groups].map(([section, own]) => ({ section, fields: own }))
}

/** `2, 3, 4` as numbers; null where it is no such list or breaks the field's bounds. */
export function readNumbers(text: string, field: ParamField): number[] | null {
  const parts = text
    .split(/[,，、\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const numbers = parts.map(Number)
  const inside = (value: number): boolean =>
    Number.isFinite(value) &&
    (field.min === null || value >= field.min) &&
    (field.max === null || value <= field.max)
  if (!numbers.every(inside) || numbers.length < field.fewest || numbers.length > field.most) return null
  return numbers
}

/** Sets one value, and forgets those that are the template's own. */
export function withParam(
  params: Record<string, Json>,
  field: ParamField,
  value: Json,
): Record<string, Json> {
  if (JSON.stringify(value) !== JSON.stringify(field.fallback)) return { ...params, [field.name]: value }
  return Object.fromEntries(Object.entries(params).filter(([name]) => name !== field.name))
}
