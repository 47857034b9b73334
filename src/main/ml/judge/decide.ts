import type { ModelSpec } from '#shared/manifest'
import type { Difference, Measured, Verdict } from '#shared/results'
import { detectableDifference, rowsToSeparate, simultaneousIntervals, type Drawn } from '../stats'
import type { JudgeOutput } from './types'

/** The headline of one model, on the rows that choose and on the rows that decide. */
export interface Contender {
  id: string
  kind: ModelSpec['kind']
  /** On validation; null where it could not be computed. */
  validation: number | null
  /** On test with its draws; null where it could not be computed. */
  test: Drawn | null
  /** What guessing with this model's class frequencies would score on test; null where that is no rival. */
  chance: Drawn | null
}

export interface Rules {
  higherIsBetter: boolean
  /** Test rows. */
  rows: number
  /** Intervals can be had at all: enough units. */
  enough: boolean
  /** Factor by which intervals from few rows of a class are widened, 1 with many. */
  widen: number
  /** Detectable difference before any training, for a ladder that leaves nothing to compare. */
  planned: number
  bar: { metric: string; value: number } | null
  /** The headline of a model on test with its own interval. */
  measured: (id: string) => Measured | undefined
}

export interface Compared {
  difference: Difference | null
  verdict: Verdict | null
}

export type Decision = Omit<JudgeOutput, 'models'> & { compared: Map<string, Compared> }

const unknown: Difference = { value: null, low: null, high: null }

/** The first of the best on validation: of equals the simpler. */
function chosen(contenders: readonly Contender[], higherIsBetter: boolean): Contender | null {
  let best: Contender | null = null
  for (const one of contenders) {
    if (one.validation === null) continue
    const gain = best?.validation == null ? 1 : one.validation - best.validation
    if (best === null || (higherIsBetter ? gain : -gain) > 0) best = one
  }
  return best
}

/**
 * A model's lead, draw by draw, over the baseline or over guessing with the model's own class frequencies, whichever
 * scores higher: a baseline that always says the same must not make a coin toss look like a find.
 */
function lead(model: Drawn, baseline: Drawn, chance: Drawn | null): Drawn {
  const over = (own: number, base: number, guess: number | undefined): number =>
    own - (guess === undefined || Number.isNaN(guess) ? base : Math.max(base, guess))
  return {
    value: over(model.value, baseline.value, chance?.value),
    draws: model.draws.map((own, i) => over(own, baseline.draws[i] ?? Number.NaN, chance?.draws[i])),
  }
}

function verdictOf({ low, high }: { low: number; high: number }, higherIsBetter: boolean): Verdict {
  if (low > 0) return higherIsBetter ? 'better' : 'worse'
  if (high < 0) return higherIsBetter ? 'worse' : 'better'
  return 'not-proven'
}

interface Comparison {
  errors: Map<string, number>
  intervals: Map<string, Difference & { low: number; high: number }>
  reach: number
}

function compare(leads: readonly { id: string; drawn: Drawn }[], widen: number): Comparison {
  const { errors, critical, intervals } = simultaneousIntervals(leads.map(({ drawn }) => drawn))
  const comparison: Comparison = { errors: new Map(), intervals: new Map(), reach: critical * widen }
  for (const [i, { id, drawn }] of leads.entries()) {
    const interval = intervals[i]
    if (interval === undefined) continue
    const half = ((interval.high - interval.low) / 2) * widen
    comparison.errors.set(id, errors[i] ?? 0)
    comparison.intervals.set(id, { value: drawn.value, low: drawn.value - half, high: drawn.value + half })
  }
  return comparison
}

/**
 * The one object that decides (honesty.md). The best baseline and the proposed model are chosen on validation. On test
 * each model's paired difference to that baseline gets a simultaneous 95 % interval over all models: above zero
 * better, below zero worse, else not proven (the other way round where less is better).
 */
