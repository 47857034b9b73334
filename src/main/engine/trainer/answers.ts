import type { AlertThreshold, Prediction } from '#shared/results'
import { numbersOf, returnForecast, volatilityColumn, type Examples } from '../../ml'
import type { LoadedModel } from './model-folder'
import { roleOf } from './plan'

/** Why an answer is missing or to be taken with care, and what to do at the threshold in use: codes, for scripts. */
const notes = {
  emptyText: 'empty-text',
  unknownText: 'unknown-text',
  abstained: 'dont-know',
  alert: 'alert',
  noAlert: 'no-alert',
  littlePast: 'little-past',
} as const
type Note = (typeof notes)[keyof typeof notes]

/** What a model says of one row. */
export interface Answer {
  /** Class index; -1 where there is nothing to answer to. */
  label: number
  /** Calibrated probabilities, one a class; empty where there is nothing to answer to. */
  scores: readonly number[]
  abstained: boolean
  /** At the threshold in use; null where there is none. */
  alert: boolean | null
  note: Note | null
}

export function largest(scores: ArrayLike<number>, from: number, width: number): number {
  let best = 0
  for (let k = 1; k < width; k += 1) if ((scores[from + k] ?? 0) > (scores[from + best] ?? 0)) best = k
  return best
}

/** Raw scores this close are the same answer. */
const sameScore = 1e-9

/** What the model says where it knows nothing of a text: its prior. Null where that is no sign of anything. */
async function priorOf(
  { predictor, template, card }: LoadedModel,
  signal?: AbortSignal,
): Promise<Float64Array | null> {
  const role = roleOf(template.manifest, 'text')
  const isBaseline = template.manifest.models.find(({ id }) => id === card.model)?.kind === 'baseline'
  // A baseline may say the same of every text on purpose.
  if (role === null || isBaseline) return null
  return predictor.scores(emptyExample, signal)
}

const emptyExample: Examples = {
  length: 1,
  rows: Int32Array.of(0),
  labels: new Int32Array(0),
  text: () => [''],
  number: () => Float64Array.of(Number.NaN),
  time: () => Float64Array.of(Number.NaN),
  columnsOf: () => [],
  column: () => ({ type: 'number', values: new Float64Array(1).fill(Number.NaN) }),
}

/** What the project decided: when an answer is "don't know", and when a row is an alert. Null: it did not. */
export interface Decided {
  abstainBelow: number | null
  alertFrom: AlertThreshold | null
}

export const undecided: Decided = { abstainBelow: null, alertFrom: null }

/**
 * Answers to rows that have no label: calibrated, with "don't know" below a score where the project asks for it. From a
 * threshold on the answer is the positive class, as it was when the model was judged.
 */
export async function answerRows(
  model: LoadedModel,
  examples: Examples,
  { abstainBelow, alertFrom }: Decided,
  signal?: AbortSignal,
): Promise<Answer[]> {
  const { predictor, template, card } = model
  const { width } = predictor
  const raw = await predictor.scores(examples, signal)
  const prior = await priorOf(model, signal)
  const calibrated = template.judge.calibrated(card.calibration, raw, width)
  const { positive } = card.question
  const role = roleOf(template.manifest, 'text')
  const texts = role === null ? null : examples.text(role)
  return Array.from({ length: examples.length }, (_, row): Answer => {
    if (texts !== null && (texts[row] ?? '').trim() === '') {
      return { label: -1, scores: [], abstained: false, alert: null, note: notes.emptyText }
    }
    const scores = Array.from(calibrated.subarray(row * width, (row + 1) * width))
    const alert =
      alertFrom === null || positive === null
        ? null
        : (raw[row * width + positive] ?? Number.NaN) >= alertFrom.score
    const label =
      alert === null || positive === null ? largest(scores, 0, width) : alert ? positive : 1 - positive
    const abstained = abstainBelow !== null && (scores[label] ?? 0) < abstainBelow
    const unknown =
      prior !== null &&
      prior.every((score, k) => Math.abs(score - (raw[row * width + k] ?? Number.NaN)) < sameScore)
    const acted = alert === null ? null : alert ? notes.alert : notes.noAlert
    const note = abstained ? notes.abstained : unknown ? notes.unknownText : acted
    return { label, scores, abstained, alert, note }
  })
}

/**
 * What a forecast of a return adds to a row of a file: the side, the chance of a rise, and the return that nine in ten
 * lie within; a note where too little of the past is known to say anything.
 */
export async function returnCells(
  { predictor, card, template }: LoadedModel,
  examples: Examples,
  signal?: AbortSignal,
): Promise<[string | null, number | null, number | null, number | null, string | null][]> {
  const { calibration, params } = card
  if (calibration.kind !== 'returns') throw new Error(`${template.id} is not calibrated as returns are`)
  const scores = await predictor.scores(examples, signal)
  const volatility = numbersOf(examples, volatilityColumn)
  const horizon = Number(params['horizon'] ?? 1)
  return Array.from({ length: examples.length }, (_, row) => {
    const scale = volatility[row] ?? Number.NaN
    if (Number.isNaN(scale)) return [null, null, null, null, notes.littlePast]
    const score = scores[row] ?? 0
    const { up, low, high } = returnForecast(calibration, score, scale, horizon)
    return [score > 0 ? 'up' : score < 0 ? 'down' : 'flat', up, low, high, null]
  })
}

/** One answer as the screens show it, with the pieces of the text that decided. */
export async function predictOne(
  model: LoadedModel,
  example: Examples,
  decided: Decided,
): Promise<Prediction> {
  const { predictor, template, card } = model
  const [answer] = await answerRows(model, example, decided)
  if (!answer || answer.label < 0) {
    return {
      label: '',
      score: 0,
      scores: [],
      abstained: true,
      alert: null,
      pieces: [],
      columns: [],
      note: answer?.note ?? null,
    }
  }
  const role = roleOf(template.manifest, 'text')
  const text = role === null ? '' : (example.text(role)[0] ?? '')
  return {
    label: card.question.classes[answer.label] ?? '',
    score: answer.scores[answer.label] ?? 0,
    scores: card.question.classes.map((label, k) => ({ label, score: answer.scores[k] ?? 0 })),
    abstained: answer.abstained,
    alert:
      answer.alert === null || decided.alertFrom === null
        ? null
        : { raised: answer.alert, threshold: decided.alertFrom },
    pieces: (await predictor.explainText?.(text, answer.label)) ?? [],
    columns: (await predictor.explainRow?.(example, answer.label)) ?? [],
    note: answer.note,
  }
}
