import { availableParallelism } from 'node:os'
import type { Push, RowPush } from '#shared/results'
import { fitBoosting, loadBoosted, type Boosted } from '../boosting'
import type { Examples, ModelReader, Predictor } from '../predictor'
import { arimaLags, fitArima, type Arima } from './arima'
import { volatilityColumn } from './features'
import { netIds, type ForecastNet } from './forecast-nets'
import { fitForecastNet, loadForecastNet, type ForecastSettings } from './nets'
import { fitRidge, ridgeScores, type Ridge } from './ridge'
import { ruleIds, rulePredictor, type Rule, type RuleId } from './rules'
import {
  featuresIn,
  matrixOf,
  numbersOf,
  spread,
  targetsOf,
  type Matrix,
  type TradingContextOf,
  type TradingSettings,
} from './task'

/** What the ladder's models are fitted with; a template's parameters give it. */
export interface TradingModelSettings extends TradingSettings {
  strengths: readonly number[]
  boosting: {
    trees: number
    learningRate: number
    leaves: number
    leafRows: number
    l2: number
    rowShare: number
    columnShare: number
    patience: number
  }
  nets: Record<ForecastNet, ForecastSettings>
}

export const tradingModelIds = [...ruleIds, 'ridge', 'boosting', 'arima', ...netIds] as const
export type TradingModelId = (typeof tradingModelIds)[number]

const isRule = (id: TradingModelId): id is RuleId => (ruleIds as readonly string[]).includes(id)
const isNet = (id: TradingModelId): id is ForecastNet => (netIds as readonly string[]).includes(id)

/** Rows of train from which on a second thread is worth starting. */
const threadRows = 20_000
/** Rows that the mean size of SHAP values is taken over. */
const explainedRows = 500

const strongest = (pushes: readonly Push[], limit: number): { towards: Push[]; against: Push[] }[] => {
  const sorted = [...pushes].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
  return [
    {
      towards: sorted.filter(({ weight }) => weight > 0).slice(0, limit),
      against: sorted.filter(({ weight }) => weight < 0).slice(0, limit),
    },
  ]
}

const written = (value: number): string => (Number.isNaN(value) ? '' : String(Number(value.toPrecision(4))))

const bySize = (pushes: RowPush[]): RowPush[] =>
  pushes.filter(({ weight }) => weight !== 0).sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))

function ridgePredictor(model: Ridge): Predictor {
  return {
    width: 1,
    scores(examples) {
      const matrix = matrixOf(examples, model.names, null)
      return Promise.resolve(spread(matrix.rows, ridgeScores(model, matrix), examples.length))
    },
    // Weights of standardised features: sizes compare.
    pushes: (limit) =>
      strongest(
        model.names.map((feature, i) => ({ feature, weight: model.weights[i] ?? 0 })),
        limit,
      ),
    explainRow(example) {
      const matrix = matrixOf(example, model.names, null)
      return Promise.resolve(
        bySize(
          model.names.map((feature, i) => {
            const x = matrix.columns[i]?.[0] ?? Number.NaN
            const z = Number.isNaN(x) ? 0 : (x - (model.mean[i] ?? 0)) * (model.scale[i] ?? 0)
            return { feature, weight: z * (model.weights[i] ?? 0), value: written(x) }
          }),
        ),
      )
    },
    describe: () => ({ features: model.names.length, strength: model.strength }),
    save: (writer) => writer.json('ridge.json', model),
    dispose: () => undefined,
  }
}

const frameOf = ({ names, columns, rows }: Matrix) => ({
  rows: rows.length,
  columns: names.map((name, i) => ({
    name,
    kind: 'number' as const,
    values: columns[i] ?? new Float64Array(rows.length),
  })),
})

interface BoostedFacts {
  names: string[]
  importance: Push[]
}

function importanceOf(model: Boosted, matrix: Matrix): Push[] {
  const step = Math.max(1, Math.floor(matrix.rows.length / explainedRows))
  const rows = matrix.rows.filter((_, i) => i % step === 0)
  const columns = matrix.columns.map((column) => column.filter((_, i) => i % step === 0))
  const shap = model.shap(frameOf({ ...matrix, rows, columns }))
  const width = matrix.names.length + 1
  return matrix.names.map((feature, at) => {
    let [size, covariance] = [0, 0]
    for (let row = 0; row < rows.length; row += 1) {
      const push = shap[row * width + at] ?? 0
      const value = columns[at]?.[row] ?? Number.NaN
      size += Math.abs(push) / Math.max(1, rows.length)
      if (!Number.isNaN(value)) covariance += value * push
    }
    return { feature, weight: covariance < 0 ? -size : size }
  })
}

function boostedPredictor(model: Boosted, facts: BoostedFacts): Predictor {
  return {
    width: 1,
    scores(examples) {
      const matrix = matrixOf(examples, facts.names, null)
      return Promise.resolve(spread(matrix.rows, model.predict(frameOf(matrix)), examples.length))
    },
    pushes: (limit) => strongest(facts.importance, limit),
    explainRow(example) {
      const matrix = matrixOf(example, facts.names, null)
      if (matrix.rows.length === 0) return Promise.resolve([])
      const shap = model.shap(frameOf(matrix))
      return Promise.resolve(
        bySize(
          facts.names.map((feature, i) => ({
            feature,
            weight: shap[i] ?? 0,
            value: written(matrix.columns[i]?.[0] ?? Number.NaN),
          })),
        ),
      )
    },
    describe: () => ({ trees: model.rounds, features: facts.names.length }),
    async save(writer) {
      await model.save(writer)
      await writer.json('facts.json', facts)
    },
    dispose: () => undefined,
  }
}

