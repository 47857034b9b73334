import { AppError } from '#shared/errors'
import type { CheckCard, SplitState } from '#shared/project'
import { random } from '#shared/random'
import { allocate, FOLDS, PART } from '../../../data'
import { pairedDifference, type DrawnMetric } from '../../../ml'
import type { Job, JobContext } from '../job'
import { joinInts } from '../join'
import { carve } from '../ladder'
import { columnOf, paramsOf } from '../plan'
import { openProblem, type Problem } from '../problem'
import { priceWalking } from './price-walking'
import type { DataRef } from '../protocol'
import type { StepProgress } from '#shared/contract/index'

/** Share of a fit's learning rows that chooses the model's strength. */
const innerShare = 0.15
/** From so many rows on one fit tells a price as surely as five folds tell it of few, in a tenth of the time. */
const manyRows = 20_000
/** Share of the rows that a single fit is judged on. */
const judgedShare = 0.3
const dayMs = 86_400_000
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
function withAndWithout(
  data: DataRef,
  problem: Problem,
  column: string,
): { with: Problem; without: Problem } {
  const leave = { op: 'leave-out-column', column } as const
  const others = data.remedies.filter(
    (remedy) => remedy.op !== 'leave-out-column' || remedy.column !== column,
  )
  const applied = others.length < data.remedies.length
  return {
    with: applied ? openProblem({ ...data, remedies: others }) : problem,
    without: applied ? problem : openProblem({ ...data, remedies: [...others, leave] }),
  }
}

/** The two ways that a card compares, and whether both part the rows alike; null where it has no price. */
function waysOf(
  data: DataRef,
  problem: Problem,
  params: Record<string, unknown>,
  card: CheckCard,
): { with: Way; without: Way; alike: boolean } | null {
  const apart = Int32Array.from(problem.rows.keys())
  switch (card.code) {
    case 'preparation': {
      const step = String(card.params['step'])
      return {
        with: { problem, params: { ...params, [step]: true }, units: problem.units },
        without: { problem, params: { ...params, [step]: false }, units: problem.units },
        alike: true,
      }
    }
    // With its copies on both sides a row is not new to the model: the price is what that flatters.
    case 'duplicates':
    case 'near-duplicates':
    case 'entity-overlap':
      return {
        with: { problem, params, units: apart },
        without: { problem, params, units: problem.units },
        alike: false,
      }
    default: {
      if (card.remedy?.op !== 'leave-out-column') return null
      const { with: kept, without } = withAndWithout(data, problem, card.remedy.column)
      return {
        with: { problem: kept, params, units: problem.units },
        without: { problem: without, params, units: problem.units },
        alike: true,
      }
    }
  }
}

/** What one fit learns from, what chooses for it, and what it is asked. Positions in `problem.rows`. */
interface Trial {
  learn: Int32Array
  choose: Int32Array
  judge: Int32Array
}

/** Five folds: every row is asked of a model that did not learn from it. */
function foldsOf(positions: Int32Array, { problem, units }: Way): Trial[] {
  const source = random(seed)
  const pick = (values: Int32Array): Int32Array => positions.map((position) => values[position] ?? -1)
  const shares = Array.from({ length: FOLDS }, () => 1 / FOLDS)
  const folds = allocate(pick(units), pick(problem.labels), shares, source.fork('folds'))
  return shares.map((_, fold) => {
    const learnt = positions.filter((__, i) => folds[i] !== fold)
    const inner = carve({ ...problem, units }, learnt, innerShare, source.fork(`inner ${String(fold)}`))
    return { learn: inner.rest, choose: inner.taken, judge: positions.filter((__, i) => folds[i] === fold) }
  })
}

/** The latest share of some rows, and those that end a gap before them. */
function latest(
  positions: Int32Array,
  times: Float64Array,
  share: number,
  gapMs: number,
): { taken: Int32Array; rest: Int32Array } {
  const at = (position: number): number => times[position] ?? Number.NaN
  const known = Float64Array.from(positions, at).filter(Number.isFinite).sort()
  const border = known[Math.floor((1 - share) * known.length)] ?? Infinity
  return {
    taken: positions.filter((position) => at(position) >= border),
    rest: positions.filter((position) => at(position) < border - gapMs),
  }
}

