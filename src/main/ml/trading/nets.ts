import { AppError } from '#shared/errors'
import { fitNet, inference, loadWeights, meanSquaredError, saveWeights, type Inference } from '../nets'
import type { Examples, ModelReader, Predictor } from '../predictor'
import { loadTensorFlow } from '../tensorflow'
import { sequenceDays, sequenceNames } from './features'
import { channels, forecastNet, type ForecastNet, type ForecastShape } from './forecast-nets'
import { matrixOf, spread, targetsOf, type Matrix, type TradingContextOf, type TradingSettings } from './task'

/** Settings of one net. */
export interface ForecastSettings extends ForecastShape {
  learningRate: number
  batch: number
  epochs: number
  patience: number
}

interface Stored {
  net: ForecastNet
  shape: ForecastShape
  facts: Record<string, string | number>
}

const file = 'forecast.json'
const rowsAtOnce = 4096
/** Too few to choose an epoch on. */
const leastRows = 40

/** Rows × days × (return, volume), the oldest day first; what is unknown is as usual, 0. */
function sequencesOf({ columns, rows }: Matrix): Float32Array {
  const width = sequenceDays * channels
  const out = new Float32Array(rows.length * width)
  sequenceNames.forEach(({ kind, lag }, at) => {
    const column = columns[at]
    const place = (sequenceDays - 1 - lag) * channels + (kind === 'return' ? 0 : 1)
    for (let row = 0; row < rows.length; row += 1) {
      const value = column?.[row] ?? Number.NaN
      if (!Number.isNaN(value)) out[row * width + place] = value
    }
  })
  return out
}

const names = sequenceNames.map(({ name }) => name)

/** Trains one net on sequences of days; the epoch is chosen on validation by squared error. */
export async function fitForecastNet(
  context: TradingContextOf,
  net: ForecastNet,
  settings: TradingSettings,
  of: ForecastSettings,
): Promise<Predictor> {
  const { units, dropout, l2 } = of
  const shape = { units, dropout, l2 }
  const model = forecastNet(net, shape)
  const rowsOf = (examples: Examples) => {
    const matrix = matrixOf(examples, names, targetsOf(examples, settings).values)
    return {
      count: matrix.rows.length,
      inputs: [sequencesOf(matrix)],
      targets: Float32Array.from(matrix.targets),
    }
  }
  const train = rowsOf(context.train)
  const validation = rowsOf(context.validation)
  if (train.count < leastRows || validation.count < leastRows) {
    throw new AppError('too-few-rows', { rows: Math.min(train.count, validation.count), limit: leastRows })
  }
  await context.breathe()
  const tensorflow = await loadTensorFlow()
  const { weights, bestEpoch, epochs, stopped, path } = await fitNet({
    tensorflow,
    model,
    loss: meanSquaredError,
    optimizer: { kind: 'adam' },
    schedule: { kind: 'cosine', rate: of.learningRate },
    train,
    validation,
    watch: 'loss',
    batch: of.batch,
    epochs: of.epochs,
    patience: of.patience,
    seed: context.seed,
    context,
  })
  const running = inference(tensorflow, { model, loss: meanSquaredError, weights })
  const facts = {
    days: sequenceDays,
    units,
    weights: model.weights.reduce((sum, spec) => sum + spec.shape.reduce((a, b) => a * b, 1), 0),
    epochs,
    bestEpoch,
    stopped,
    steps: path.kind,
  }
  return forecaster(running, { net, shape, facts }, async (writer) => {
    await saveWeights(writer, model, weights)
  })
}

/** @throws AppError `model-damaged` where the weights do not fit the net */
export async function loadForecastNet(reader: ModelReader, id: string): Promise<Predictor> {
  const { net, shape, facts } = (await reader.json(file)) as Partial<Stored>
  if (!net || !shape || !facts) throw new AppError('model-damaged', { id })
  const model = forecastNet(net, shape)
  const weights = await loadWeights(reader, model, id)
  const running = inference(await loadTensorFlow(), { model, loss: meanSquaredError, weights })
  return forecaster(running, { net, shape, facts }, async (writer) => {
    await saveWeights(writer, model, weights)
  })
}

function forecaster(running: Inference, stored: Stored, save: Predictor['save']): Predictor {
  return {
    width: 1,
    async scores(examples, signal) {
      const matrix = matrixOf(examples, names, null)
      const inputs = sequencesOf(matrix)
      const width = sequenceDays * channels
      const scores = new Float64Array(matrix.rows.length)
      for (let from = 0; from < scores.length; from += rowsAtOnce) {
        signal?.throwIfAborted()
        const count = Math.min(rowsAtOnce, scores.length - from)
        const part = inputs.subarray(from * width, (from + count) * width)
        scores.set(await running.predict([part], count), from)
      }
      return spread(matrix.rows, scores, examples.length)
    },
    describe: () => stored.facts,
    async save(writer) {
      await writer.json(file, stored)
      await save(writer)
    },
    dispose: () => running.dispose(),
  }
}
