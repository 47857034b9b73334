import { dense, dropout, newNet, type Model, type Penalty } from '../nets'

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
  return net.model({
    inputs: [{ shape: [inputs], dtype: 'float32' }],
    outputs: members,
    apply(pass, [x]) {
      if (x === undefined) throw new Error('the ensemble has one input')
      const seen = x.reshape([-1, 1, inputs]).mul(pass.weight('adapter/scale').reshape([1, members, inputs]))
      const flat = trunk.reduce((below, layer) => drop(pass, layer(pass, below)), seen.reshape([-1, inputs]))
      const answers = flat
        .reshape([-1, members, last])
        .mul(pass.weight('heads/kernel').reshape([1, members, last]))
      return answers.sum(2).add(pass.weight('heads/bias').reshape([1, members]))
    },
  })
}
