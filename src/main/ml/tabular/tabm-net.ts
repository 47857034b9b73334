import type { Tensor } from '@tensorflow/tfjs'
import { addBias, dense, dropout, newNet, product, relu, type Model, type Penalty } from '../nets'

export interface TabmNet {
  inputs: number
  units: readonly number[]
  /** Members of the ensemble. */
  members: number
  dropout: number
  penalty: Penalty
}

/**
 * An ensemble in one net, after TabM-mini (Gorishniy, Kotelnikov and Babenko 2024): each member sees the row through
 * its own scale of each column (rank one, started at random signs), all share one trunk, each has its own head. The
 * output is one logit a member; each is trained by the same target, and their probabilities are averaged.
 */
export function tabmNet({ inputs, units, members, dropout: rate, penalty }: TabmNet): Model {
  const net = newNet(penalty)
  net.weight(
    'adapter/scale',
    [members, inputs],
    (size, random) => Float32Array.from({ length: size }, () => (random.next() < 0.5 ? -1 : 1)),
    'bias',
  )
  const trunk = units.map((width, i) =>
    dense(net, `trunk-${String(i + 1)}`, units[i - 1] ?? inputs, width, 'relu'),
  )
  const drop = dropout(rate)
  const last = units.at(-1) ?? inputs
  const reach = 1 / Math.sqrt(last)
  net.weight(
    'heads/kernel',
    [members, last],
    (size, random) => Float32Array.from({ length: size }, () => reach * (2 * random.next() - 1)),
    'kernel',
  )
  net.weight('heads/bias', [members], (size) => new Float32Array(size), 'bias')
  // Which place of a row of all members' numbers belongs to which head.
  const own = Float32Array.from({ length: members * members }, (_, i) => (i % (members + 1) === 0 ? 1 : 0))
  return net.model({
    inputs: [{ shape: [inputs], dtype: 'float32' }],
    outputs: members,
    apply(pass, [x]) {
      if (x === undefined) throw new Error('the ensemble has one input')
      const { tf } = pass
      const scale = pass.weight('adapter/scale')
      // Scales times the first kernel are a kernel of each member: one product for all, and no copy of the row for each.
      const first = (width: number): Tensor => {
        const kernel = scale
          .transpose()
          .reshape([inputs, members, 1])
          .mul(pass.weight('trunk-1/kernel').reshape([inputs, 1, width]))
        const bias = tf.zeros([members, width]).add(pass.weight('trunk-1/bias'))
        const sum = product(tf, x, kernel.reshape([inputs, members * width]))
        return relu(tf, addBias(tf, sum, bias.reshape([members * width]))).reshape([-1, width])
      }
      const [width] = units
      const below = width === undefined ? x.expandDims(1).mul(scale) : drop(pass, first(width))
      const flat = trunk.slice(1).reduce((under, layer) => drop(pass, layer(pass, under)), below)
      // All heads are one product too: of a matrix that holds each head's weights at its own member's place.
      const heads = pass
        .weight('heads/kernel')
        .reshape([members, last, 1])
        .mul(tf.tensor(own, [members, 1, members]))
        .reshape([members * last, members])
      return addBias(tf, product(tf, flat.reshape([-1, members * last]), heads), pass.weight('heads/bias'))
    },
  })
}
