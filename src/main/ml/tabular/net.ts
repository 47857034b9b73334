import { AppError } from '#shared/errors'
import { averagePrecision, rank } from '../metrics'
import {
  fitNet,
  inference,
  loadWeights,
  meanSquaredError,
  saveWeights,
  sigmoidCrossEntropy,
  type Inference,
  type Loss,
  type Model,
  type Numbers,
  type Optimizer,
} from '../nets'
import type { ModelReader } from '../predictor'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import { denseNet } from '../zoo'
import { fitDense, toDense, type DensePlan, type Scaling } from './dense'
import type { Frame } from './plan'
import type { TableModel } from './predictor'
import { placeIn, quantilesOf } from './ranks'
import { tabmNet } from './tabm-net'
import type { TableTask } from './task'

/** Settings of one net; the templates' forms hold them under the net's prefix. */
export interface NetParams {
  Units: readonly number[]
  Dropout: number
  L1: number
  L2: number
  Optimizer: Optimizer['kind']
  LearningRate: number
  Schedule: 'constant' | 'linear' | 'cosine'
  Batch: number
  Epochs: number
  Patience: number
}

export const netFields = [
  'Units',
  'Dropout',
  'L1',
  'L2',
  'Optimizer',
  'LearningRate',
  'Schedule',
  'Batch',
  'Epochs',
  'Patience',
] as const satisfies readonly (keyof NetParams)[]

/** What a net is for: an answer of one net, the mean answer of an ensemble, or how badly a row is rebuilt. */
export type NetKind = { kind: 'dense' } | { kind: 'ensemble'; members: number } | { kind: 'autoencoder' }

const file = 'net.json'
const rowsAtOnce = 4096

interface Stored {
  net: NetKind
  units: number[]
  dense: DensePlan
  /** Distribution of train's errors, of an autoencoder. */
  errors: number[]
  facts: Record<string, string | number>
}

function modelOf({ net, units, dense }: Pick<Stored, 'net' | 'units' | 'dense'>, of?: NetParams): Model {
  const inputs = dense.features.length
  const penalty = { l1: of?.L1 ?? 0, l2: of?.L2 ?? 0 }
  const dropout = of?.Dropout ?? 0
  switch (net.kind) {
    case 'dense':
      return denseNet({ inputs, units, outputs: 1, dropout, penalty })
    case 'ensemble':
      return tabmNet({ inputs, units, members: net.members, dropout, penalty })
    case 'autoencoder':
      return denseNet({ inputs, units, outputs: inputs, dropout, penalty })
  }
}

const lossOf = ({ kind }: NetKind): Loss => (kind === 'autoencoder' ? meanSquaredError : sigmoidCrossEntropy)

/** Each target as often as there are members. */
function repeated(positive: Uint8Array, times: number): Float32Array {
  return Float32Array.from(
    { length: positive.length * times },
    (_, i) => positive[Math.floor(i / times)] ?? 0,
  )
}

/** Only ordinary rows: what an autoencoder learns to rebuild. */
function ordinary(matrix: Float32Array, width: number, positive: Uint8Array): Float32Array {
  const rows = Int32Array.from(positive.keys()).filter((row) => positive[row] === 0)
  const kept = new Float32Array(rows.length * width)
  rows.forEach((row, i) => {
    kept.set(matrix.subarray(row * width, (row + 1) * width), i * width)
  })
  return kept
}

/** Mean over the members, row by row. */
function meanOfMembers(predictions: Numbers, members: number): Float64Array {
  return Float64Array.from({ length: predictions.length / members }, (_, row) => {
    let sum = 0
    for (let k = 0; k < members; k += 1) sum += predictions[row * members + k] ?? 0
    return sum / members
  })
}

const membersOf = (net: NetKind): number => (net.kind === 'ensemble' ? net.members : 1)

