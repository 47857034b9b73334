import type { Random } from '#shared/random'

/** Fills a weight with its starting values. */
export type Start = (size: number, random: Random) => Float32Array

export const zeros: Start = (size) => new Float32Array(size)
export const ones: Start = (size) => new Float32Array(size).fill(1)

/** Uniform in ± `limit`. */
export function uniform(limit: number): Start {
  return (size, random) => Float32Array.from({ length: size }, () => (2 * random.next() - 1) * limit)
}

/** Glorot & Bengio 2010: keeps the size of signals and gradients alike through tanh-like layers. */
export function glorotUniform(fanIn: number, fanOut: number): Start {
  return uniform(Math.sqrt(6 / (fanIn + fanOut)))
}

/** He et al. 2015: the same for layers followed by a ReLU. */
export function heUniform(fanIn: number): Start {
  return uniform(Math.sqrt(6 / fanIn))
}

/**
 * `blocks` orthogonal matrices (units × units) side by side, one for each gate: a state multiplied again and again
 * neither grows nor dies (Saxe et al. 2014).
 */
export function orthogonalBlocks(units: number, blocks: number): Start {
  return (size, random) => {
    const start = new Float32Array(size)
    for (let block = 0; block < blocks; block++) {
      orthogonal(units, random).forEach((row, i) => {
        start.set(row, i * units * blocks + block * units)
      })
    }
    return start
  }
}

/** Rows of a random orthogonal matrix: Gram-Schmidt on normal numbers, each row cleaned twice for accuracy. */
function orthogonal(units: number, random: Random): Float64Array[] {
  const rows: Float64Array[] = []
  while (rows.length < units) {
    const row = Float64Array.from({ length: units }, () => normal(random))
    for (let pass = 0; pass < 2; pass++) for (const other of rows) subtractProjection(row, other)
    const length = Math.sqrt(dot(row, row))
    rows.push(row.map((x) => x / length))
  }
  return rows
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)
}

function subtractProjection(row: Float64Array, onto: Float64Array): void {
  const share = dot(row, onto)
  for (let i = 0; i < row.length; i++) row[i] = (row[i] as number) - share * (onto[i] as number)
}

/** A standard normal number by Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next())
}
