import type { TensorFlowApi } from '../../tensorflow'
import { invert } from './invert'
import type { ItemWeights } from './linear'

/**
 * EASE (Steck 2019): weights between all items that best rebuild each user's set from itself, an item never from
 * itself. Closed form: with P = (XᵀX + λI)⁻¹, B_ij = −P_ij / P_jj, 0 on the diagonal.
 * @param counts XᵀX, items × items; left as it is
 * @param l2 λ, in users: how much evidence two items need before they weigh
 */
export async function easeWeights(
  tf: TensorFlowApi,
  counts: Float32Array,
  items: number,
  l2: number,
  breathe: () => Promise<void>,
): Promise<ItemWeights> {
  const gram = counts.slice()
  for (let i = 0; i < items; i++) gram[i * items + i] = (gram[i * items + i] as number) + l2
  const values = await invert(tf, gram, items, breathe)
  const scale = Float32Array.from({ length: items }, (_, j) => -1 / (values[j * items + j] as number))
  for (let i = 0; i < items; i++) {
    const row = i * items
    for (let j = 0; j < items; j++) values[row + j] = (values[row + j] as number) * (scale[j] as number)
    values[row + i] = 0
  }
  return { kind: 'dense', items, values }
}
