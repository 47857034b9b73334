import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs'
import { random } from '#shared/random'
import { nets, type TensorFlowApi } from '../../../src/main/ml'
import { tabmNet } from '../../../src/main/ml/tabular/tabm-net'
import { params } from '../../../src/main/templates/credit/params'
import type { Job } from './job'

/** Columns of a table of usual width. */
const inputs = 30
const rows = 65_536

/** A layer of the library's own kind whose one weight is applied by `apply`. */
function weighted(
  tf: TensorFlowApi,
  name: string,
  weights: { shape: number[]; start: 'randomUniform' | 'zeros' }[],
  outputShape: number[],
  apply: (x: Tensor, ...read: Tensor[]) => Tensor,
): InstanceType<TensorFlowApi['layers']['Layer']> {
  class Weighted extends tf.layers.Layer {
    static readonly className = name
    private readonly own: ReturnType<InstanceType<TensorFlowApi['layers']['Layer']>['addWeight']>[] = []
    override build(): void {
      weights.forEach(({ shape, start }, i) => {
        const initial =
          start === 'zeros'
            ? tf.initializers.zeros()
            : tf.initializers.randomUniform({ minval: -1, maxval: 1, seed: 1 })
        this.own.push(this.addWeight(`weight-${String(i)}`, shape, 'float32', initial))
      })
      this.built = true
    }
    override computeOutputShape(): (number | null)[] {
      return [null, ...outputShape]
    }
    override call(given: Tensor | Tensor[]): Tensor {
      const x = Array.isArray(given) ? given[0] : given
      if (x === undefined) throw new Error('the layer has one input')
      return tf.tidy(() => apply(x, ...this.own.map((weight) => weight.read())))
    }
    override getClassName(): string {
      return name
    }
  }
  return new Weighted({})
}

/** The net that the table templates call `tabm`, as they set it, and the same in the library's layers. */
export function ensemble(): Job {
  const { tabmUnits: units, tabmMembers: members, tabmDropout: dropout, tabmBatch: batch } = params.parse({})
  const last = units.at(-1) ?? inputs
  const source = random(3)
  return {
    name: `TabM ${[inputs, ...units].join('-')}, ${String(members)} members, batch ${String(batch)}`,
    peer: null,
    rows,
    batch,
    epochs: { ours: 1, fit: 1, peer: 1 },
    bars: { fit: 4 },
    compileSeconds: 2,
    model: tabmNet({ inputs, units, members, dropout, penalty: { l1: 0, l2: 0 } }),
    loss: nets.sigmoidCrossEntropy,
    inputs: () => Float32Array.from({ length: rows * inputs }, () => source.next()),
    targets: () => {
      const own = Uint8Array.from({ length: rows }, () => source.int(2))
      return Float32Array.from({ length: rows * members }, (_, i) => own[Math.floor(i / members)] ?? 0)
    },
    layers(tf): LayersModel {
      const input = tf.input({ shape: [inputs] })
      const adapter = weighted(
        tf,
        'Adapter',
        [{ shape: [members, inputs], start: 'randomUniform' }],
        [members, inputs],
        (x, scale) => x.expandDims(1).mul(scale),
      )
      const heads = weighted(
        tf,
        'Heads',
        [
          { shape: [members, last], start: 'randomUniform' },
          { shape: [members], start: 'zeros' },
        ],
        [members],
        (x, kernel, bias) => x.mul(kernel).sum(2).add(bias).sigmoid(),
      )
      const trunk = units.reduce(
        (below, size) =>
          tf.layers
            .dropout({ rate: dropout })
            .apply(tf.layers.dense({ units: size, activation: 'relu' }).apply(below)) as SymbolicTensor,
        adapter.apply(input) as SymbolicTensor,
      )
      return tf.model({ inputs: input, outputs: heads.apply(trunk) as SymbolicTensor })
    },
    layersLoss: 'binaryCrossentropy',
  }
}
