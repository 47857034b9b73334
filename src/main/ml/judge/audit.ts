import type { Operation, GroupAudit, Difference, Measured } from '#shared/results'
import { random } from '#shared/random'
import { column, isClass } from '../metrics'
import { bootstrap, clusteredWilson, deviation, resampleUnits, z95, type Statistic } from '../stats'
import { byScore } from './acting'
import type { ScoredRows } from './scored-rows'
import type { ProtectedGroups, RowContext } from './types'

/** Groups with fewer test rows are not compared: their intervals would span half the scale. */
const leastRows = 30
/** The largest groups of one column. */
const mostGroups = 8
const closingDraws = 1000

const rowsWhere = (n: number, holds: (row: number) => boolean): Int32Array =>
  Int32Array.from({ length: n }, (_, row) => row).filter(holds)

function shareOf(held: Uint8Array, of: Int32Array, units: Int32Array | null): Measured {
  const share = clusteredWilson(held, of, units)
  if (share === null) return { value: null, low: null, high: null, n: 0, reason: 'class-absent' }
  return { value: share.value, low: share.low, high: share.high, n: of.length }
}

/** Difference of two independent shares from their own intervals (Newcombe 1998, method 10). */
function newcombe(a: Measured, b: Measured): Difference {
  if (a.value === null || b.value === null) return { value: null, low: null, high: null }
  const value = a.value - b.value
  const side = (x: number, y: number): number => Math.sqrt(x * x + y * y)
  return {
    value,
    low: value - side(a.value - (a.low ?? 0), (b.high ?? 1) - b.value),
    high: value + side((a.high ?? 1) - a.value, b.value - (b.low ?? 0)),
  }
}

export interface AuditInput {
  rows: ScoredRows
  validationRaw: Float64Array
  positive: number
  units: Int32Array | null
  operation: Operation
  context: RowContext
  seed: number
}

/** Alerts if each group gets the threshold at which, on validation, the same share of it is alerted as of all. */
function alikeAlerts(
  { rows, validationRaw, positive }: AuditInput,
  groups: ProtectedGroups,
  share: number,
): Uint8Array {
  const width = rows.question.classes.length
  const learnt = column(validationRaw, width, positive)
  const scores = column(rows.raw, width, positive)
  const cut = (of: Int32Array): number => {
    const own = Float64Array.from(of, (row) => learnt[row] ?? 0)
    const order = byScore(own)
    const alerts = Math.round(share * own.length)
    return alerts === 0 ? Number.MAX_VALUE : (own[order[alerts - 1] ?? 0] ?? Number.MAX_VALUE)
  }
  const cuts = groups.names.map((_, group) =>
    cut(rowsWhere(learnt.length, (row) => groups.validation[row] === group)),
  )
  const overall = cut(rowsWhere(learnt.length, () => true))
  return Uint8Array.from(scores, (score, row) => (score >= (cuts[groups.test[row] ?? -1] ?? overall) ? 1 : 0))
}

/** Sums over rows that are weighed as often as they are drawn. */
function ratio(part: Float64Array, whole: Float64Array | null): (weights: Int32Array | null) => number {
  return (weights) => {
    let top = 0
    let bottom = 0
    for (let row = 0; row < part.length; row++) {
      const weight = weights === null ? 1 : (weights[row] ?? 0)
      top += weight * (part[row] ?? 0)
      if (whole !== null) bottom += weight * (whole[row] ?? 0)
    }
    return whole === null ? top : top / bottom
  }
}

