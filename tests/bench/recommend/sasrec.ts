import type { Tensor } from '@tensorflow/tfjs'
import { loadTensorFlow, nets } from '../../../src/main/ml'
import { nextItemLoss } from '../../../src/main/ml/recommend/methods/next-item'
import { sasrecNet, type SasrecShape } from '../../../src/main/ml/recommend/methods/sasrec'

const batch = 128
const rate = 0.001

/** Seconds a step of the compiled trainer, and of TensorFlow.js's own fit of the very same layers. */
export async function compiledAgainstFit(
  shape: SasrecShape,
  rows: nets.Rows,
): Promise<{ ours: number; theirs: number }> {
  const loaded = await loadTensorFlow()
  const { tf } = loaded
  const model = sasrecNet(shape)
  const loss = nextItemLoss(shape)
  const trainer = await nets.compile(loaded, {
    model,
    loss,
    optimizer: { kind: 'adam' },
    seed: 1,
    rows,
    batch,
  })
  const steps = Math.floor(rows.count / batch)
  const order = Int32Array.from({ length: steps * batch }, (_, i) => i)
  const rates = new Float32Array(steps).fill(rate)
  await trainer.steps(order.subarray(0, 2 * batch), rates.subarray(0, 2))
  const times: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now()
    await trainer.steps(order, rates)
    times.push((performance.now() - began) / 1000 / steps)
  }
  trainer.dispose()

  const weights = nets.startingWeights(model, 1)
  class Whole extends tf.layers.Layer {
    static className = 'WholeSasrec'
    private readonly own = new Map<string, { read(): Tensor }>()
    override build(): void {
      for (const { name, shape: size } of model.weights) {
        const start = tf.tensor(weights.get(name) ?? [], [...size])
        const initializer = { apply: () => start, getConfig: () => ({}) }
        this.own.set(
          name,
          this.addWeight(name.replaceAll('/', '-'), [...size], 'float32', initializer as never),
        )
      }
      this.built = true
    }
    override call(inputs: Tensor | Tensor[]): Tensor {
      const given = (Array.isArray(inputs) ? inputs : [inputs]).map((one) => one.toInt())
      const logits = model.apply(
        {
          tf,
          training: true,
          weight: (name) => (this.own.get(name) as { read(): Tensor }).read(),
          assign: () => undefined,
          uniform: (size) => tf.randomUniform([...size]),
        },
        given,
      )
      // The loss is the output: what next to last layers give would be a target as wide as all drawn items.
      return loss.perRow(tf, logits, given[1] as Tensor).reshape([-1, 1])
    }
    override computeOutputShape(): (number | null)[] {
      return [null, 1]
    }
  }
  const inputs = [tf.input({ shape: [shape.length] }), tf.input({ shape: [shape.length] })]
  const layers = tf.model({ inputs, outputs: new Whole({ name: 'whole' }).apply(inputs) as never })
  layers.compile({
    optimizer: tf.train.adam(rate),
    loss: (_none: Tensor, losses: Tensor) => losses.mean(),
  })
  const cut = (values: nets.Numbers) =>
    tf.tensor2d(Float32Array.from(values.subarray(0, steps * batch * shape.length)), [
      steps * batch,
      shape.length,
    ])
  const targets = tf.zeros([steps * batch, 1])
  const [given, next] = [rows.inputs[0], rows.inputs[1]].map((values) => cut(values as nets.Numbers))
  if (!given || !next) throw new Error('rows have two inputs')
  const theirs: number[] = []
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now()
    await layers.fit([given, next], targets, { batchSize: batch, epochs: 1, shuffle: false })
    // The first epoch also compiles what JavaScript does.
    if (turn > 0) theirs.push((performance.now() - began) / 1000 / steps)
  }
  const best = (values: readonly number[]): number => Math.min(...values)
  return { ours: best(times), theirs: best(theirs) }
}