export function decide(contenders: readonly Contender[], rules: Rules): Decision {
  const { higherIsBetter, widen } = rules
  const models = contenders.filter(({ kind }) => kind === 'model')
  const baselines = contenders.filter(({ kind }) => kind === 'baseline')
  const baseline = chosen(baselines, higherIsBetter) ?? baselines[0] ?? null
  const best = chosen(models, higherIsBetter)
  const comparable = rules.enough
    ? models.flatMap(({ id, test, chance }) => (test === null ? [] : [{ id, test, chance }]))
    : []

  const base = baseline?.test ?? null
  const leads =
    base === null
      ? []
      : comparable.map(({ id, test, chance }) => ({
          id,
          drawn: lead(test, base, higherIsBetter ? chance : null),
        }))
  const toBaseline = compare(leads, widen)
  const compared = new Map<string, Compared>()
  for (const { id, kind } of contenders) {
    const interval = toBaseline.intervals.get(id)
    if (kind === 'baseline') compared.set(id, { difference: null, verdict: null })
    else if (interval === undefined) compared.set(id, { difference: unknown, verdict: 'not-proven' })
    else compared.set(id, { difference: interval, verdict: verdictOf(interval, higherIsBetter) })
  }

  const bestTest = comparable.find(({ id }) => id === best?.id)?.test ?? null
  const rivals =
    bestTest === null
      ? []
      : comparable
          .filter(({ id }) => id !== best?.id)
          .map(({ id, test }) => ({ id, drawn: lead(test, bestTest, null) }))
  const toBest = compare(rivals, widen)
  const tied = rivals
    .filter(({ id }) => {
      const interval = toBest.intervals.get(id)
      return interval !== undefined && verdictOf(interval, higherIsBetter) === 'not-proven'
    })
    .map(({ id }) => id)
  const recommended = models.find(({ id }) => id === best?.id || tied.includes(id))?.id ?? null
  const runnerUp = chosen(
    models.filter(({ id }) => toBest.intervals.has(id)),
    higherIsBetter,
  )
  const gap = runnerUp === null ? undefined : toBest.intervals.get(runnerUp.id)
  const bestError = best === null ? undefined : toBaseline.errors.get(best.id)

  return {
    compared,
    bestBaseline: baseline?.id ?? '',
    best: best?.id ?? null,
    tied,
    recommended,
    detectable: bestError === undefined ? rules.planned : detectableDifference(bestError, toBaseline.reach),
    rowsToSeparate:
      runnerUp === null || gap?.value == null
        ? null
        : rowsToSeparate(rules.rows, toBest.errors.get(runnerUp.id) ?? 0, gap.value, toBest.reach),
    bar: rules.bar === null ? null : { ...rules.bar, met: barMet(rules, best) },
    warnings: guessingWarnings(baseline, models, rules),
  }
}

function barMet(
  { bar, higherIsBetter, measured }: Rules,
  best: Contender | null,
): 'yes' | 'no' | 'not-proven' {
  const { low = null, high = null } = (best === null ? undefined : measured(best.id)) ?? {}
  if (bar === null || low === null || high === null) return 'not-proven'
  const verdict = verdictOf({ low: low - bar.value, high: high - bar.value }, higherIsBetter)
  return verdict === 'better' ? 'yes' : verdict === 'worse' ? 'no' : 'not-proven'
}

/** As it is printed: a warning is a sentence, not a measurement. */
const rounded = (value: number): number => Math.round(1000 * value) / 1000

/** Says that differences are to guessing, where the best baseline scores below it. */
function guessingWarnings(
  baseline: Contender | null,
  models: readonly Contender[],
  { higherIsBetter }: Rules,
): JudgeOutput['warnings'] {
  const value = baseline?.test?.value
  if (baseline === null || value === undefined || !higherIsBetter) return []
  const guessing = Math.max(...models.map(({ chance }) => chance?.value ?? Number.NEGATIVE_INFINITY))
  if (!(guessing > value)) return []
  const params = { baseline: baseline.id, value: rounded(value), guessing: rounded(guessing) }
  return [{ code: 'guessing-beats-baseline', params }]
}
