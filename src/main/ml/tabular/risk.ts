import { random } from '#shared/random'

/** Rows whose weight equals the prior's: a value seen less often is mostly the prior. */
const priorRows = 5
const dayMs = 86_400_000
const folds = 5

/** What train knows of one value: rows and positives, each worth less the longer ago, as of `last`. */
type Known = [rows: number, positives: number, last: number]

/**
 * Target statistic of a column: the smoothed share of positives of each value, as log-odds. Learnt on train alone.
 * With times it counts only labels that were known at the row's moment, newer ones more.
 */
export interface Risk {
  name: string
  prior: number
  /** Days in which a label loses half its weight; null without times. */
  halfLife: number | null
  known: Record<string, Known>
}

export interface RiskTime {
  times: Float64Array
  /** Days until a label is known. */
  delay: number
  halfLife: number
}

const logOdds = (share: number): number => Math.log(share / (1 - share))

function valueOf(prior: number, rows: number, positives: number): number {
  return logOdds((positives + priorRows * prior) / (rows + priorRows))
}

const decay = (ms: number, halfLife: number): number => 2 ** (-Math.max(0, ms) / dayMs / halfLife)

/** Rows of each value, '' in none. */
function rowsByValue(values: readonly string[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  values.forEach((value, row) => {
    if (value === '') return
    const rows = groups.get(value)
    if (rows) rows.push(row)
    else groups.set(value, [row])
  })
  return groups
}

/**
 * @param positive 1 for positives, of each row of train
 * @param when times of the rows in ms; null: rows have no order, and each is told of by the four folds it is not in
 * @returns the statistic, and the values that train itself is told: never of a row's own label, nor of a later one
 */
export function fitRisk(
  name: string,
  values: readonly string[],
  positive: Uint8Array,
  when: RiskTime | null,
  seed: number,
): { risk: Risk; values: Float64Array } {
  const rows = values.length
  const positives = positive.reduce((sum, one) => sum + one, 0)
  const prior = (positives + 1) / (rows + 2)
  const own = new Float64Array(rows).fill(logOdds(prior))
  const known: [string, Known][] = []
  const groups = rowsByValue(values)
  if (when === null) {
    const fold = random(seed).fork(`risk of ${name}`)
    const foldOf = Uint8Array.from({ length: rows }, () => fold.int(folds))
    for (const [value, group] of groups) {
      const counts = new Float64Array(2 * folds)
      for (const row of group) {
        const at = 2 * (foldOf[row] ?? 0)
        counts[at] = (counts[at] ?? 0) + 1
        counts[at + 1] = (counts[at + 1] ?? 0) + (positive[row] ?? 0)
      }
      const sum = (odd: 0 | 1): number => counts.reduce((total, n, i) => total + (i % 2 === odd ? n : 0), 0)
      const [all, hits] = [sum(0), sum(1)]
      for (const row of group) {
        const at = 2 * (foldOf[row] ?? 0)
        own[row] = valueOf(prior, all - (counts[at] ?? 0), hits - (counts[at + 1] ?? 0))
      }
      known.push([value, [all, hits, 0]])
    }
    return { risk: { name, prior, halfLife: null, known: Object.fromEntries(known) }, values: own }
  }

  const { times, delay, halfLife } = when
  const timeOf = (row: number): number => times[row] ?? 0
  for (const [value, group] of groups) {
    group.sort((a, b) => timeOf(a) - timeOf(b))
    const state: Known = [0, 0, timeOf(group[0] ?? 0)]
    const add = (row: number): void => {
      const kept = decay(timeOf(row) - state[2], halfLife)
      state[0] = state[0] * kept + 1
      state[1] = state[1] * kept + (positive[row] ?? 0)
      state[2] = timeOf(row)
    }
    let told = 0
    for (const row of group) {
      while (told < group.length && timeOf(group[told] ?? 0) < timeOf(row) - delay * dayMs) {
        add(group[told] ?? 0)
        told += 1
      }
      const kept = decay(timeOf(row) - state[2], halfLife)
      own[row] = valueOf(prior, state[0] * kept, state[1] * kept)
    }
    for (; told < group.length; told += 1) add(group[told] ?? 0)
    known.push([value, state])
  }
  return { risk: { name, prior, halfLife, known: Object.fromEntries(known) }, values: own }
}

/** Looked up by the thousand: made once. */
const tables = new WeakMap<Risk['known'], Map<string, Known>>()

function tableOf(known: Risk['known']): Map<string, Known> {
  const table = tables.get(known) ?? new Map(Object.entries(known))
  tables.set(known, table)
  return table
}

/** The statistic of rows that train does not hold. */
export function applyRisk(
  { prior, halfLife, known }: Risk,
  values: readonly string[],
  times: Float64Array | null,
): Float64Array {
  const table = tableOf(known)
  return Float64Array.from(values, (value, row) => {
    const found = table.get(value)
    if (found === undefined) return logOdds(prior)
    const [rows, positives, last] = found
    const time = times?.[row] ?? Number.NaN
    const kept = halfLife === null || Number.isNaN(time) ? 1 : decay(time - last, halfLife)
    return valueOf(prior, rows * kept, positives * kept)
  })
}
