import type { boosting } from '../../src/main/ml'

/** Uniform numbers in [0, 1): the same for the same seed. */
export function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    const mixed = Math.imul(state ^ (state >>> 16), 0x45d9f3b)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 4_294_967_296
  }
}

/** Standard normal, by Box and Muller. */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Numbers with and without gaps, and categories with gaps, that all matter to a yes or no. */
export function mixedTable(rows: number, seed = 7, numbers = 4): boosting.LabelledData {
  const random = uniform(seed)
  const values = Array.from({ length: numbers }, () =>
    Float64Array.from({ length: rows }, () => normal(random)),
  )
  const codes = Int32Array.from({ length: rows }, () => Math.floor(random() * 12))
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const of = (column: number): number => values[column]?.[row] ?? 0
    const score = of(0) - of(1) * (of(2) > 0 ? 1 : 0) + (((codes[row] ?? 0) * 7) % 5) - 2
    return random() < 1 / (1 + Math.exp(-score)) ? 1 : 0
  })
  // Gaps come last, so that they depend on nothing.
  for (let row = 0; row < rows; row++) {
    if (random() < 0.15) values[1]?.fill(NaN, row, row + 1)
    if (random() < 0.1) codes[row] = -1
  }
  return {
    rows,
    labels,
    columns: [
      ...values.map((column) => ({ kind: 'number' as const, values: column })),
      { kind: 'category', codes, count: 12 },
    ],
  }
}
