import type { ModelReader } from '../../predictor'
import type { Catalogue, Past } from '../log'
import type { Method } from '../method'

/** Score of items that a method did not learn: they stand behind all others, and can still be asked for. */
export const behind = -1e30

/** Weights from each learnt item (row) to each (column): all of them, or the strongest of each row. */
export type ItemWeights =
  | { kind: 'dense'; items: number; values: Float32Array }
  | { kind: 'sparse'; items: number; offsets: Int32Array; columns: Int32Array; values: Float32Array }

const bytesOf = (values: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

function addRow(weights: ItemWeights, item: number, out: Float32Array, from: number): void {
  const { items, values } = weights
  if (weights.kind === 'dense') {
    const row = item * items
    for (let j = 0; j < items; j++) out[from + j] = (out[from + j] as number) + (values[row + j] as number)
    return
  }
  const { offsets, columns } = weights
  for (let at = offsets[item] as number; at < (offsets[item + 1] as number); at++) {
    const j = from + (columns[at] as number)
    out[j] = (out[j] as number) + (values[at] as number)
  }
}

/** Scores are sums of the weights from the different items of the past. */
export function linearMethod(
  weights: ItemWeights,
  { ids }: Pick<Catalogue, 'ids'>,
  facts: Record<string, string | number>,
): Method {
  const total = ids.length
  return {
    scores(pasts: readonly Past[]) {
      const out = new Float32Array(pasts.length * total)
      pasts.forEach(({ items }, i) => {
        for (const item of new Set(items)) if (item < weights.items) addRow(weights, item, out, i * total)
        out.fill(behind, i * total + weights.items, (i + 1) * total)
      })
      return Promise.resolve(out)
    },
    describe: () => facts,
    async save(writer) {
      await writer.json('weights.json', { kind: weights.kind, items: weights.items, facts })
      await writer.bytes('weights.bin', bytesOf(weights.values))
      if (weights.kind === 'dense') return
      await writer.bytes('weight-offsets.bin', bytesOf(weights.offsets))
      await writer.bytes('weight-columns.bin', bytesOf(weights.columns))
    },
    dispose: () => undefined,
  }
}

export async function loadLinear(reader: ModelReader, catalogue: Pick<Catalogue, 'ids'>): Promise<Method> {
  const { kind, items, facts } = (await reader.json('weights.json')) as {
    kind: ItemWeights['kind']
    items: number
    facts: Record<string, string | number>
  }
  const numbers = async (name: string): Promise<ArrayBufferLike> => (await reader.bytes(name)).slice().buffer
  const values = new Float32Array(await numbers('weights.bin'))
  if (kind === 'dense') return linearMethod({ kind, items, values }, catalogue, facts)
  const offsets = new Int32Array(await numbers('weight-offsets.bin'))
  const columns = new Int32Array(await numbers('weight-columns.bin'))
  return linearMethod({ kind, items, offsets, columns, values }, catalogue, facts)
}
