import type { Examples, Predictor } from '../predictor'
import { rawBarsOf, numbersOf } from './task'

/** Rules without anything learnt but how often to trade. */
export const ruleIds = ['zero', 'last-value', 'momentum', 'buy-and-hold', 'random-turnover'] as const
export type RuleId = (typeof ruleIds)[number]

/** What a rule is stored with. */
export interface Rule {
  rule: RuleId
  seed: number
  /** Days that `random-turnover` keeps a position before it draws another. */
  days: number
}

const orElse = (value: number, other: number): number => (Number.isNaN(value) ? other : value)

/** A number in [−1, 1) that depends on nothing but these. */
function drawn(seed: number, ticker: string, period: number): number {
  let hash = seed >>> 0
  for (const character of `${ticker} ${String(period)}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
    hash ^= hash >>> 15
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 31 - 1
}

const dayMs = 86_400_000
/** Sessions in a calendar day. */
const sessionsPerDay = 5 / 7

function scoresOf({ rule, seed, days }: Rule, examples: Examples): Float64Array {
  const of = (name: string): Float64Array => numbersOf(examples, name)
  switch (rule) {
    case 'zero':
      return new Float64Array(examples.length)
    case 'buy-and-hold':
      return new Float64Array(examples.length).fill(1)
    case 'last-value':
      return of('return-1').map((value) => orElse(value, 0))
    case 'momentum': {
      const [long, medium, mean] = [of('momentum-12-1'), of('momentum-60'), of('mean-5-to-mean-20')]
      return long.map(
        (value, row) => orElse(value, orElse(medium[row] ?? NaN, 0)) + orElse(mean[row] ?? NaN, 0),
      )
    }
    case 'random-turnover': {
      const { dates, tickers } = rawBarsOf(examples)
      return dates.map((date, row) =>
        Number.isNaN(date)
          ? 0
          : drawn(seed, tickers?.[row] ?? '', Math.floor(((date / dayMs) * sessionsPerDay) / days)),
      )
    }
  }
}

/** A rule as a predictor: one signal a row, above 0 for up. */
export function rulePredictor(rule: Rule): Predictor {
  return {
    width: 1,
    scores: (examples) => Promise.resolve(scoresOf(rule, examples)),
    describe: () => (rule.rule === 'random-turnover' ? { days: Math.round(10 * rule.days) / 10 } : {}),
    save: (writer) => writer.json('rule.json', rule),
    dispose: () => undefined,
  }
}
