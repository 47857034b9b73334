import { random } from '#shared/random'
import type { Measured, MissingReason } from '#shared/results'
import type { DeflatedSharpe, OverfittingDetail } from '#shared/trading'
import {
  bootstrap,
  bootstrapInterval,
  detectableDifference,
  plannedReach,
  resampleBlocks,
  smallSample,
  z95,
  type Drawn,
} from '../../stats'
import { backtest, deflatedSharpe, expectedBestSharpe, momentsOf, overfitting, sharpeOf } from '../../trading'
import { decide, type Contender } from '../decide'
import { fewestUnits } from '../measured'
import type { Judge, JudgedModel, JudgeInput, JudgeOutput, ScoredModel, TradedRows } from '../types'
import { calibrateReturns } from './calibration'
import { tradedDays, type TradedDays } from './days'
import { blockLength, tradingDetail } from './detail'
import { rankIc } from './rank-ic'
import { drawnTrading, tradingStatistic, tradingValues, type DrawnTrading } from './statistic'

/** The interval of a rank correlation is Newey and West's; a drawdown and a deflated ratio have none that is valid. */
const definitions = {
  netReturn: { format: 'basis', higherIsBetter: true, interval: 'bootstrap' },
  hitRate: { format: 'share', higherIsBetter: true, interval: 'bootstrap' },
  accuracy: { format: 'share', higherIsBetter: true, interval: 'bootstrap' },
  precision: { format: 'share', higherIsBetter: true, interval: 'bootstrap' },
  recall: { format: 'share', higherIsBetter: true, interval: 'bootstrap' },
  f1: { format: 'share', higherIsBetter: true, interval: 'bootstrap' },
  rankIc: { format: 'number', higherIsBetter: true, interval: 'bootstrap' },
  sharpe: { format: 'number', higherIsBetter: true, interval: 'bootstrap' },
  maxDrawdown: { format: 'percent', higherIsBetter: false, interval: 'none' },
  deflatedSharpe: { format: 'share', higherIsBetter: true, interval: 'none' },
} as const satisfies Judge<string>['metrics']
type TradingMetric = keyof typeof definitions

type Measures = Record<TradingMetric, Measured>
const metricIds = Object.keys(definitions) as TradingMetric[]

const allFinite = (scores: Float64Array): boolean => scores.every(Number.isFinite)

/** An information coefficient above this is a leak until proved otherwise (templates.md). */
const suspiciousIc = 0.1
/** Of a plan before any training: what a day's difference between two strategies usually varies by. */
const usualDeviation = 0.01

function traded({ trading }: Pick<JudgeInput, 'trading'>): NonNullable<JudgeInput['trading']> {
  if (trading === undefined) throw new RangeError('traded forecasts are judged on prices')
  return trading
}

const missing = (n: number, reason: MissingReason): Measured => ({
  value: null,
  low: null,
  high: null,
  n,
  reason,
})

/** Largest fall from a peak, as a share of it; the start counts as a peak. */
function maxDrawdown(net: Float64Array): number {
  let [level, peak, worst] = [1, 1, 0]
  for (const value of net) {
    level *= 1 + value
    peak = Math.max(peak, level)
    worst = Math.max(worst, 1 - level / peak)
  }
  return worst
}

/** Draws the drawn metrics of several models from the same blocks of days. */
async function drawAll(all: readonly TradedDays[], horizon: number, seed: number, signal?: AbortSignal) {
  const days = all[0]?.test.days.length ?? 0
  if (days === 0) return all.map(() => null)
  const resample = resampleBlocks(days, blockLength(days, horizon), random(seed).fork('bootstrap'))
  const draws = await bootstrap(all.map(tradingStatistic), days, resample, { signal })
  return all.map((one, i) => {
    const values = tradingValues(one)
    return (metric: DrawnTrading): Drawn => {
      const at = drawnTrading.indexOf(metric)
      return { value: values[at] ?? Number.NaN, draws: draws[i]?.[at] ?? new Float64Array(0) }
    }
  })
}

type Draws = NonNullable<Awaited<ReturnType<typeof drawAll>>[number]>

