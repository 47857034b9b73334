import { createHash } from 'node:crypto'
import type { Mapping, Remedy } from '#shared/project'

/** A short digest of JSON, the same whatever the order of its keys. */
export function digest(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Remedies that change which rows there are, or which belong together. */
const rowOps: readonly Remedy['op'][] = ['leave-out-duplicates', 'leave-out-class', 'merge-class', 'group-by']

/**
 * What each step was made from. A step is stale when the digest stored with it is not today's.
 * Parameters are no part of a split; remedies are no part of the checks that proposed them.
 */
export const inputsOf = {
  checks: (version: string, mapping: Mapping): string =>
    digest({ version, roles: mapping.roles, params: mapping.params, ...classesOf(mapping) }),
  split: (version: string, mapping: Mapping, remedies: readonly Remedy[]): string =>
    digest({
      version,
      roles: mapping.roles,
      ...classesOf(mapping),
      remedies: remedies.filter((remedy) => rowOps.includes(remedy.op)),
    }),
  training: (split: number, mapping: Mapping, remedies: readonly Remedy[]): string =>
    digest({ split, roles: mapping.roles, params: mapping.params, ...classesOf(mapping), remedies }),
}

const classesOf = ({ positive, order, rating }: Mapping): Partial<Mapping> => ({ positive, order, rating })
