import type { ModelReader } from '../../predictor'
import { fitLogistic, sigmoid, type Matrix } from '../logistic'
import type { Frame, TableColumn } from '../plan'
import type { TableModel } from '../predictor'
import type { TableTask } from '../task'
import { binAt, binColumn, type ColumnBins } from './column-bins'
import { binLabel } from './bin-label'
import { scorecardFiles } from './files'
import type { Scorecard, ScoredColumn, TestVector } from './types'

export interface ScorecardParams {
  scorecardBins: number
  scorecardLeastShare: number
  scorecardLeastIv: number
  /** Points that double the odds of paying back. */
  scorecardPdo: number
  /** Points at which the odds of paying back are `scorecardBaseOdds` to 1. */
  scorecardBaseScore: number
  scorecardBaseOdds: number
  strengths: readonly number[]
}
export const scorecardFields = [
  'scorecardBins',
  'scorecardLeastShare',
  'scorecardLeastIv',
  'scorecardPdo',
  'scorecardBaseScore',
  'scorecardBaseOdds',
  'strengths',
] as const

const file = 'scorecard.json'
/** Applications of train that are written beside a scorecard, so that a copy of it elsewhere can be checked. */
const testVectors = 100

/** Weights of evidence of the columns' bins, one column a number. */
function evidence(columns: readonly ColumnBins[], frame: Frame): Matrix {
  const width = columns.length
  const values = new Float64Array(frame.rows * width)
  columns.forEach((bins, at) => {
    const column = frame.columns.find(({ name }) => name === bins.name)
    if (column === undefined) return
    for (let row = 0; row < frame.rows; row += 1) {
      const bin = binAt(bins, column, row)
      values[row * width + at] = (bin < 0 ? bins.unknown : bins.bins[bin])?.woe ?? 0
    }
  })
  return { values, width, rows: frame.rows }
}

/**
 * A scorecard (Siddiqi 2006): columns in monotone bins, logistic regression on their weights of evidence, integer
 * points. Columns that would count against their own evidence are left out one by one, so that every reason given
 * points the way its column does. The points are the model: what is printed, exported and scored is the same.
 */
export async function fitScorecard(task: TableTask, params: ScorecardParams): Promise<TableModel> {
  const settings = { most: params.scorecardBins, leastShare: params.scorecardLeastShare }
  // What is computed from moments or other rows has no cell that a card could be read by.
  const plain = new Set(
    task.plan.columns.flatMap((plan) => (plan.kind === 'number' && plan.computed ? [] : [plan.name])),
  )
  let columns: ColumnBins[] = []
  for (const column of task.train.columns) {
    await task.breathe()
    if (plain.has(column.name)) columns.push(binColumn(column, task.positive, settings))
  }
  const telling = columns.filter(({ iv, bins }) => iv >= params.scorecardLeastIv && bins.length > 1)
  columns = telling.length > 0 ? telling : columns.filter(({ bins }) => bins.length > 1)
  const fit = () =>
    fitLogistic(
      evidence(columns, task.train),
      task.positive,
      evidence(columns, task.validation),
      task.truth,
      params.strengths,
      () => task.breathe(),
    )
  let fitted = await fit()
  for (
    let worst = Math.min(...fitted.weights);
    worst < 0 && columns.length > 1;
    worst = Math.min(...fitted.weights)
  ) {
    const at = fitted.weights.indexOf(worst)
    columns = columns.filter((_, i) => i !== at)
    fitted = await fit()
  }
  const factor = params.scorecardPdo / Math.LN2
  const offset = params.scorecardBaseScore - factor * Math.log(params.scorecardBaseOdds)
  const levels = new Map(task.plan.columns.map((c) => [c.name, c.kind === 'category' ? c.levels : null]))
  const rows = task.train.rows
  const scored = columns.map((bins, i): ScoredColumn => {
    const weight = fitted.weights[i] ?? 0
    // Adding 0 keeps -0 out of files.
    const pointsOf = (woe: number): number => Math.round(-factor * weight * woe) + 0
    const made = bins.bins.map((bin) => ({ ...bin, points: pointsOf(bin.woe) }))
    const unknown = { ...bins.unknown, points: pointsOf(bins.unknown.woe) }
    const mean = [...made, unknown].reduce((sum, bin) => sum + (bin.rows * bin.points) / rows, 0)
    return { ...bins, levels: levels.get(bins.name) ?? null, weight, bins: made, unknown, mean }
  })
  const base = Math.round(offset - factor * fitted.bias)
  const card: Scorecard = {
    base,
    factor,
    offset,
    pdo: params.scorecardPdo,
    baseScore: params.scorecardBaseScore,
    baseOdds: params.scorecardBaseOdds,
    columns: scored,
  }
  return scorecard(card, vectorsOf(card, task.train))
}