function measureOne(
  days: TradedDays,
  drawn: Draws,
  { tickers, horizon }: { tickers: number; horizon: number },
  deflated: DeflatedSharpe | null,
): Measures {
  const n = days.test.days.length
  const small = smallSample([n])
  const of = (metric: DrawnTrading): Measured => {
    const { value, draws } = drawn(metric)
    if (!Number.isFinite(value)) return missing(n, metric === 'hitRate' ? 'no-positions' : 'class-absent')
    if (n < fewestUnits) return { value, low: null, high: null, n, reason: 'too-few' }
    const valid = draws.filter(Number.isFinite)
    if (valid.length < 0.95 * draws.length) return { value, low: null, high: null, n, reason: 'class-absent' }
    const scale = definitions[metric].format === 'share' ? 'counted' : 'linear'
    return { value, ...bootstrapInterval(scale, value, valid, small), n }
  }
  const ic = rankIc(days, tickers, horizon)
  return {
    netReturn: of('netReturn'),
    hitRate: of('hitRate'),
    accuracy: of('accuracy'),
    precision: of('precision'),
    recall: of('recall'),
    f1: of('f1'),
    rankIc: ic === null ? missing(n, 'one-class') : { value: ic.value, low: ic.low, high: ic.high, n: ic.n },
    sharpe: of('sharpe'),
    maxDrawdown: { value: maxDrawdown(days.test.net), low: null, high: null, n, reason: 'no-valid-interval' },
    deflatedSharpe:
      deflated === null
        ? missing(n, 'no-positions')
        : { value: deflated.value, low: null, high: null, n, reason: 'no-valid-interval' },
  }
}

/** The deflated Sharpe ratio of returns against so many tries; null where nothing moved. */
function deflate(net: Float64Array, trials: readonly number[]): DeflatedSharpe | null {
  const { mean, deviation, skew, kurtosis } = momentsOf(net)
  if (deviation < 1e-12 || net.length < 3) return null
  const spread = trials.length < 2 ? 0 : momentsOf(trials).deviation ** 2
  const of = {
    sharpe: mean / deviation,
    days: net.length,
    skew,
    kurtosis,
    trials: Math.max(1, trials.length),
    variance: spread,
  }
  return { ...of, value: deflatedSharpe(of), expected: expectedBestSharpe(of.trials, of.variance) }
}

interface Ready {
  model: ScoredModel
  validation: number
  days: TradedDays
}

function prepare(model: ScoredModel, input: JudgeInput): Ready | null {
  const { market, validation, test } = traded(input)
  if (!allFinite(model.validation) || !allFinite(model.test)) return null
  return {
    model,
    validation: meanNet({ market, rows: validation }, model.validation),
    days: tradedDays({ market, rows: test }, model.test),
  }
}

function meanNet({ market, rows }: TradedRows, scores: Float64Array): number {
  const { net } = backtest(market, rows, scores)
  return net.length === 0 ? Number.NaN : net.reduce((sum, value) => sum + value, 0) / net.length
}

async function judge(input: JudgeInput): Promise<JudgeOutput> {
  const { models, seed, bar, signal, headline } = input
  const { market, test, trials } = traded(input)
  const ready: Ready[] = []
  for (const model of models) {
    signal?.throwIfAborted()
    const one = prepare(model, input)
    if (one !== null) ready.push(one)
    await new Promise((next) => setImmediate(next))
  }
  const tries = trials.filter(allFinite).map((scores) => backtest(market, test, scores).net)
  const sharpes = tries.map(sharpeOf)
  const draws = await drawAll(
    ready.map(({ days }) => days),
    market.horizon,
    seed,
    signal,
  )
  const byId = new Map(ready.map((one, i) => [one.model.id, { ...one, drawn: draws[i] ?? null }]))
  const days = ready[0]?.days.test.days.length ?? 0
  const measures = new Map<string, { metrics: Measures; deflated: DeflatedSharpe | null }>()
  for (const { model, days: own, drawn } of byId.values()) {
    if (drawn === null) continue
    const deflated = deflate(own.test.net, model.kind === 'baseline' ? [] : sharpes)
    const size = { tickers: market.series.length, horizon: market.horizon }
    measures.set(model.id, { metrics: measureOne(own, drawn, size, deflated), deflated })
  }
  const contenders = models.map(({ id, kind }): Contender => {
    const one = byId.get(id)
    const drawn = one?.drawn?.('netReturn') ?? null
    return {
      id,
      kind,
      validation: one === undefined || Number.isNaN(one.validation) ? null : one.validation,
      test: drawn === null || Number.isNaN(drawn.value) ? null : drawn,
      chance: null,
    }
  })
  const { compared, ...rest } = decide(contenders, {
    higherIsBetter: true,
    rows: days,
    enough: days >= fewestUnits,
    widen: smallSample([Math.max(2, days)]).reach / z95,
    planned: planned(days, models.length),
    bar: bar === null ? null : { metric: headline, value: bar },
    measured: (id) => measures.get(id)?.metrics.netReturn,
  })
  const baseline = byId.get(rest.bestBaseline)?.days.test.net ?? new Float64Array(days)
  const found = overfitting(tries)
  const judgedModels: JudgedModel[] = []
  for (const { id, kind, test: signals } of models) {
    const one = byId.get(id)
    const own = measures.get(id)
    const { difference, verdict } = compared.get(id) ?? { difference: null, verdict: null }
    const plain = { id, difference, verdict, detail: null, calibration: { kind: 'none' } as const }
    if (one === undefined || own === undefined) {
      const nothing = Object.fromEntries(metricIds.map((metric) => [metric, missing(days, 'not-finite')]))
      judgedModels.push({ ...plain, metrics: nothing, validation: null })
      continue
    }
    const trading = await tradingDetail({
      market,
      rows: test,
      signals,
      days: one.days,
      baseline,
      deflated: kind === 'baseline' ? null : own.deflated,
      forecasts: kind === 'model',
      seed,
    })
    const metrics = own.metrics as Record<string, Measured>
    judgedModels.push({ ...plain, metrics, validation: one.validation, trading })
  }
  return {
    ...rest,
    models: judgedModels,
    overfitting: found,
    warnings: [...rest.warnings, ...warningsOf(models, judgedModels, found, rest.best)],
  }
}

