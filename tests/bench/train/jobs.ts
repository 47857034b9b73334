import type { SymbolicTensor } from '@tensorflow/tfjs'
import { random } from '#shared/random'
import { nets } from '../../../src/main/ml'
import { buildNet, type NetId } from '../../../src/main/templates/sentiment/nets-models'
import { params } from '../../../src/main/templates/sentiment/params'
import { ensemble } from './ensemble'
import type { Job } from './job'

const noise = (length: number): Float32Array => {
  const source = random(1)
  return Float32Array.from({ length }, () => source.next())
}
const ids = (length: number, from: number, below: number): Int32Array => {
  const source = random(2)
  return Int32Array.from({ length }, () => from + source.int(below - from))
}

function mlp(
  inputs: number,
  units: readonly number[],
  rows: number,
  batch: number,
  rest: Pick<Job, 'epochs' | 'bars'>,
): Job {
  const net = nets.newNet()
  let width = inputs
  const hidden = units.map((size, i) => {
    const layer = nets.dense(net, `dense-${String(i)}`, width, size, 'relu')
    width = size
    return layer
  })
  const head = nets.dense(net, 'head', width, 1)
  return {
    ...rest,
    name: `MLP ${[inputs, ...units, 1].join('-')}, batch ${String(batch)}`,
    peer: { kind: 'mlp', shape: { inputs, units: [...units] } },
    rows,
    batch,
    compileSeconds: 2,
    model: net.model({
      inputs: [{ shape: [inputs], dtype: 'float32' }],
      outputs: 1,
      apply: (pass, [x]) =>
        head(
          pass,
          hidden.reduce((below, layer) => layer(pass, below), x!),
        ),
    }),
    loss: nets.sigmoidCrossEntropy,
    inputs: () => noise(rows * inputs),
    targets: () => Float32Array.from(ids(rows, 0, 2)),
    layers(tf) {
      const model = tf.sequential()
      units.forEach((size, i) => {
        model.add(
          tf.layers.dense({ units: size, activation: 'relu', ...(i === 0 && { inputShape: [inputs] }) }),
        )
      })
      model.add(tf.layers.dense({ units: 1, activation: 'sigmoid' }))
      return model
    },
    layersLoss: 'binaryCrossentropy',
  }
}

function cnn(): Job {
  const [side, rows, batch] = [32, 32 * 40, 32]
  const net = nets.newNet()
  const valid = { activation: 'relu', padding: 'valid' } as const
  const layers = [
    nets.conv2d(net, 'conv-1', 3, 3, 32, valid),
    nets.maxPool2d(2),
    nets.conv2d(net, 'conv-2', 3, 32, 64, valid),
    nets.maxPool2d(2),
    nets.conv2d(net, 'conv-3', 3, 64, 64, valid),
    nets.flatten,
    nets.dense(net, 'dense', 1024, 64, 'relu'),
    nets.dense(net, 'head', 64, 10),
  ]
  return {
    name: 'CIFAR CNN 32-64-64 + dense 64, batch 32',
    peer: { kind: 'cnn', shape: { side } },
    rows,
    batch,
    epochs: { ours: 2, fit: 1, peer: 2 },
    bars: { fit: 4, kerasFit: 1.2, kerasLoop: 1 },
    compileSeconds: 2,
    model: net.model({
      inputs: [{ shape: [side, side, 3], dtype: 'float32' }],
      outputs: 10,
      apply: (pass, [x]) => layers.reduce((below, layer) => layer(pass, below), x!),
    }),
    loss: nets.softmaxCrossEntropy,
    inputs: () => noise(rows * side * side * 3),
    targets: () => ids(rows, 0, 10),
    layers(tf) {
      const conv = (filters: number) => tf.layers.conv2d({ filters, kernelSize: 3, activation: 'relu' })
      const first = tf.layers.conv2d({
        filters: 32,
        kernelSize: 3,
        activation: 'relu',
        inputShape: [side, side, 3],
      })
      const pool = () => tf.layers.maxPooling2d({ poolSize: 2 })
      const model = tf.sequential()
      for (const layer of [first, pool(), conv(64), pool(), conv(64), tf.layers.flatten()]) model.add(layer)
      model.add(tf.layers.dense({ units: 64, activation: 'relu' }))
      model.add(tf.layers.dense({ units: 10, activation: 'softmax' }))
      return model
    },
    layersLoss: 'sparseCategoricalCrossentropy',
  }
}

