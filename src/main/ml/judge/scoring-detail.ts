import type { ScoringDetail } from '#shared/results'
import { column, isClass, stabilityIndex } from '../metrics'
import { clusteredWilson } from '../stats'
import { byScore } from './acting'
import type { ScoredRows } from './scored-rows'
import type { RowContext } from './types'

const histogramBins = 30
const bandCount = 10
/** Below this share of positives their probabilities crowd near 0 and are drawn on a logarithmic scale. */
const rareShare = 0.05
/** Least probability that the logarithmic scale shows. */
const leastProbability = 1e-4
/** Months with fewer rows say nothing of stability. */
const leastMonthRows = 100
const dayMs = 86_400_000

type Tables = Pick<ScoringDetail, 'histogram' | 'bands' | 'months' | 'stability'>

function histogramOf(
  probabilities: Float64Array,
  held: Uint8Array,
  rare: boolean,
): ScoringDetail['histogram'] {
  const low = rare ? Math.log10(leastProbability) : 0
  const width = ((rare ? 0 : 1) - low) / histogramBins
  const edge = (bin: number): number => (rare ? 10 ** (low + bin * width) : bin * width)
  const bins = Array.from({ length: histogramBins }, (_, bin) => ({
    from: rare && bin === 0 ? 0 : edge(bin),
    to: edge(bin + 1),
    positives: 0,
    negatives: 0,
  }))
  probabilities.forEach((p, row) => {
    const place = ((rare ? Math.log10(Math.max(p, leastProbability)) : p) - low) / width
    const bin = bins[Math.min(histogramBins - 1, Math.max(0, Math.floor(place)))]
    if (bin === undefined) return
    if (held[row] === 1) bin.positives += 1
    else bin.negatives += 1
  })
  return { scale: rare ? 'log' : 'linear', bins }
}

/** Tenths of the rows by falling score; with fewer than ten rows one each. */
function bandsOf(
  order: Int32Array,
  probabilities: Float64Array,
  held: Uint8Array,
  units: Int32Array | null,
): ScoringDetail['bands'] {
  const n = order.length
  return Array.from({ length: Math.min(bandCount, n) }, (_, band) => {
    const rows = order.subarray(
      Math.round((band * n) / Math.min(bandCount, n)),
      Math.round(((band + 1) * n) / Math.min(bandCount, n)),
    )
    const share = clusteredWilson(held, rows, units)
    return {
      from: probabilities[rows.at(-1) ?? 0] ?? 0,
      to: probabilities[rows[0] ?? 0] ?? 0,
      n: rows.length,
      positives: rows.reduce((sum, row) => sum + (held[row] ?? 0), 0),
      low: share?.low ?? 0,
      high: share?.high ?? 1,
    }
  })
}

function monthsOf(
  days: Int32Array,
  scores: Float64Array,
  held: Uint8Array,
  units: Int32Array | null,
  reference: Float64Array,
): ScoringDetail['months'] {
  const byMonth = new Map<string, number[]>()
  days.forEach((day, row) => {
    const month = new Date(day * dayMs).toISOString().slice(0, 7)
    const rows = byMonth.get(month)
    if (rows === undefined) byMonth.set(month, [row])
    else rows.push(row)
  })
  return [...byMonth]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([month, list]) => {
      const rows = Int32Array.from(list)
      const share = clusteredWilson(held, rows, units)
      const index = stabilityIndex(
        reference,
        Float64Array.from(rows, (row) => scores[row] ?? 0),
      )
      return {
        month,
        n: rows.length,
        positives: rows.reduce((sum, row) => sum + (held[row] ?? 0), 0),
        low: share?.low ?? 0,
        high: share?.high ?? 1,
        stability: rows.length < leastMonthRows || Number.isNaN(index) ? null : index,
      }
    })
}

/** Score histogram, bands, months and stability of one model on test rows; stability is against train's scores. */
export function scoringTables(
  rows: ScoredRows,
  trainRaw: Float64Array | null,
  positive: number,
  { days }: RowContext,
  units: Int32Array | null,
): Tables {
  const width = rows.question.classes.length
  const scores = column(rows.raw, width, positive)
  const probabilities = column(rows.calibrated, width, positive)
  const held = isClass(rows.truth, positive)
  const reference = column(trainRaw ?? new Float64Array(0), width, positive)
  const share = held.reduce((sum, one) => sum + one, 0) / Math.max(1, held.length)
  const index = stabilityIndex(reference, scores)
  return {
    histogram: histogramOf(probabilities, held, share < rareShare),
    bands: bandsOf(byScore(scores), probabilities, held, units),
    months: days === null ? [] : monthsOf(days, scores, held, units, reference),
    stability: Number.isNaN(index) ? null : index,
  }
}

interface Alerting {
  id: string
  rows: ScoredRows
  alerts: number
}

/**
 * Who changes sides when one model takes the place of another at the same number of alerts (a swap set), and how many
 * of them are positive.
 */
export function swapsOf(
  { id, rows, alerts }: Alerting,
  others: readonly Alerting[],
  positive: number,
): ScoringDetail['swaps'] {
  const width = rows.question.classes.length
  const topOf = (of: ScoredRows): Uint8Array => {
    const top = new Uint8Array(of.truth.length)
    for (const row of byScore(column(of.raw, width, positive)).subarray(0, alerts)) top[row] = 1
    return top
  }
  const own = topOf(rows)
  const held = isClass(rows.truth, positive)
  return others
    .filter((other) => other.id !== id)
    .map((other) => {
      const theirs = topOf(other.rows)
      const only = { n: 0, positives: 0 }
      const otherOnly = { n: 0, positives: 0 }
      own.forEach((alert, row) => {
        if (alert === theirs[row]) return
        const side = alert === 1 ? only : otherOnly
        side.n += 1
        side.positives += held[row] ?? 0
      })
      return { other: other.id, only, otherOnly }
    })
}
