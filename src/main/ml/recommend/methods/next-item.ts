import type { Tensor } from '@tensorflow/tfjs'
import type * as nets from '../../nets'
import { softmaxLoss } from '../../compile'
import type { TensorFlowApi } from '../../tensorflow'

/** What nets that guess the next item have in common. */
export interface NextItem {
  /** Items that are learnt. */
  items: number
  /** Positions of a row at which something is guessed. */
  length: number
  /** Items drawn at each step to stand against what came next. */
  negatives: number
}

/** So many drawn items that logits of training and of use cannot be mistaken for each other. */
export function negativesFor(items: number, length: number, wanted: number): number {
  const most = Math.max(1, Math.min(wanted, items))
  return length * (1 + most) === items ? most + 1 : most
}

/** Ids (from 1 on) drawn anew at each step, the same for the whole batch. */
export function drawItems(pass: nets.Pass, items: number, count: number): Tensor {
  const { tf } = pass
  return pass.uniform([count]).mul(tf.scalar(items)).floor().toInt().add(tf.scalar(1, 'int32'))
}

/**
 * Logits of what came next, then of the drawn items. What came next may be drawn: it does not stand against itself.
 * @param right rows × 1
 * @param others rows × drawn
 */
export function againstDrawn(
  tf: TensorFlowApi,
  right: Tensor,
  others: Tensor,
  wanted: Tensor,
  drawn: Tensor,
): Tensor {
  const same = wanted.expandDims(1).equal(drawn.expandDims(0)).toFloat().mul(tf.scalar(-1e9))
  return tf.concat([right, others.add(same)], 1)
}

/**
 * In training the mean over the positions of a row at which something came next; in use what came next after the last,
 * among all items. Targets: the ids that came next, 0 where nothing did.
 */
export function nextItemLoss({ items, length, negatives }: NextItem): nets.Loss {
  return {
    name: 'next-item',
    targets: 'int32',
    targetWidth: () => length,
    perRow(tf, logits, targets) {
      const [batch, outputs] = logits.shape as [number, number]
      if (outputs === items) {
        const wanted = targets.slice([0, length - 1], [batch, 1]).sub(tf.scalar(1, 'int32'))
        return softmaxLoss(tf, logits, wanted.toInt())
      }
      const rows = logits.reshape([batch * length, 1 + negatives])
      const each = softmaxLoss(tf, rows, tf.zeros([batch * length, 1], 'int32'))
      const counts = targets.notEqual(tf.scalar(0, 'int32')).toFloat()
      return each
        .reshape([batch, length])
        .mul(counts)
        .sum(1)
        .div(tf.maximum(counts.sum(1), tf.scalar(1)))
    },
    head: (_tf, logits) => logits,
  }
}

/** Share of judged rows whose next item is among the twenty highest scores. */
export function hitsAmong(predictions: Float32Array, wanted: readonly number[], depth: number): number {
  const items = predictions.length / Math.max(1, wanted.length)
  let hits = 0
  wanted.forEach((item, row) => {
    const own = predictions[row * items + item] as number
    let before = 0
    for (let other = 0; other < items; other++)
      before += Number((predictions[row * items + other] as number) > own)
    hits += Number(before < depth)
  })
  return hits / Math.max(1, wanted.length)
}