/** Points of each row. */
function scoresOf(card: Scorecard, frame: Frame): Int32Array {
  const scores = new Int32Array(frame.rows).fill(card.base)
  for (const own of card.columns) {
    const column = frame.columns.find(({ name }) => name === own.name)
    for (let row = 0; row < frame.rows; row += 1) {
      scores[row] = (scores[row] ?? 0) + pointsAt(own, column, row)
    }
  }
  return scores
}

function pointsAt(own: ScoredColumn, column: TableColumn | undefined, row: number): number {
  const bin = column === undefined ? -1 : binAt(own, column, row)
  return (bin < 0 ? own.unknown : own.bins[bin])?.points ?? 0
}

/** Probability of the positive class at so many points. */
const riskAt = (card: Scorecard, points: number): number => sigmoid(-(points - card.offset) / card.factor)

/** Rows spread over train with their cells as a file holds them, and their points. */
function vectorsOf(card: Scorecard, frame: Frame): TestVector[] {
  const scores = scoresOf(card, frame)
  const count = Math.min(testVectors, frame.rows)
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * frame.rows) / count))
  return rows.map((row) => {
    const cells = card.columns.map(({ name, levels }) => {
      const column = frame.columns.find((one) => one.name === name)
      if (column?.kind === 'number') {
        const value = column.values[row] ?? Number.NaN
        return Number.isNaN(value) ? null : value
      }
      const code = column?.codes[row] ?? -1
      return code < 0 ? null : (levels?.[code] ?? 'any other value')
    })
    const points = scores[row] ?? card.base
    return { cells, points, probability: riskAt(card, points) }
  })
}

export const loadScorecard = async (reader: ModelReader): Promise<TableModel> => {
  const { card, vectors } = (await reader.json(file)) as { card: Scorecard; vectors: TestVector[] }
  return scorecard(card, vectors)
}

function scorecard(card: Scorecard, vectors: TestVector[]): TableModel {
  return {
    positive: (frame) => Float64Array.from(scoresOf(card, frame), (points) => riskAt(card, points)),
    pushes: () =>
      card.columns.flatMap(({ name, bins, unknown, cuts, binOf, levels, mean }) =>
        [...bins, unknown]
          .map((bin, i) => ({
            feature: `${name}: ${i < bins.length ? binLabel({ cuts, binOf, levels }, i) : '?'}`,
            weight: (mean - bin.points) / card.factor,
          }))
          .filter((_, i) => (bins[i] ?? unknown).rows > 0),
      ),
    explain: (frame) =>
      card.columns.map((own) => {
        const column = frame.columns.find(({ name }) => name === own.name)
        const points = pointsAt(own, column, 0)
        return { feature: own.name, weight: (own.mean - points) / card.factor, value: '', points }
      }),
    describe: () => ({
      base: card.base,
      columns: card.columns.length,
      bins: card.columns.reduce((sum, { bins }) => sum + bins.length, 0),
    }),
    async save(writer) {
      await writer.json(file, { card, vectors })
      for (const [name, bytes] of await scorecardFiles(card, vectors)) await writer.bytes(name, bytes)
    },
  }
}
