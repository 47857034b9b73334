import type { StepProgress } from '#shared/contract/index'
import type { CheckCard, Remedy } from '#shared/project'
import { PART } from '../../../data'
import type { JobContext } from '../job'
import { joinFloats, joinInts } from '../join'
import { fitsOfEach } from '../ladder'
import { findTemplate, paramsOf } from '../plan'
import { openProblem } from '../problem'
import type { DataRef } from '../protocol'

const seed = 1

/** The headline of the quick model walked forward over the days that choose; never over those that decide. */
async function walked(
  data: DataRef,
  remedies: readonly Remedy[],
  context: JobContext<StepProgress>,
  report: (done: number) => void,
): Promise<number> {
  const template = findTemplate(data.template)
  const own = { ...data, remedies: [...remedies] }
  const params = paramsOf(template, { ...own, params: {}, quick: false })
  const problem = openProblem(own, params)
  const model = template.priceModel
  const chooses = (position: number): boolean => problem.parts[position] === PART.validation
  const fits = fitsOfEach(
    problem,
    'walk-forward',
    seed,
    params,
  )(model).filter(({ fold, test }) => fold !== null && test.some(chooses))
  const rows: Int32Array[] = []
  const scores: Float64Array[] = []
  for (const [i, fit] of fits.entries()) {
    await context.breathe()
    const predictor = await template.fit({
      model,
      train: problem.examples(fit.train),
      validation: problem.examples(fit.validation),
      question: problem.question,
      params,
      seed,
      signal: context.signal,
      breathe: () => context.breathe(),
      report: ({ done }) => report((i + done) / fits.length),
      checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
    })
    try {
      const positions = fit.test.filter(chooses)
      rows.push(positions.map((position) => problem.rows[position] ?? -1))
      scores.push(await predictor.scores(problem.examples(positions), context.signal))
    } finally {
      predictor.dispose()
    }
  }
  const market = problem.market()
  if (market === null) return Number.NaN
  const { headline } = template.manifest
  const truth = new Int32Array(0)
  return template.judge.headline(headline, problem.question, joinFloats(scores), truth, {
    market,
    rows: joinInts(rows),
  })
}

/**
 * What a trap in prices does to the quick model's result: with it as it stands, and with its remedy. A card without a
 * remedy has no price. Of a single stretch of days no interval is given.
 */
export async function priceWalking(
  data: DataRef,
  card: CheckCard,
  context: JobContext<StepProgress>,
): Promise<CheckCard> {
  const { remedy } = card
  if (remedy === null) return card
  const others = data.remedies.filter((known) => JSON.stringify(known) !== JSON.stringify(remedy))
  const kept = await walked(data, others, context, (done) => context.report({ done: done / 2, note: 'with' }))
  const mended = await walked(data, [...others, remedy], context, (done) =>
    context.report({ done: 0.5 + done / 2, note: 'without' }),
  )
  const { headline } = findTemplate(data.template).manifest
  return { ...card, price: { metric: headline, with: kept, without: mended, low: null, high: null } }
}
