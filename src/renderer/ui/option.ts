/** One choice of a Select or a Segmented. */
export interface Option {
  value: string
  label: string
  /** A second, grey line or column. */
  hint?: string
  disabled?: boolean
}
