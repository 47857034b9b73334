import type { ModelReader, ModelWriter } from '../../predictor'
import type { Catalogue, Past } from '../log'
import type { Method } from '../method'
import { behind } from './linear'

/** One vector for each of some things, row-major. */
export interface Factors {
  size: number
  values: Float32Array
}

export const bytesOf = (values: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

export async function readFloats(reader: ModelReader, name: string): Promise<Float32Array> {
  return new Float32Array((await reader.bytes(name)).slice().buffer)
}

/** Products of one vector with every learnt item's, plus the item's own number; other items stand behind. */
export function scoreItems(
  vector: ArrayLike<number>,
  { size, values }: Factors,
  biases: Float32Array | null,
  out: Float32Array,
  from: number,
  total: number,
): void {
  const items = values.length / size
  for (let item = 0; item < items; item++) {
    const row = item * size
    let sum = biases === null ? 0 : (biases[item] as number)
    for (let d = 0; d < size; d++) sum += (vector[d] as number) * (values[row + d] as number)
    out[from + item] = sum
  }
  out.fill(behind, from + items, from + total)
}

/** A method whose scores are products of a user's vector, found from the past, with item vectors. */
export function factorMethod(parts: {
  catalogue: Pick<Catalogue, 'ids'>
  items: Factors
  biases: Float32Array | null
  vectorOf: (past: Past) => ArrayLike<number>
  facts: Record<string, string | number>
  save: (writer: ModelWriter) => Promise<void>
}): Method {
  const { catalogue, items, biases, vectorOf, facts, save } = parts
  const total = catalogue.ids.length
  return {
    scores(pasts) {
      const out = new Float32Array(pasts.length * total)
      pasts.forEach((past, i) => {
        scoreItems(vectorOf(past), items, biases, out, i * total, total)
      })
      return Promise.resolve(out)
    },
    describe: () => facts,
    save,
    dispose: () => undefined,
  }
}

/** The different learnt items of a past. */
export const learntOf = (past: Past, { values, size }: Factors): number[] =>
  [...new Set(past.items)].filter((item) => item < values.length / size)
