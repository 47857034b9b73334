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
 * Orthogonal rows of length 1 across all gates (Saxe et al. 2014), as Keras starts a recurrent kernel: a state that is
 * multiplied again and again neither grows nor dies. A matrix of its own for each gate would start twice as large, and
 * an LSTM then learns to read from the end of a text only. `rows` must not be above `columns`.
 */
export function orthogonal(rows: number, columns: number): Start {
  return (size, random) => {
    const start = new Float32Array(size)
    const made: Float64Array[] = []
    while (made.length < rows) {
      // Gram-Schmidt on normal numbers, each row cleaned twice for accuracy.
      const row = Float64Array.from({ length: columns }, () => normal(random))
      for (let pass = 0; pass < 2; pass++) for (const other of made) subtractProjection(row, other)
      const length = Math.sqrt(dot(row, row))
      start.set(
        row.map((x) => x / length),
        made.length * columns,
      )
      made.push(row.map((x) => x / length))
    }
    return start
  }
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