/** One fit: rows later than those it learns from where the split is by time, else a share of their own. */
function oneTrial(positions: Int32Array, { problem, units }: Way, times: Times | null): Trial {
  const source = random(seed)
  const part = (of: Int32Array, share: number, name: string) =>
    times === null
      ? carve({ ...problem, units }, of, share, source.fork(name))
      : latest(of, times.of, share, times.gapMs)
  const outer = part(positions, judgedShare, 'judge')
  const inner = part(outer.rest, innerShare, 'inner')
  return { learn: inner.rest, choose: inner.taken, judge: outer.taken }
}

/** When each position happened, in ms, and how long a label takes to be known. */
interface Times {
  of: Float64Array
  gapMs: number
}

function timesOf({ template, mapping, table, rows }: Problem, { kind, gapDays }: SplitState): Times | null {
  const column = columnOf(template.manifest, mapping, 'time')
  if (kind !== 'time' || column === null) return null
  const times = table.time(column)
  return { of: Float64Array.from(rows, (row) => times[row] ?? Number.NaN), gapMs: gapDays * dayMs }
}

/** Scores of the quick model on the rows that the trials ask about, by ascending position. */
async function scoresIn(
  trials: readonly Trial[],
  { problem, params }: Way,
  context: JobContext<StepProgress>,
  report: (done: number) => void,
): Promise<Float64Array> {
  const { template, question } = problem
  const width = question.classes.length
  const asked = joinInts(trials.map(({ judge }) => judge)).sort()
  const place = new Map(Array.from(asked, (position, at) => [position, at]))
  const scores = new Float64Array(asked.length * width)
  for (const [at, { learn, choose, judge }] of trials.entries()) {
    await context.breathe()
    const predictor = await template.fit({
      model: template.priceModel,
      train: problem.examples(learn),
      validation: problem.examples(choose),
      question,
      params,
      seed,
      signal: context.signal,
      breathe: () => context.breathe(),
      report: ({ done }) => report((at + done) / trials.length),
      checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
    })
    try {
      const found = await predictor.scores(problem.examples(judge), context.signal)
      judge.forEach((position, row) => {
        scores.set(found.subarray(row * width, (row + 1) * width), (place.get(position) ?? 0) * width)
      })
    } finally {
      predictor.dispose()
    }
  }
  return scores
}

/**
 * What a suspect, or a step of preparation, does to the score: the strongest quick model with and without it, on rows
 * that may teach (never test or vault), compared row by row. Few rows are asked in five folds. Many, and those of a
 * column where time divides, in one fit whose rows come later: folds would let a row be told of its future. A card that
 * has no price comes back as it was.
 */
export const price: Job<'price'> = async ({ data, splitState, card }, context) => {
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
  const { headline } = template.manifest
  const times = card.remedy?.op === 'leave-out-column' ? timesOf(problem, splitState) : null
  const trialsOf = (way: Way): Trial[] =>
    times !== null || (ways.alike && positions.length >= manyRows)
      ? [oneTrial(positions, way, times)]
      : foldsOf(positions, way)

  const [withTrials, withoutTrials] = [trialsOf(ways.with), trialsOf(ways.without)]
  const kept = await scoresIn(withTrials, ways.with, context, (done) =>
    context.report({ done: done / 2, note: 'with' }),
  )
  const removed = await scoresIn(withoutTrials, ways.without, context, (done) =>
    context.report({ done: 0.5 + done / 2, note: 'without' }),
  )
  const judged = joinInts(withTrials.map(({ judge }) => judge)).sort()
  const truth = judged.map((position) => problem.labels[position] ?? -1)
  const difference = await pairedDifference({
    question,
    truth,
    a: removed,
    b: kept,
    metric: headline as DrawnMetric,
    units: judged.map((position) => problem.drawn[position] ?? -1),
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
