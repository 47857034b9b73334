import type { Random } from '#shared/random'

/** Draws one sample: sets how often each row is in it. */
export type Resample = (weights: Int32Array) => void

/** Numbers any ids 0, 1, 2 … in order of appearance. */
export function compactUnits(units: Int32Array): { of: Int32Array; count: number } {
  const known = new Map<number, number>()
  const of = units.map((unit) => {
    const seen = known.get(unit)
    if (seen !== undefined) return seen
    known.set(unit, known.size)
    return known.size - 1
  })
  return { of, count: known.size }
}

/**
 * Draws whole units with replacement, as many as there are: rows, or entities and near-duplicate clusters whose rows
 * come and go together (Davison and Hinkley 1997, 3.8).
 * @param units the unit of each row; null where each row stands for itself
 */
export function resampleUnits(rows: number, units: Int32Array | null, random: Random): Resample {
  if (units === null) {
    return (weights) => {
      weights.fill(0)
      for (let i = 0; i < rows; i++) {
        const row = random.int(rows)
        weights[row] = (weights[row] ?? 0) + 1
      }
    }
  }
  const { of, count } = compactUnits(units)
  const drawUnits = resampleUnits(count, null, random)
  const drawn = new Int32Array(count)
  return (weights) => {
    drawUnits(drawn)
    for (let row = 0; row < rows; row++) weights[row] = drawn[of[row] ?? 0] ?? 0
  }
}

/**
 * Stationary bootstrap (Politis and Romano 1994) for rows in order of time: blocks that begin anywhere and have
 * geometric length, wrapping round the end, so that what hangs together over days stays together.
 * @param meanLength expected block length in rows, at least 1
 */
export function resampleBlocks(rows: number, meanLength: number, random: Random): Resample {
  const ends = 1 / meanLength
  return (weights) => {
    weights.fill(0)
    let row = 0
    for (let i = 0; i < rows; i++) {
      row = i === 0 || random.next() < ends ? random.int(rows) : (row + 1) % rows
      weights[row] = (weights[row] ?? 0) + 1
    }
  }
}