/** A net of the sentiment template with these settings, on texts of full length. */
function sentimentNet(
  id: NetId,
  settings: Record<string, unknown>,
  sizes: { vectors: number; length: number; classes: number },
  rows: number,
  batch: number,
): Pick<Job, 'model' | 'loss' | 'rows' | 'batch' | 'inputs' | 'targets'> {
  return {
    rows,
    batch,
    model: buildNet(id, params.parse(settings), sizes),
    loss: nets.softmaxCrossEntropy,
    // Row 0 of the vectors is padding.
    inputs: () => ids(rows * sizes.length, 1, sizes.vectors),
    targets: () => ids(rows, 0, sizes.classes),
  }
}

function lstm(): Job {
  const sizes = { vectors: 5000, length: 100, classes: 2 }
  const settings = { lstmUnits: [128], lstmEmbedding: 100, lstmDropout: 0, lstmRecurrentDropout: 0 }
  return {
    ...sentimentNet('lstm', settings, sizes, 32 * 16, 32),
    name: 'Embedding 5000×100 + LSTM 128, 100 tokens, batch 32',
    peer: { kind: 'lstm', shape: { vocabulary: 5000, embedding: 100, units: 128, length: 100, classes: 2 } },
    epochs: { ours: 2, fit: 1, peer: 2 },
    bars: { fit: 8, kerasFit: 1.2, kerasLoop: 1.2 },
    compileSeconds: 4,
    layers(tf) {
      const model = tf.sequential()
      model.add(tf.layers.embedding({ inputDim: 5000, outputDim: 100, inputLength: 100 }))
      model.add(tf.layers.lstm({ units: 128, recurrentInitializer: 'glorotUniform' }))
      model.add(tf.layers.dense({ units: 2, activation: 'softmax' }))
      return model
    },
    layersLoss: 'sparseCategoricalCrossentropy',
  }
}

function textcnn(): Job {
  const sizes = { vectors: 10_000, length: 200, classes: 2 }
  const { textcnnEmbedding, textcnnFilters, textcnnKernels, textcnnBatch, textcnnDropout } = params.parse({})
  return {
    ...sentimentNet('textcnn', {}, sizes, textcnnBatch * 20, textcnnBatch),
    name: `TextCNN of the sentiment template, batch ${String(textcnnBatch)}`,
    peer: null,
    epochs: { ours: 2, fit: 1, peer: 1 },
    bars: { fit: 4 },
    compileSeconds: 2,
    layers(tf) {
      const input = tf.input({ shape: [sizes.length], dtype: 'int32' })
      const vectors = tf.layers
        .embedding({ inputDim: sizes.vectors, outputDim: textcnnEmbedding })
        .apply(input)
      const matches = textcnnKernels.map((kernelSize) =>
        tf.layers
          .globalMaxPooling1d({})
          .apply(
            tf.layers
              .conv1d({ filters: textcnnFilters, kernelSize, padding: 'same', activation: 'relu' })
              .apply(vectors),
          ),
      )
      const joined = tf.layers.concatenate().apply(matches as SymbolicTensor[])
      const dropped = tf.layers.dropout({ rate: textcnnDropout }).apply(joined)
      const output = tf.layers.dense({ units: sizes.classes, activation: 'softmax' }).apply(dropped)
      return tf.model({ inputs: input, outputs: output as SymbolicTensor })
    },
    layersLoss: 'sparseCategoricalCrossentropy',
  }
}

const tabular = (batch: number, bars: Job['bars'], ours: number, fit: number, peer: number): Job =>
  mlp(30, [128, 64], 131_072, batch, { bars, epochs: { ours, fit, peer } })

/** The jobs of the table; bars as stated there. */
export const jobs: readonly Job[] = [
  mlp(100, [128], 1024, 32, {
    bars: { fit: 8, kerasFit: 2, kerasLoop: 0.8 },
    epochs: { ours: 40, fit: 4, peer: 20 },
  }),
  tabular(128, { fit: 10, kerasFit: 2, kerasLoop: 0.9 }, 1, 1, 1),
  tabular(1024, { fit: 6, kerasFit: 2, kerasLoop: 0.9 }, 3, 1, 3),
  tabular(8192, { fit: 4, kerasFit: 1.8, kerasLoop: 0.85 }, 5, 2, 5),
  cnn(),
  lstm(),
  textcnn(),
  ensemble(),
]