async function closingOf(
  input: AuditInput,
  groups: ProtectedGroups,
  held: Uint8Array,
  alert: Uint8Array,
): Promise<GroupAudit['closing']> {
  const { rows, units, operation, context, seed } = input
  const n = held.length
  const before = Float64Array.from(alert, (one) => 1 - one)
  const alerts = n - before.reduce((sum, one) => sum + one, 0)
  if (alerts === 0 || alerts === n) return null
  const alike = alikeAlerts(input, groups, alerts / n)
  const after = Float64Array.from(alike, (one) => 1 - one)
  const bad = (approved: Float64Array): Float64Array => approved.map((one, row) => one * (held[row] ?? 0))
  const gain = (alerted: Uint8Array): Float64Array =>
    Float64Array.from(alerted, (one, row) => {
      if (one === 0) return 0
      const { missCost, falseAlarmCost, reviewCost } = operation
      const stake = missCost ?? Math.max(0, context.amounts?.[row] || 0)
      return (held[row] === 1 ? stake : -(falseAlarmCost ?? 0)) - (reviewCost ?? 0)
    })
  const rates = [ratio(bad(before), before), ratio(bad(after), after)] as const
  const moved = gain(alike).map((value, row) => value - (gain(alert)[row] ?? 0))
  const money = rows.acting?.gains == null ? null : ratio(moved, null)
  const statistic: Statistic = {
    size: 2,
    compute(weights, out) {
      out[0] = rates[1](weights) - rates[0](weights)
      out[1] = money === null ? 0 : money(weights)
    },
  }
  const resample = resampleUnits(n, units, random(seed).fork(`closing ${groups.column}`))
  const [[rateDraws, moneyDraws] = []] = await bootstrap([statistic], n, resample, { draws: closingDraws })
  const around = (value: number, draws: Float64Array = new Float64Array(0)): Difference => {
    const half = z95 * deviation(draws.filter(Number.isFinite))
    return Number.isFinite(value) && Number.isFinite(half)
      ? { value, low: value - half, high: value + half }
      : { value: null, low: null, high: null }
  }
  const [positiveBefore, positiveAfter] = [rates[0](null), rates[1](null)]
  if (!Number.isFinite(positiveBefore) || !Number.isFinite(positiveAfter)) return null
  return {
    approved: 1 - alerts / n,
    positiveBefore,
    positiveAfter,
    difference: around(positiveAfter - positiveBefore, rateDraws),
    money: money === null ? null : around(money(null), moneyDraws),
  }
}

/**
 * How a model that never saw the attribute treats its groups: approval, outcome, true and false alarms, each with its
 * interval and its gap to the largest group (Hardt, Price and Srebro 2016 for the two rates), and what it costs to
 * approve all groups alike. Null where fewer than two groups have rows enough.
 */
export async function auditGroups(input: AuditInput, groups: ProtectedGroups): Promise<GroupAudit | null> {
  const { rows, positive, units } = input
  const n = rows.truth.length
  const held = isClass(rows.truth, positive)
  const alert = isClass(rows.predicted, positive)
  const approved = alert.map((one) => 1 - one)
  const described = groups.names
    .map((group, code) => {
      const own = rowsWhere(n, (row) => groups.test[row] === code)
      const share = (of: Uint8Array, only: (row: number) => boolean = () => true): Measured =>
        shareOf(of, own.filter(only), units)
      return {
        group,
        n: own.length,
        positives: own.reduce((sum, row) => sum + (held[row] ?? 0), 0),
        approved: share(approved),
        positive: share(held),
        truePositive: share(alert, (row) => held[row] === 1),
        falsePositive: share(alert, (row) => held[row] === 0),
      }
    })
    .filter((group) => group.n >= leastRows)
    .sort((a, b) => b.n - a.n)
    .slice(0, mostGroups)
  const [reference, ...others] = described
  if (reference === undefined || others.length === 0) return null
  return {
    column: groups.column,
    reference: reference.group,
    groups: described.map((group) => ({
      ...group,
      gaps:
        group === reference
          ? null
          : {
              approved: newcombe(group.approved, reference.approved),
              truePositive: newcombe(group.truePositive, reference.truePositive),
              falsePositive: newcombe(group.falsePositive, reference.falsePositive),
            },
    })),
    closing: await closingOf(input, groups, held, alert),
  }
}
