import type { Statistic } from '../../stats'
import type { TradedDays } from './days'

/** Days of a year on which there is trading. */
const sessionsPerYear = 252

/** What is drawn of one model, in this order. */
export const drawnTrading = [
  'netReturn',
  'sharpe',
  'hitRate',
  'accuracy',
  'precision',
  'recall',
  'f1',
] as const
export type DrawnTrading = (typeof drawnTrading)[number]

/** The drawn metrics from how often each day was drawn. NaN where a sample has none. */
export function tradingStatistic(days: TradedDays): Statistic {
  const { net } = days.test
  const columns = [
    net,
    net.map((value) => value * value),
    days.held,
    days.won,
    days.truePositive,
    days.falsePositive,
    days.falseNegative,
    days.trueNegative,
  ]
  const sums = new Float64Array(columns.length)
  return {
    size: drawnTrading.length,
    compute(weights, out) {
      sums.fill(0)
      let drawn = 0
      for (let day = 0; day < net.length; day += 1) {
        const weight = weights[day] as number
        if (weight === 0) continue
        drawn += weight
        for (let k = 0; k < columns.length; k += 1) {
          sums[k] = (sums[k] as number) + weight * ((columns[k] as Float64Array)[day] as number)
        }
      }
      const [sum = 0, squares = 0, held = 0, won = 0, tp = 0, fp = 0, fn = 0, tn = 0] = sums
      const mean = sum / drawn
      const deviation = Math.sqrt(Math.max(0, squares / drawn - mean * mean))
      out[0] = mean
      out[1] = deviation > 1e-12 ? (mean / deviation) * Math.sqrt(sessionsPerYear) : 0
      out[2] = won / held
      out[3] = (tp + tn) / (tp + fp + fn + tn)
      out[4] = tp / (tp + fp)
      out[5] = tp / (tp + fn)
      out[6] = (2 * tp) / (2 * tp + fp + fn)
    },
  }
}

/** The same on the days as they are. */
export function tradingValues(days: TradedDays): Float64Array {
  const statistic = tradingStatistic(days)
  const out = new Float64Array(statistic.size)
  statistic.compute(new Int32Array(days.test.net.length).fill(1), out)
  return out
}
