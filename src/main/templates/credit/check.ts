import { refuseBinaryLabel, refuseRoles } from '../refusals'
import type { CheckInput, Refusal } from '../define'
import { columns } from './columns'

/** Says why these columns cannot become a credit score, before anything is tried; null where they can. */
export function check(input: CheckInput): Refusal | null {
  return refuseRoles(input, columns) ?? refuseBinaryLabel(input, input.mapping.roles['label']?.[0] ?? '')
}