function warningsOf(
  models: readonly ScoredModel[],
  judged: readonly JudgedModel[],
  found: OverfittingDetail | null,
  best: string | null,
): JudgeOutput['warnings'] {
  const warnings: JudgeOutput['warnings'] = []
  const kinds = new Map(models.map(({ id, kind }) => [id, kind]))
  const rivals = judged.filter(({ id }) => kinds.get(id) === 'model')
  if (rivals.length > 0 && !rivals.some(({ verdict }) => verdict === 'better'))
    warnings.push({ code: 'no-edge', params: {} })
  for (const { id, metrics } of rivals) {
    const { low = null, value = null } = metrics['rankIc'] ?? {}
    if (value !== null && low !== null && value > suspiciousIc && low > 0)
      warnings.push({ code: 'ic-suspicious', params: { model: id, ic: Math.round(value * 1000) / 1000 } })
  }
  const naive = judged.find(({ id }) => id === best)?.trading?.naive ?? null
  if (naive !== null && naive.error >= naive.lastError)
    warnings.push({ code: 'hugs-yesterday', params: { model: best ?? '' } })
  if (found !== null && found.probability > 0.5)
    warnings.push({
      code: 'overfitting-likely',
      params: { share: `${String(Math.round(100 * found.probability))} %` },
    })
  warnings.push({ code: 'not-advice', params: {} })
  return warnings
}

function planned(days: number, models: number): number {
  return detectableDifference(usualDeviation / Math.sqrt(Math.max(1, days)), plannedReach(models))
}

/** Forecasts that are traded: the headline is the mean return a day after costs (adr/0015). */
export const tradingJudge: Judge<TradingMetric> = {
  metrics: definitions,

  judge,

  async measure({ scores, traded: rows, seed }) {
    if (rows === undefined) throw new RangeError('traded forecasts are measured on prices')
    const nothing = (reason: MissingReason): Measures =>
      Object.fromEntries(metricIds.map((id) => [id, missing(0, reason)])) as Measures
    if (!allFinite(scores)) return nothing('not-finite')
    const days = tradedDays(rows, scores)
    const [drawn] = await drawAll([days], rows.market.horizon, seed)
    if (drawn == null) return nothing('too-few')
    const size = { tickers: rows.market.series.length, horizon: rows.market.horizon }
    return measureOne(days, drawn, size, deflate(days.test.net, []))
  },

  calibrate: (_question, validation, _truth, _seed, rows) =>
    rows === undefined || !allFinite(validation) ? { kind: 'none' } : calibrateReturns(rows, validation),

  calibrated: (_calibration, scores) => scores.slice(),

  detectable: ({ n, models = 1 }) => planned(n, models),

  headline(metric, _question, scores, _truth, rows) {
    if (rows === undefined || !allFinite(scores)) return Number.NaN
    if (metric === 'netReturn') return meanNet(rows, scores)
    const at = (drawnTrading as readonly string[]).indexOf(metric)
    if (at < 0) throw new RangeError(`${metric} cannot decide`)
    return tradingValues(tradedDays(rows, scores))[at] ?? Number.NaN
  },
}
