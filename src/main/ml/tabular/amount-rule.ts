import { AppError } from '#shared/errors'
import type { Examples, ModelReader, Predictor, Question } from '../predictor'
import { positiveOf } from './predictor'

const file = 'amounts.json'
/** Amounts that the rule keeps: between them the share is read off a straight line. */
const points = 1000

/**
 * The rule that a cautious clerk would use: the larger the amount, the more suspicious. The score is the share of
 * train's amounts that are smaller.
 * @throws AppError `role-missing` where no column holds amounts
 */
export function fitAmountRule(train: Examples, role: string, question: Question): Predictor {
  if (train.columnsOf(role).length === 0) throw new AppError('role-missing', { role })
  const known = train
    .number(role)
    .filter((amount) => !Number.isNaN(amount))
    .sort()
  const count = Math.min(points, known.length)
  const kept = Array.from(
    { length: count },
    (_, i) => known[Math.round((i * (known.length - 1)) / Math.max(1, count - 1))] ?? 0,
  )
  return amountRule(kept, role, question)
}

export async function loadAmountRule(
  reader: ModelReader,
  role: string,
  question: Question,
): Promise<Predictor> {
  return amountRule((await reader.json(file)) as number[], role, question)
}

function amountRule(amounts: readonly number[], role: string, question: Question): Predictor {
  const positive = positiveOf(question)
  const share = (amount: number): number => {
    if (Number.isNaN(amount)) return 0.5
    let [low, high] = [0, amounts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((amounts[middle] ?? 0) < amount) low = middle + 1
      else high = middle
    }
    // Between two kept amounts by a straight line, so that larger always scores higher; beyond the last, still higher.
    const [below, above] = [amounts[low - 1], amounts[low]]
    const part = below === undefined || above === undefined ? 0 : (amount - below) / (above - below)
    const beyond = above === undefined ? 1 - 1 / (1 + Math.log1p(amount - (below ?? 0))) : 0
    return (Math.max(0, low - 1 + part) + beyond) / (amounts.length + 1)
  }
  return {
    width: 2,
    scores(examples) {
      const scores = new Float64Array(2 * examples.length)
      examples.number(role).forEach((amount, row) => {
        scores[2 * row + positive] = share(amount)
        scores[2 * row + 1 - positive] = 1 - share(amount)
      })
      return Promise.resolve(scores)
    },
    describe: () => ({ amounts: amounts.length }),
    save: (writer) => writer.json(file, amounts),
    dispose: () => undefined,
  }
}
