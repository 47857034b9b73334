/** Why a number or its interval is missing; its words are `metrics.reasons.<code>`. */
export const missingReasons = [
  'not-finite',
  'class-absent',
  'one-class',
  'too-few',
  'no-valid-interval',
  'needs-days',
  'needs-money',
  'needs-ratings',
  'no-positions',
] as const
export type MissingReason = (typeof missingReasons)[number]

/** A number that is never bare. `low` and `high` bound its 95 % interval; null where none is valid. */
export interface Measured {
  value: number | null
  low: number | null
  high: number | null
  /** Rows (or entities, or days) behind it. */
  n: number
  positives?: number
  /** Only where the value or its interval is null. */
  reason?: MissingReason
}
