import { AppError } from '#shared/errors'
import type { Examples, ModelReader, Predictor, Question } from '../predictor'
import { positiveOf } from './predictor'
import { placeIn, quantilesOf } from './ranks'

const file = 'amounts.json'

/**
 * The rule that a cautious clerk would use: the larger the amount, the more suspicious. The score is the share of
 * train's amounts that are smaller.
 * @throws AppError `role-missing` where no column holds amounts
 */
export function fitAmountRule(train: Examples, role: string, question: Question): Predictor {
  if (train.columnsOf(role).length === 0) throw new AppError('role-missing', { role })
  return amountRule(quantilesOf(train.number(role)), role, question)
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
  return {
    width: 2,
    scores(examples) {
      const scores = new Float64Array(2 * examples.length)
      examples.number(role).forEach((amount, row) => {
        const share = placeIn(amounts, amount)
        scores[2 * row + positive] = share
        scores[2 * row + 1 - positive] = 1 - share
      })
      return Promise.resolve(scores)
    },
    describe: () => ({ amounts: amounts.length }),
    save: (writer) => writer.json(file, amounts),
    dispose: () => undefined,
  }
}
