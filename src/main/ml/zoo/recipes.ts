import { sigmoidCrossEntropy, softmaxCrossEntropy } from '../compile'
import type { NetFit } from '../nets'
import { denseNet } from './dense-net'
import { convNet, residualNet, type Picture } from './image-nets'

/** A net and how it is trained: all of a fit but the rows. */
export type Recipe = Pick<
  NetFit,
  'model' | 'loss' | 'optimizer' | 'schedule' | 'batch' | 'epochs' | 'patience' | 'watch'
>

const adam = { optimizer: { kind: 'adam' }, schedule: { kind: 'constant', rate: 0.001 } } as const

/** Every epoch is trained and the last one kept, as Keras's `fit` does unless asked for more. */
const toTheEnd = (epochs: number) => ({ epochs, patience: epochs, watch: 'last' }) as const

/** Yes or no: one logit, and with it the one loss and the one probability that belong to a logit. */
function yesOrNo(inputs: number, units: readonly number[], dropout = 0): Pick<Recipe, 'model' | 'loss'> {
  return { model: denseNet({ inputs, units, outputs: 1, dropout }), loss: sigmoidCrossEntropy }
}

/** CIFAR-10's pictures. */
const cifar: Picture = { side: 32, channels: 3, classes: 10 }

/** The nets of five articles that many analysts learn from, under the numbers by which they are known here. */
export const tutorial = {
  /** 100-128-1 on pure chance: what memorising looks like. */
  t1: (): Recipe => ({ ...yesOrNo(100, [128]), ...adam, batch: 32, ...toTheEnd(100) }),
  /** Convolutions of 32, 64 and 64 filters and a dense layer of 64. */
  t9: (): Recipe => ({
    model: convNet(cifar, [32, 64, 64], 64),
    loss: softmaxCrossEntropy,
    ...adam,
    batch: 32,
    ...toTheEnd(10),
  }),
  /** Two layers of 64. */
  t10: (inputs: number): Recipe => ({ ...yesOrNo(inputs, [64, 64]), ...adam, batch: 32, ...toTheEnd(10) }),
  /** 3-10-1 by plain gradient descent. */
  t11: (): Recipe => ({
    ...yesOrNo(3, [10]),
    optimizer: { kind: 'sgd' },
    schedule: { kind: 'constant', rate: 0.01 },
    batch: 32,
    ...toTheEnd(100),
  }),
  /** 64 and 32 with half of each left out, stopped early. */
  t13: (inputs: number): Recipe => ({
    ...yesOrNo(inputs, [64, 32], 0.5),
    ...adam,
    batch: 32,
    epochs: 100,
    patience: 10,
    watch: 'loss',
  }),
} as const

/** A residual net that costs about what `t9` costs: for pictures of 32 × 32. */
export function smallResidual(epochs: number): Recipe {
  return {
    model: residualNet(cifar, [32, 64, 128]),
    loss: softmaxCrossEntropy,
    optimizer: { kind: 'adam' },
    schedule: { kind: 'cosine', rate: 0.002, warmup: 0.1 },
    batch: 32,
    ...toTheEnd(epochs),
  }
}