async function fitBoosted(context: TradingContextOf, settings: TradingModelSettings): Promise<Predictor> {
  const names = featuresIn(context.train)
  const prepared = (examples: Examples): Matrix =>
    matrixOf(examples, names, targetsOf(examples, settings).values)
  const train = prepared(context.train)
  await context.breathe()
  const validation = prepared(context.validation)
  const { trees, learningRate, leaves, leafRows, l2, rowShare, columnShare, patience } = settings.boosting
  const model = await fitBoosting(
    { ...frameOf(train), labels: train.targets },
    {
      objective: 'regression',
      trees,
      learningRate,
      leaves,
      minDataInLeaf: leafRows,
      l2,
      rowSampling: rowShare,
      columnSampling: columnShare,
      maxBins: 63,
      patience: validation.rows.length === 0 ? 0 : patience,
      checkpointEvery: 100,
    },
    {
      seed: context.seed,
      threads: train.rows.length < threadRows ? 1 : availableParallelism(),
      ...(validation.rows.length === 0
        ? {}
        : { validation: { ...frameOf(validation), labels: validation.targets } }),
      breathe: () => context.breathe(),
      report: ({ round, rounds, validation: loss, rowsPerSecond }) => {
        context.report({
          epoch: null,
          epochs: null,
          done: round / rounds,
          rowsPerSecond,
          learningRate,
          points: loss === null ? [] : [{ epoch: round, validationLoss: loss }],
        })
      },
      checkpoints: context.checkpoints,
    },
  )
  return boostedPredictor(model, {
    names,
    importance: importanceOf(model, validation.rows.length === 0 ? train : validation),
  })
}

function arimaPredictor(model: Arima): Predictor {
  const lags = arimaLags(model)
  return {
    width: 1,
    scores(examples) {
      const volatility = numbersOf(examples, volatilityColumn)
      const past = Array.from(lags, (_, i) => numbersOf(examples, `return-${String(i + 1)}`))
      const total = lags.reduce((sum, weight) => sum + weight, 0)
      return Promise.resolve(
        volatility.map((scale, row) => {
          if (Number.isNaN(scale)) return 0
          // Lagged returns come in units of the volatility; so does the forecast.
          let sum = (model.constant * (1 - total)) / scale
          lags.forEach((weight, i) => {
            const value = past[i]?.[row] ?? Number.NaN
            if (!Number.isNaN(value)) sum += weight * value
          })
          return sum
        }),
      )
    },
    describe: () => ({ phi: Number(model.phi.toFixed(4)), theta: Number(model.theta.toFixed(4)) }),
    save: (writer) => writer.json('arima.json', model),
    dispose: () => undefined,
  }
}

/** Days that a random position is kept so that it trades as often as ridge does on these rows. */
async function randomDays(context: TradingContextOf, settings: TradingModelSettings): Promise<number> {
  const ridge = ridgePredictor(await fitRidge(context, settings, settings.strengths))
  const { series } = targetsOf(context.train, settings)
  const scores = await ridge.scores(context.train)
  let [flips, days] = [0, 0]
  for (const { rows } of series) {
    rows.forEach((row, i) => {
      const before = rows[i - 1]
      if (before === undefined) return
      days += 1
      if ((scores[row] as number) > 0 !== (scores[before] as number) > 0) flips += 1
    })
  }
  // A new draw turns the position every second time.
  return Math.max(1, 0.5 / Math.max(1e-3, flips / Math.max(1, days)))
}

/** Fits one model of the ladder on the given past. The same seed and rows give the same model. */
export async function fitTrading(
  model: TradingModelId,
  context: TradingContextOf,
  settings: TradingModelSettings,
): Promise<Predictor> {
  await context.breathe()
  if (isNet(model)) return fitForecastNet(context, model, settings, settings.nets[model])
  if (isRule(model)) {
    const days = model === 'random-turnover' ? await randomDays(context, settings) : 1
    return rulePredictor({ rule: model, seed: context.seed, days })
  }
  switch (model) {
    case 'ridge':
      return ridgePredictor(await fitRidge(context, settings, settings.strengths))
    case 'boosting':
      return fitBoosted(context, settings)
    case 'arima':
      return arimaPredictor(
        await fitArima(targetsOf(context.train, settings).series, () => context.breathe()),
      )
  }
}

export async function loadTrading(model: TradingModelId, reader: ModelReader): Promise<Predictor> {
  if (isNet(model)) return loadForecastNet(reader, model)
  if (isRule(model)) return rulePredictor((await reader.json('rule.json')) as Rule)
  switch (model) {
    case 'ridge':
      return ridgePredictor((await reader.json('ridge.json')) as Ridge)
    case 'boosting':
      return boostedPredictor(await loadBoosted(reader), (await reader.json('facts.json')) as BoostedFacts)
    case 'arima':
      return arimaPredictor((await reader.json('arima.json')) as Arima)
  }
}
