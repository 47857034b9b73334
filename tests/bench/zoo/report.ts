/** One line of the table: ours, the peer's beside it, and what must hold. */
export interface Row {
  name: string
  value: number
  /** The same from Keras, on the same rows. */
  keras?: number
  /** What the tutorial's page of figures says: measured with Keras elsewhere. */
  page?: string
  /** What must hold, in words, and whether it does. */
  bar?: string
  ok?: boolean
}

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** Standard error of a mean. */
export function standardError(values: readonly number[]): number {
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  return Math.sqrt(squares / (values.length - 1) / values.length)
}

export const say = (text: string): void => void process.stderr.write(`${text}\n`)

export const at = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(4))
