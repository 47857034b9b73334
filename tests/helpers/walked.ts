import type { Mapping } from '../../src/shared/project'
import { random, type Random } from '../../src/shared/random'
import { makeSplit, PART, tableFromColumns, type Table } from '../../src/main/data'
import { fitsOfEach, type Fit } from '../../src/main/engine/trainer/ladder/fits'
import { deriveAfter } from '../../src/main/engine/trainer/derived'
import { makeExamples } from '../../src/main/engine/trainer/examples'
import { inputRoles, type Problem } from '../../src/main/engine/trainer/problem'
import type { Examples, JudgeOutput } from '../../src/main/ml'
import { stock } from '../../src/main/templates/stock'
import { contextOf } from './texts'
import { mappingOf } from './samples'

/** One ticker's made-up days. */
export interface MadeBars {
  ticker: string
  close: Float64Array
  open: Float64Array
  volume: Float64Array
}

const dayMs = 86_400_000
const firstDay = Date.UTC(2000, 0, 3)

/** A standard normal number. */
export const normal = (source: Random): number =>
  Math.sqrt(-2 * Math.log(1 - source.next())) * Math.cos(2 * Math.PI * source.next())

/** Trading days from Monday to Friday. */
export const tradingDay = (i: number): number => firstDay + (Math.floor(i / 5) * 7 + (i % 5)) * dayMs

/** A random walk with a daily deviation of 1 %; opens lie between the closes, volumes tell nothing. */
export function randomWalk(seed: number, days: number, ticker = ''): MadeBars {
  const source = random(seed)
  let level = Math.log(100)
  const close = new Float64Array(days)
  const open = new Float64Array(days)
  const volume = new Float64Array(days)
  for (let i = 0; i < days; i += 1) {
    const gap = 0.004 * normal(source)
    open[i] = Math.exp(level + gap)
    level += gap + Math.sqrt(0.01 ** 2 - 0.004 ** 2) * normal(source)
    close[i] = Math.exp(level)
    volume[i] = Math.exp(13 + 0.5 * normal(source))
  }
  return { ticker, close, open, volume }
}

/** Deviation of a return from close to close in units of one from open to open, and of the clipped product with a normal. */
const returnScale = 0.72
const signalScale = 0.87

/**
 * A series whose return from open to open goes with volume times the return before it: the correlation of the two is
 * `ic`, and neither alone says anything.
 */
export function plantedEdge(seed: number, days: number, ic: number): MadeBars {
  const source = random(seed)
  const close = new Float64Array(days)
  const open = new Float64Array(days)
  const volume = new Float64Array(days)
  let level = Math.log(100)
  const move = 0.01
  // Every close lies in the middle of the way from one open to the next.
  let [before, signal] = [0, 0]
  open[0] = Math.exp(level)
  for (let i = 0; i < days; i += 1) {
    // The return from this open to the next was decided by what was known at the close before.
    const step = move * (ic * signal + Math.sqrt(1 - ic * ic) * normal(source))
    const share = 0.5 + 0.1 * normal(source)
    close[i] = Math.exp(level + share * step)
    const loud = normal(source)
    volume[i] = Math.exp(13 + 0.5 * loud)
    const own = Math.log((close[i] ?? 1) / Math.exp(before === 0 ? level : before))
    // At this close the return and the volume of the day are known: they decide the day after next's open.
    signal = Math.max(-3, Math.min(3, (loud * own) / (move * returnScale))) / signalScale
    before = Math.log(close[i] ?? 1)
    level += step
    if (i + 1 < days) open[i + 1] = Math.exp(level)
  }
  return { ticker: '', close, open, volume }
}

/** Made-up days as an imported table has them, each ticker below the other. */
export function barsTable(all: readonly MadeBars[]): Table {
  const column = (of: (one: MadeBars, i: number) => number): Float64Array =>
    Float64Array.from(all.flatMap((one) => Array.from(one.close.keys(), (i) => of(one, i))))
  const at = (values: Float64Array, i: number): number => values[i] ?? Number.NaN
  return tableFromColumns([
    { name: 'ticker', type: 'text', values: all.flatMap((one) => Array.from(one.close, () => one.ticker)) },
    { name: 'date', type: 'time', values: column((_, i) => tradingDay(i)) },
    { name: 'open', type: 'number', values: column((one, i) => at(one.open, i)) },
    {
      name: 'high',
      type: 'number',
      values: column((one, i) => 1.002 * Math.max(at(one.open, i), at(one.close, i))),
    },
    {
      name: 'low',
      type: 'number',
      values: column((one, i) => 0.998 * Math.min(at(one.open, i), at(one.close, i))),
    },
    { name: 'close', type: 'number', values: column((one, i) => at(one.close, i)) },
    { name: 'volume', type: 'number', values: column((one, i) => at(one.volume, i)) },
  ])
}

