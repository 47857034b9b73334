import { random } from '#shared/random'
import {
  demoSteps,
  type DemoRow,
  type DemoScores,
  type Demonstration,
  type DemoStep,
} from '#shared/demonstration'
import { fitBoosting, type BoostingSettings } from '../boosting'
import type { Series } from './bars'
import { sma } from './indicators'

/** Days that the smoothed label compares with as many before. */
const trendDays = 20
/** Moving means that stand beside the prices, as in most such tutorials: by their level a day is known again. */
const meanDays = [20, 50]
/** Share of the rows that is judged, as the tutorials split. */
const testShare = 0.2
/** As they do, and so that everybody sees the same. */
const seed = 42
/** Trees that learn rows by heart, as a forest without limits does. */
const byHeart: Partial<BoostingSettings> = {
  objective: 'binary',
  trees: 300,
  learningRate: 0.15,
  leaves: 63,
  minDataInLeaf: 1,
  minHessianInLeaf: 1e-6,
  minDataInBin: 1,
  rowSampling: 0.7,
  columnSampling: 0.5,
}

interface Rows {
  columns: Float64Array[]
  labels: Uint8Array
}

/** What a model of this kind answers to test rows after learning train rows. */
async function answers({ columns, labels }: Rows, train: Int32Array, test: Int32Array): Promise<Uint8Array> {
  const part = (rows: Int32Array) => ({
    rows: rows.length,
    columns: columns.map((column) => ({
      kind: 'number' as const,
      values: Float64Array.from(rows, (row) => column[row] ?? Number.NaN),
    })),
  })
  const learnt = { ...part(train), labels: Uint8Array.from(train, (row) => labels[row] ?? 0) }
  const model = await fitBoosting(learnt, byHeart, { seed })
  return Uint8Array.from(model.predict(part(test)), (share) => Number(share > 0.5))
}

function scoresOf(said: Uint8Array, truth: Uint8Array): DemoScores {
  let [tp, fp, fn, tn] = [0, 0, 0, 0]
  said.forEach((answer, i) => {
    const up = truth[i] === 1
    if (answer === 1 && up) tp += 1
    else if (answer === 1) fp += 1
    else if (up) fn += 1
    else tn += 1
  })
  const n = Math.max(1, said.length)
  const up = (tp + fn) / n
  return {
    accuracy: (tp + tn) / n,
    recall: tp / Math.max(1, tp + fn),
    f1: (2 * tp) / Math.max(1, 2 * tp + fp + fn),
    majority: Math.max(up, 1 - up),
    n: said.length,
  }
}

const all = (n: number): Int32Array => Int32Array.from({ length: n }, (_, row) => row)

function splitOf(n: number, how: 'random' | 'time'): { train: Int32Array; test: Int32Array } {
  const order = how === 'time' ? all(n) : random(seed).fork('split').shuffle(all(n))
  const cut = Math.round((1 - testShare) * n)
  return { train: order.slice(0, cut).sort(), test: order.slice(cut).sort() }
}

async function scored(rows: Rows, how: 'random' | 'time' | 'training'): Promise<DemoScores> {
  const n = rows.labels.length
  const { train, test } = how === 'training' ? { train: all(n), test: all(n) } : splitOf(n, how)
  return scoresOf(
    await answers(rows, train, test),
    Uint8Array.from(test, (row) => rows.labels[row] ?? 0),
  )
}

/** Rows of the days from … to: what `columns` and `label` make of each. */
function rowsOf(
  from: number,
  to: number,
  label: (i: number) => boolean,
  columns: (i: number) => number[],
): Rows {
  const days = Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k)
  const made = days.map(columns)
  return {
    columns: (made[0] ?? []).map((_, j) => Float64Array.from(made, (row) => row[j] ?? Number.NaN)),
    labels: Uint8Array.from(days, (i) => Number(label(i))),
  }
}

const sum = (values: Float64Array, from: number, to: number): number => {
  let total = 0
  for (let i = from; i < to; i += 1) total += values[i] ?? Number.NaN
  return total
}

/** How often the part of the smoothed label that is past already names the whole of it: the last ten days against the ten before. */
function knownShare({ close }: Series): number {
  const half = trendDays / 2
  let [right, n] = [0, 0]
  for (let i = trendDays; i < close.length - trendDays; i += 1) {
    const known = sum(close, i - half + 1, i + 1) > sum(close, i - trendDays + 1, i - half + 1)
    const whole = sum(close, i + 1, i + trendDays + 1) > sum(close, i - trendDays + 1, i + 1)
    right += Number(known === whole)
    n += 1
  }
  return right / Math.max(1, n)
}

/**
 * How a 90 % forecast of prices is made, mistake by mistake, on one ticker: each with what an honest judgement of the
 * same model says. Labels, split and columns as the tutorials have them.
 */
async function demonstrate(series: Series): Promise<Record<DemoStep, DemoRow>> {
  const { open, high, low, close, volume, ticker } = series
  const n = close.length
  const five = (i: number): number[] =>
    [open, high, low, close, volume].map((column) => column[i] ?? Number.NaN)
  const move = (i: number): number => Math.log((close[i] ?? 1) / (close[i - 1] ?? 1))
  const means = meanDays.map((days) => sma(close, days))
  const returns = (i: number): number[] => [0, 1, 2, 3, 4].map((lag) => move(i - lag))
  const rises = (i: number): boolean => (close[i + 1] ?? 0) > (close[i] ?? 0)
  const trend = (i: number): boolean =>
    sum(close, i + 1, i + trendDays + 1) > sum(close, i - trendDays + 1, i + 1)
  const next = rowsOf(trendDays, n - 1, rises, five)
  const sameDay = (i: number): boolean => (close[i] ?? 0) > (open[i] ?? 0)
  const smoothed = rowsOf(trendDays, n - trendDays, trend, (i) => [
    ...five(i),
    ...means.map((mean) => mean[i] ?? Number.NaN),
  ])
  const row = (shown: DemoScores, honest: DemoScores): DemoRow => ({ ticker, shown, honest })
  return {
    'training-rows': row(await scored(next, 'training'), await scored(next, 'time')),
    'same-day': row(
      await scored(
        rowsOf(trendDays, n - 1, sameDay, (i) => [...returns(i - 1), (close[i] ?? 0) - (open[i] ?? 0)]),
        'random',
      ),
      await scored(
        rowsOf(trendDays, n - 1, sameDay, (i) => returns(i - 1)),
        'time',
      ),
    ),
    'smoothed-label': {
      ...row(await scored(smoothed, 'random'), await scored(smoothed, 'time')),
      known: knownShare(series),
    },
    'next-session': row(await scored(next, 'random'), await scored(next, 'time')),
  }
}

/**
 * The walk through all mistakes, for each ticker.
 * @param breathe called between tickers: throws when cancelled
 */
export async function demonstration(
  all: readonly Series[],
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<Demonstration> {
  const found = Object.fromEntries(demoSteps.map((step) => [step, []])) as unknown as Demonstration
  for (const series of all) {
    await breathe()
    const own = await demonstrate(series)
    for (const step of demoSteps) found[step].push(own[step])
  }
  return found
}
