/**
 * The lexicon baseline: counts opinion words, minding negation and degree. Holds the word lists and what turns a
 * count into classes; knows nothing of other models.
 */
import {
  piecesOf,
  paceUntil,
  prepare,
  type Examples,
  type ModelReader,
  type ModelWriter,
  type Pace,
  type Predictor,
  type Preparation,
  type Question,
} from '../../../ml'
import { opinionsIn } from './opinions'

/** The lists are written in small letters and simplified characters; no other step may take words from them. */
const preparation: Preparation = {
  lowercase: true,
  simplifyChinese: true,
  removeStopWords: false,
  stemming: false,
  removePunctuation: false,
  removeDigits: false,
}

/** Bins of equal size that a balance falls into, beyond two classes. */
const binCount = 10

/** What is learnt from train. `lean`: how much a higher balance speaks for each class. */
type Rule =
  | { kind: 'logistic'; slope: number; intercept: number }
  | { kind: 'bins'; edges: number[]; shares: number[][]; lean: number[] }

interface Parts {
  lang: Question['lang']
  classes: number
  rule: Rule
}

/** Good against bad words of one text: positive where it speaks well. Grows with the root of their number. */
function balance(text: string, lang: Question['lang']): number {
  let good = 0
  let bad = 0
  for (const { weight } of opinionsIn(prepare(text, preparation, lang), lang)) {
    if (weight > 0) good += weight
    else bad -= weight
  }
  return (good - bad) / Math.sqrt(1 + good + bad)
}

async function balances(texts: readonly string[], lang: Question['lang'], pace: Pace): Promise<Float64Array> {
  const made = new Float64Array(texts.length)
  for (const [row, text] of texts.entries()) {
    if (pace.due()) await pace.rest()
    made[row] = balance(text, lang)
  }
  return made
}

const logistic = (score: number): number => 1 / (1 + Math.exp(-score))

/** Logistic regression on one number, by Newton's method; a small ridge keeps separable data finite. */
function fitLogistic(values: Float64Array, labels: Int32Array): Rule {
  const ridge = 1e-3
  let slope = 0
  let intercept = 0
  for (let step = 0; step < 50; step += 1) {
    let [gs, gi, hss, hsi, hii] = [-ridge * slope, 0, ridge, 0, ridge]
    values.forEach((value, row) => {
      const p = logistic(slope * value + intercept)
      const error = (labels[row] === 1 ? 1 : 0) - p
      const weight = p * (1 - p)
      gs += error * value
      gi += error
      hss += weight * value * value
      hsi += weight * value
      hii += weight
    })
    const determinant = hss * hii - hsi * hsi
    const ds = (hii * gs - hsi * gi) / determinant
    const di = (hss * gi - hsi * gs) / determinant
    slope += ds
    intercept += di
    if (Math.abs(ds) + Math.abs(di) < 1e-9) break
  }
  return { kind: 'logistic', slope, intercept }
}

function binOf(edges: readonly number[], value: number): number {
  const bin = edges.findIndex((edge) => value <= edge)
  return bin < 0 ? edges.length : bin
}

/** Shares of the classes in bins of the balance, each class counted once more than seen. */
function fitBins(values: Float64Array, labels: Int32Array, classes: number): Rule {
  const sorted = Float64Array.from(values).sort()
  const quantiles = Array.from(
    { length: binCount - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / binCount)] ?? 0,
  )
  const edges = [...new Set(quantiles)]
  const counts = Array.from({ length: edges.length + 1 }, () => new Array<number>(classes).fill(1))
  const sums = new Float64Array(classes)
  const sizes = new Float64Array(classes)
  values.forEach((value, row) => {
    const label = labels[row] ?? 0
    const bin = counts[binOf(edges, value)] ?? []
    bin[label] = (bin[label] ?? 0) + 1
    sums[label] = (sums[label] ?? 0) + value
    sizes[label] = (sizes[label] ?? 0) + 1
  })
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const shares = counts.map((bin) => {
    const total = bin.reduce((sum, count) => sum + count, 0)
    return bin.map((count) => count / total)
  })
  const lean = Array.from(sums, (sum, label) => sum / Math.max(1, sizes[label] ?? 0) - mean)
  return { kind: 'bins', edges, shares, lean }
}

/** Learns on train what a balance of good and bad words says about the class. */
export async function fitLexicon(train: Examples, question: Question, pace: Pace): Promise<Predictor> {
  const values = await balances(train.text('text'), question.lang, pace)
  const classes = question.classes.length
  const rule = classes === 2 ? fitLogistic(values, train.labels) : fitBins(values, train.labels, classes)
  return lexicon({ lang: question.lang, classes, rule })
}

export async function loadLexicon(reader: ModelReader): Promise<Predictor> {
  return lexicon((await reader.json('lexicon.json')) as Parts)
}

function lexicon(parts: Parts): Predictor {
  const { lang, classes, rule } = parts
  const sharesOf = (value: number): readonly number[] => {
    if (rule.kind === 'bins') return rule.shares[binOf(rule.edges, value)] ?? []
    const second = logistic(rule.slope * value + rule.intercept)
    return [1 - second, second]
  }
  const leanOf = (label: number): number =>
    rule.kind === 'bins' ? (rule.lean[label] ?? 0) : label === 1 ? rule.slope : -rule.slope
  return {
    width: classes,
    scores: async (examples: Examples, signal?: AbortSignal) => {
      const values = await balances(examples.text('text'), lang, paceUntil(signal))
      const scores = new Float64Array(values.length * classes)
      values.forEach((value, row) => {
        scores.set(sharesOf(value), row * classes)
      })
      return scores
    },
    explainText: (text: string, label: number) => {
      const found = opinionsIn(prepare(text, preparation, lang), lang)
      const stretches = found.map(({ start, end, weight }) => ({ start, end, push: weight * leanOf(label) }))
      return Promise.resolve(piecesOf(text, preparation, lang, stretches))
    },
    describe: () => ({ language: lang, rule: rule.kind }),
    save: (writer: ModelWriter) => writer.json('lexicon.json', parts),
    dispose: () => undefined,
  }
}
