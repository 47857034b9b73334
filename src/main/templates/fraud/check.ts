import { refuseBinaryLabel, refuseRoles } from '../refusals'
import type { CheckInput, Refusal } from '../define'
import { columns } from './columns'

/** Says why these columns cannot become a fraud model, before anything is tried; null where they can. */
export function check(input: CheckInput): Refusal | null {
  const refusal = refuseRoles(input, columns)
  if (refusal) return refusal
  const { table, mapping } = input
  const time = mapping.roles['time']?.[0] ?? ''
  const known = table.time(time).reduce((sum, value) => sum + Number(!Number.isNaN(value)), 0)
  if (known < table.rows / 2) {
    return { code: 'times-missing', params: { column: time, count: table.rows - known, total: table.rows } }
  }
  return refuseBinaryLabel(input, mapping.roles['label']?.[0] ?? '')
}

const dayMs = 86_400_000
/** A longer wait than this is a company's own affair, and can be set. */
const longestDelay = 7
/** Share of the file's span that a label may take to be known, where nobody says. */
const delayShare = 1 / 14

/** Days until a label is known: one for every fourteen of the file, seven at most. */
export function settle({ table, mapping }: CheckInput): { labelDelay: number } {
  let [first, last] = [Infinity, -Infinity]
  for (const time of table.time(mapping.roles['time']?.[0] ?? '')) {
    if (time < first) first = time
    if (time > last) last = time
  }
  const days = (last - first) / dayMs
  return { labelDelay: Math.min(longestDelay, Math.max(0, Math.round(days * delayShare))) }
}
