import type { Tensor } from '@tensorflow/tfjs'
import type { Loss } from './model'
import { sigmoidLoss, softmaxLoss } from './ops'

/** Cross-entropy of one right class among several, from logits; predictions are the softmax. Targets: class index. */
export const softmaxCrossEntropy: Loss = {
  name: 'softmax-cross-entropy',
  targets: 'int32',
  targetWidth: () => 1,
  perRow: softmaxLoss,
  head: (tf, logits) => tf.softmax(logits),
}

/** Cross-entropy of independent yes-or-no outputs, from logits; predictions are the sigmoid. Targets: 0 to 1. */
export const sigmoidCrossEntropy: Loss = {
  name: 'sigmoid-cross-entropy',
  targets: 'float32',
  targetWidth: (outputs) => outputs,
  perRow: sigmoidLoss,
  head: (tf, logits) => tf.sigmoid(logits),
}

/** Mean squared error; predictions are the outputs themselves. */
export const meanSquaredError: Loss = {
  name: 'mean-squared-error',
  targets: 'float32',
  targetWidth: (outputs) => outputs,
  perRow: (_tf, logits, targets) => logits.sub(targets).square().mean(1),
  head: (_tf, logits): Tensor => logits,
}
