import type { Manifest, RoleSpec } from '#shared/manifest'
import type { Mapping, StoredColumn } from '#shared/project'

type Roles = Manifest['roles']

/** A number column can stand for a category too: stars are labels. Anything can be read as text. */
export function accepts(role: RoleSpec, column: StoredColumn): boolean {
  return role.accepts.includes(column.type)
}

/** The role a column plays, or null. */
export function roleOf(mapping: Mapping, column: string): string | null {
  return Object.entries(mapping.roles).find(([, columns]) => columns.includes(column))?.[0] ?? null
}

/**
 * Gives a role to a column, or with `null` to none. A column plays one role: it leaves its former one. What a person
 * chose is no longer a guess, and what was said of a former label no longer holds.
 */
export function assign(mapping: Mapping, roles: Roles, role: string, column: string | null): Mapping {
  const kept = roles[role]?.repeatable === true ? (mapping.roles[role] ?? []) : []
  const given = column === null ? [] : [...kept.filter((one) => one !== column), column]
  const others = Object.entries(mapping.roles)
    .filter(([name]) => name !== role)
    .map(([name, columns]) => [name, columns.filter((one) => one !== column)] as const)
  const next: Record<string, string[]> = Object.fromEntries(
    [...others, [role, given] as const].filter(([, columns]) => columns.length > 0),
  )

  const labelChanged = Object.entries(roles).some(
    ([name, { part }]) => part === 'label' && mapping.roles[name]?.[0] !== next[name]?.[0],
  )
  return {
    ...mapping,
    ...(labelChanged ? { positive: null, order: null, rating: null } : {}),
    roles: next,
    guessed: mapping.guessed.filter((guess) => guess.role !== role && guess.column !== column),
  }
}

/** Takes one column out of a role that several may play. */
export function release(mapping: Mapping, role: string, column: string): Mapping {
  const rest = (mapping.roles[role] ?? []).filter((one) => one !== column)
  const roles = { ...mapping.roles, [role]: rest }
  return {
    ...mapping,
    roles: Object.fromEntries(Object.entries(roles).filter(([, list]) => list.length > 0)),
  }
}

/** Needed roles that nobody plays yet. */
export function missingRoles(mapping: Mapping, roles: Roles): string[] {
  return Object.entries(roles)
    .filter(([name, { required }]) => required && (mapping.roles[name] ?? []).length === 0)
    .map(([name]) => name)
}

export type AnswerKind = 'classes' | 'order' | 'rating'

/** What the label's values are said to be. */
export function answerKind(mapping: Mapping): AnswerKind {
  if (mapping.rating !== null) return 'rating'
  return mapping.order === null ? 'classes' : 'order'
}

/** Numbers in their order, words by the alphabet: where an order begins before a person corrects it. */
export function natural(values: readonly string[]): string[] {
  const numeric = values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)))
  return [...values].sort((a, b) => (numeric ? Number(a) - Number(b) : a.localeCompare(b)))
}

/** Changes what the label's values are said to be, with a beginning that a person can correct. */
export function withAnswerKind(mapping: Mapping, kind: AnswerKind, values: readonly string[]): Mapping {
  const sorted = natural(values)
  const numbers = sorted.map(Number).filter(Number.isFinite)
  const middle = ((numbers[0] ?? 1) + (numbers.at(-1) ?? 5)) / 2
  return {
    ...mapping,
    positive: kind === 'classes' ? mapping.positive : null,
    order: kind === 'order' ? (mapping.order ?? sorted) : null,
    rating:
      kind === 'rating'
        ? (mapping.rating ?? { positiveFrom: Math.floor(middle) + 1, negativeTo: Math.ceil(middle) - 1 })
        : null,
  }
}

/** Moves one class of an order by one place, towards the start (-1) or the end (1). */
export function moved(order: readonly string[], label: string, by: -1 | 1): string[] {
  const from = order.indexOf(label)
  const to = from + by
  if (from < 0 || to < 0 || to >= order.length) return [...order]
  const next = [...order]
  next.splice(from, 1)
  next.splice(to, 0, label)
  return next
}