export const barRoles = {
  ticker: 'ticker',
  date: 'date',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
}

/** A table as the trainer opens it, without files: walking forward, with its vault left out. */
export function stockProblem(table: Table, mapping: Mapping, params: Record<string, unknown>): Problem {
  const inputs = inputRoles(stock, mapping)
  const timesOf = table.time(mapping.roles['date']?.[0] ?? '')
  const split = makeSplit({
    kind: 'walk-forward',
    labels: new Int32Array(table.rows),
    clusters: Int32Array.from({ length: table.rows }, (_, row) => row),
    groups: null,
    times: timesOf,
    gapDays: 0,
    seed: 1,
    sealed: null,
  })
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter(
    (row) => split.part[row] !== PART.vault && split.part[row] !== PART.leftOut,
  )
  const derived = deriveAfter(stock, [], table, inputs, null, params)
  const examples = (positions: Int32Array): Examples =>
    makeExamples(
      table,
      inputs,
      positions.map((position) => rows[position] ?? -1),
      new Int32Array(positions.length),
      derived,
    )
  const at = (values: ArrayLike<number>): Int32Array => Int32Array.from(rows, (row) => values[row] ?? -1)
  const market = stock.market({ table, roles: inputs, params })
  return {
    template: stock,
    table,
    mapping,
    labelColumn: '',
    question: { classes: [], positive: null, ordinal: false, lang: 'other' },
    rows,
    labels: new Int32Array(rows.length),
    parts: at(split.part),
    folds: at(split.fold),
    units: at(Int32Array.from({ length: table.rows }, (_, row) => row)),
    drawn: rows,
    derived,
    params,
    times: Float64Array.from(rows, (row) => timesOf[row] ?? Number.NaN),
    market: () => market,
    unlabelled: 0,
    fingerprint: '',
    examples,
  }
}

export interface Walked {
  /** Scores of each model on the days that choose and on those that decide. */
  scores: Map<string, { validation: Float64Array; test: Float64Array }>
  validation: Int32Array
  test: Int32Array
  problem: Problem
  fits: (model: string) => readonly Fit[]
  seconds: number
}

/** Walks some models forward over a table, as the ladder does. */
export async function walkForward(
  table: Table,
  models: readonly string[],
  set: Record<string, unknown> = {},
  mapping = mappingOf(barRoles),
): Promise<Walked> {
  const params = stock.parseParams(set as never)
  const since = performance.now()
  const problem = stockProblem(table, mapping, params)
  const fits = fitsOfEach(problem, 'walk-forward', 1, params)
  const part = (which: number): Int32Array =>
    Int32Array.from(problem.rows.keys()).filter((position) => problem.parts[position] === which)
  const [validation, test] = [part(PART.validation), part(PART.test)]
  const place = (positions: Int32Array): Map<number, number> =>
    new Map(Array.from(positions, (p, i) => [p, i]))
  const places = { validation: place(validation), test: place(test) }
  const scores: Walked['scores'] = new Map()
  for (const model of models) {
    const own = { validation: new Float64Array(validation.length), test: new Float64Array(test.length) }
    for (const fit of fits(model)) {
      if (fit.fold === null) continue
      const predictor = await stock.fit(
        contextOf({
          model,
          train: problem.examples(fit.train),
          validation: problem.examples(fit.validation),
          question: problem.question,
          params,
          seed: 7,
        }),
      )
      const found = await predictor.scores(problem.examples(fit.test))
      fit.test.forEach((position, i) => {
        for (const name of ['validation', 'test'] as const) {
          const to = places[name].get(position)
          if (to !== undefined) own[name][to] = found[i] ?? Number.NaN
        }
      })
      predictor.dispose()
    }
    scores.set(model, own)
  }
  const rowsOf = (positions: Int32Array): Int32Array => positions.map((p) => problem.rows[p] ?? -1)
  return {
    scores,
    validation: rowsOf(validation),
    test: rowsOf(test),
    problem,
    fits,
    seconds: (performance.now() - since) / 1000,
  }
}

/** Judges what was walked. */
export async function judgeWalked(
  { scores, validation, test, problem }: Walked,
  seed = 1,
  market = problem.market(),
): Promise<JudgeOutput> {
  if (market === null) throw new Error('no market')
  const { models } = stock.manifest
  const judged = models.flatMap(({ id, kind }) => {
    const own = scores.get(id)
    return own === undefined ? [] : [{ id, kind, ...own }]
  })
  return stock.judge.judge({
    question: problem.question,
    headline: 'netReturn',
    models: judged,
    validationTruth: new Int32Array(validation.length),
    testTruth: new Int32Array(test.length),
    testUnits: null,
    slices: [],
    trading: {
      market,
      validation,
      test,
      trials: judged.flatMap(({ kind, test: own }) => (kind === 'model' ? [own] : [])),
    },
    seed,
    bar: null,
  })
}
