import { random } from '#shared/random'
import type { ModelExplanation, Perturbation as Found } from '#shared/results'
import { PART } from '../../../data'
import { wilson, type Examples } from '../../../ml'
import { answerRows, undecided } from '../answers'
import type { Job } from '../job'
import { readModel, type LoadedModel } from '../model-folder'
import { perturbations, type Perturbation } from '../perturbations'
import { roleOf } from '../plan'
import { openProblem, positionsOf } from '../problem'
import { explainLists } from './explain-lists'

/** Words shown for each class and direction. */
const pushLimit = 40
/** Texts changed for each perturbation: a share within seven points. */
const mostTexts = 200
const shownExamples = 5

/** The same rows with other texts. */
function withTexts(texts: readonly string[], role: string): Examples {
  const empty = (): Float64Array => new Float64Array(texts.length).fill(Number.NaN)
  return {
    length: texts.length,
    rows: Int32Array.from(texts.keys()),
    labels: new Int32Array(0),
    text: (asked) => (asked === role ? texts : texts.map(() => '')),
    number: empty,
    time: empty,
    columnsOf: (asked) => (asked === role ? [role] : []),
    column: () => ({ type: 'number', values: empty() }),
  }
}

/** The class of each text, -1 where nothing is left of it. */
async function answersTo(
  model: LoadedModel,
  texts: readonly string[],
  role: string,
  signal: AbortSignal,
): Promise<number[]> {
  const answers = await answerRows(model, withTexts(texts, role), undecided, signal)
  return answers.map(({ label }) => label)
}

async function perturb(
  model: LoadedModel,
  perturbation: Perturbation,
  texts: readonly string[],
  role: string,
  seed: number,
  signal: AbortSignal,
): Promise<Found | null> {
  const source = random(seed).fork(perturbation.id)
  const { lang, classes } = model.card.question
  const pairs: { before: string; after: string }[] = []
  for (const before of texts) {
    if (pairs.length >= mostTexts) break
    const after = perturbation.change(before, source, lang)
    if (after !== null) pairs.push({ before, after })
  }
  if (pairs.length === 0) return null
  const from = await answersTo(
    model,
    pairs.map(({ before }) => before),
    role,
    signal,
  )
  const to = await answersTo(
    model,
    pairs.map(({ after }) => after),
    role,
    signal,
  )
  const flipped = pairs.flatMap((pair, at) =>
    from[at] === to[at]
      ? []
      : [{ ...pair, from: classes[from[at] ?? 0] ?? '', to: classes[to[at] ?? 0] ?? '' }],
  )
  const value = flipped.length / pairs.length
  return {
    id: perturbation.id,
    flipped: { value, ...wilson(value, pairs.length), n: pairs.length, positives: flipped.length },
    examples: flipped.slice(0, shownExamples),
  }
}

/** Where there are no classes, what is forecast rises or falls; the screens translate it. */
const risesLabel = 'rise'

/** What pushes a model towards each class, and which small changes of a text make it change its mind. */
export const explain: Job<'explain'> = async ({ data, model: ref, seed }, { breathe, report, signal }) => {
  const problem = openProblem(data)
  const model = await readModel(ref.folder, ref.model)
  try {
    const { classes, lang } = model.card.question
    report({ done: 0.1, note: 'pushes' })
    const pushes = model.predictor.pushes?.(pushLimit) ?? []
    const explanation: ModelExplanation = {
      model: ref.model,
      pushes: pushes.map((push, k) => ({ label: classes[k] ?? risesLabel, ...push })),
      perturbations: [],
    }
    if (model.predictor.recommender !== undefined) {
      const ranking = await explainLists(
        problem,
        model,
        seed,
        (done) => report({ done, note: 'lists' }),
        breathe,
      )
      return { ...explanation, ranking }
    }
    const role = roleOf(problem.template.manifest, 'text')
    if (role === null) return explanation
    const judged = positionsOf(problem, PART.test)
    const positions = random(seed)
      .fork('texts to change')
      .shuffle(judged.length > 0 ? judged : Int32Array.from(problem.rows.keys()))
    const texts = problem.examples(positions.subarray(0, 10 * mostTexts)).text(role)
    const fitting = perturbations.filter(({ langs }) => langs.includes(lang))
    for (const [index, perturbation] of fitting.entries()) {
      await breathe()
      report({ done: 0.1 + (0.9 * index) / fitting.length, note: perturbation.id })
      const found = await perturb(model, perturbation, texts, role, seed, signal)
      if (found) explanation.perturbations.push(found)
    }
    return explanation
  } finally {
    model.predictor.dispose()
  }
}
