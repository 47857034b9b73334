import { AppError } from '#shared/errors'
import type { CheckCard } from '#shared/project'
import { random } from '#shared/random'
import { allocate, FOLDS, PART } from '../../../data'
import { pairedDifference, type DrawnMetric } from '../../../ml'
import type { Job, JobContext } from '../job'
import { carve } from '../ladder'
import { paramsOf } from '../plan'
import { openProblem, type Problem } from '../problem'
import { priceWalking } from './price-walking'
import type { DataRef } from '../protocol'
import type { StepProgress } from '#shared/contract/index'

/** Share of a fold's learning rows that chooses the model's strength. */
const innerShare = 0.15
const seed = 1

/** One way of preparing the data: how the quick model is set, and which rows may part. */
interface Way {
  /** The data of this way: the same rows, perhaps without a column. */
  problem: Problem
  params: Record<string, unknown>
  /** Rows with the same number stay in one fold. */
  units: Int32Array
}

/** The same rows with a column and without it, whatever was decided about it so far. */
function withAndWithout(data: DataRef, column: string): { with: Problem; without: Problem } {
  const leave = { op: 'leave-out-column', column } as const
  const others = data.remedies.filter(
    (remedy) => remedy.op !== 'leave-out-column' || remedy.column !== column,
  )
  return {
    with: openProblem({ ...data, remedies: others }),
    without: openProblem({ ...data, remedies: [...others, leave] }),
  }
}

/** The two ways that a card compares; null where it has no price. */
function waysOf(
  data: DataRef,
  problem: Problem,
  params: Record<string, unknown>,
  card: CheckCard,
): { with: Way; without: Way } | null {
  const apart = Int32Array.from(problem.rows.keys())
  switch (card.code) {
    case 'preparation': {
      const step = String(card.params['step'])
      return {
        with: { problem, params: { ...params, [step]: true }, units: problem.units },
        without: { problem, params: { ...params, [step]: false }, units: problem.units },
      }
    }
    // With its copies on both sides a row is not new to the model: the price is what that flatters.
    case 'duplicates':
    case 'near-duplicates':
    case 'entity-overlap':
      return {
        with: { problem, params, units: apart },
        without: { problem, params, units: problem.units },
      }
    default: {
      if (card.remedy?.op !== 'leave-out-column') return null
      const { with: kept, without } = withAndWithout(data, card.remedy.column)
      return {
        with: { problem: kept, params, units: problem.units },
        without: { problem: without, params, units: problem.units },
      }
    }
  }
}

/** Scores of rows that the quick model did not learn from, out of five folds. */
async function outOfFold(
  positions: Int32Array,
  { problem, params, units }: Way,
  context: JobContext<StepProgress>,
  report: (done: number) => void,
): Promise<Float64Array> {
  const { template, question } = problem
  const width = question.classes.length
  const source = random(seed)
  const pick = (values: Int32Array): Int32Array => positions.map((position) => values[position] ?? -1)
  const shares = Array.from({ length: FOLDS }, () => 1 / FOLDS)
  const folds = allocate(pick(units), pick(problem.labels), shares, source.fork('folds'))
  const scores = new Float64Array(positions.length * width)
  for (let fold = 0; fold < FOLDS; fold += 1) {
    await context.breathe()
    const learnt = positions.filter((_, i) => folds[i] !== fold)
    const held = [...folds.keys()].filter((i) => folds[i] === fold)
    const inner = carve({ ...problem, units }, learnt, innerShare, source.fork(`inner ${fold}`))
    const predictor = await template.fit({
      model: template.priceModel,
      train: problem.examples(inner.rest),
      validation: problem.examples(inner.taken),
      question,
      params,
      seed,
      signal: context.signal,
      breathe: () => context.breathe(),
      report: ({ done }) => report((fold + done) / FOLDS),
      checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
    })
    try {
      const test = problem.examples(Int32Array.from(held, (i) => positions[i] ?? -1))
      const found = await predictor.scores(test, context.signal)
      held.forEach((i, row) => {
        scores.set(found.subarray(row * width, (row + 1) * width), i * width)
      })
    } finally {
      predictor.dispose()
    }
  }
  return scores
}

/**
 * What a suspect, or a step of preparation, does to the score: the strongest quick model with and without it, out of
 * five folds of the rows that may teach (never test or vault), compared row by row. A card that has no price comes
 * back as it was.
 */
export const price: Job<'price'> = async ({ data, card }, context) => {
  const problem = openProblem(data)
  const { template, question } = problem
  const params = paramsOf(template, { ...data, params: {}, quick: false })
  if (template.manifest.walks) return priceWalking(data, card, context)
  const ways = waysOf(data, problem, params, card)
  if (ways === null) return card
  const positions = Int32Array.from(problem.rows.keys()).filter(
    (position) => problem.parts[position] !== PART.test,
  )
  if (positions.length < 2 * FOLDS)
    throw new AppError('too-few-rows', { rows: positions.length, limit: 2 * FOLDS })
  const truth = positions.map((position) => problem.labels[position] ?? -1)
  const { headline } = template.manifest

  const kept = await outOfFold(positions, ways.with, context, (done) =>
    context.report({ done: done / 2, note: 'with' }),
  )
  const removed = await outOfFold(positions, ways.without, context, (done) =>
    context.report({ done: 0.5 + done / 2, note: 'without' }),
  )
  const difference = await pairedDifference({
    question,
    truth,
    a: removed,
    b: kept,
    metric: headline as DrawnMetric,
    units: positions.map((position) => problem.drawn[position] ?? -1),
    seed,
    signal: context.signal,
  })
  return {
    ...card,
    price: {
      metric: headline,
      with: template.judge.headline(headline, question, kept, truth),
      without: template.judge.headline(headline, question, removed, truth),
      low: difference.low,
      high: difference.high,
    },
  }
}