/** Trains one net on prepared rows: numbers around 0, categories one-hot; the epoch is chosen on validation by loss. */
export async function fitTableNet(
  task: TableTask,
  net: NetKind,
  of: NetParams,
  scaling: Scaling,
): Promise<TableModel> {
  const dense = fitDense(task.train, scaling)
  const width = dense.features.length
  const units = [...of.Units]
  const model = modelOf({ net, units, dense }, of)
  const rowsOf = (frame: Frame, positive: Uint8Array) => {
    const matrix = toDense(dense, frame)
    if (net.kind === 'autoencoder') {
      const kept = ordinary(matrix, width, positive)
      return { count: kept.length / width, inputs: [kept], targets: kept }
    }
    return { count: frame.rows, inputs: [matrix], targets: repeated(positive, membersOf(net)) }
  }
  await task.breathe()
  const tensorflow = await loadTensorFlow()
  const fitted = await fitNet({
    tensorflow,
    model,
    loss: lossOf(net),
    optimizer: { kind: of.Optimizer },
    schedule: { kind: of.Schedule, rate: of.LearningRate },
    train: rowsOf(task.train, task.positive),
    validation: rowsOf(task.validation, task.truth),
    ...(net.kind === 'autoencoder'
      ? {}
      : {
          metric: (predictions: Float32Array) =>
            averagePrecision(rank(meanOfMembers(predictions, membersOf(net)), task.truth)),
        }),
    watch: 'loss',
    batch: of.Batch,
    epochs: of.Epochs,
    patience: of.Patience,
    seed: task.seed,
    context: task,
  })
  const { weights, bestEpoch, epochs, stopped, path } = fitted
  const stored: Stored = {
    net,
    units,
    dense,
    errors: [],
    facts: {
      layers: units.join(' - '),
      features: width,
      weights: model.weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
      epochs,
      bestEpoch,
      stopped,
      steps: path.kind,
    },
  }
  if (net.kind === 'autoencoder') {
    const running = inference(tensorflow, { model, loss: lossOf(net), weights })
    try {
      stored.errors = quantilesOf(await errorsOf(running, toDense(dense, task.train), width))
    } finally {
      running.dispose()
    }
  }
  return tableNet(tensorflow, model, weights, stored)
}

/** Mean squared error of each row against its rebuilt self. */
async function errorsOf(net: Inference, matrix: Float32Array, width: number): Promise<Float64Array> {
  const rows = matrix.length / width
  const errors = new Float64Array(rows)
  for (let from = 0; from < rows; from += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - from)
    const part = matrix.subarray(from * width, (from + count) * width)
    const rebuilt = await net.predict([part], count)
    for (let row = 0; row < count; row += 1) {
      let sum = 0
      for (let i = row * width; i < (row + 1) * width; i += 1)
        sum += ((rebuilt[i] ?? 0) - (part[i] ?? 0)) ** 2
      errors[from + row] = sum / width
    }
  }
  return errors
}

/** @throws AppError `model-damaged` where the weights do not fit the net */
export async function loadTableNet(reader: ModelReader, id: string): Promise<TableModel> {
  const stored = (await reader.json(file)) as Partial<Stored>
  const { net, units, dense, errors, facts } = stored
  if (!net || !units || !dense || !errors || !facts) throw new AppError('model-damaged', { id })
  const model = modelOf({ net, units, dense })
  const weights = await loadWeights(reader, model, id)
  return tableNet(await loadTensorFlow(), model, weights, { net, units, dense, errors, facts })
}

function tableNet(
  tensorflow: LoadedTensorFlow,
  model: Model,
  weights: ReadonlyMap<string, Float32Array>,
  stored: Stored,
): TableModel {
  const { net, dense, errors } = stored
  const width = dense.features.length
  const running = inference(tensorflow, { model, loss: lossOf(net), weights })
  return {
    async positive(frame, signal) {
      const matrix = toDense(dense, frame)
      signal?.throwIfAborted()
      if (net.kind === 'autoencoder') {
        return (await errorsOf(running, matrix, width)).map((error) => placeIn(errors, error))
      }
      const shares = new Float64Array(frame.rows)
      for (let from = 0; from < frame.rows; from += rowsAtOnce) {
        signal?.throwIfAborted()
        const count = Math.min(rowsAtOnce, frame.rows - from)
        const part = matrix.subarray(from * width, (from + count) * width)
        shares.set(meanOfMembers(await running.predict([part], count), membersOf(net)), from)
      }
      return shares
    },
    describe: () => stored.facts,
    async save(writer) {
      await writer.json(file, stored)
      await saveWeights(writer, model, weights)
    },
    dispose: () => running.dispose(),
  }
}
