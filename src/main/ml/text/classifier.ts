import { random } from '#shared/random'
import { AppError } from '#shared/errors'
import type { Push } from '#shared/results'
import type { Examples, ModelReader, ModelWriter, Predictor } from '../predictor'
import type { TextLang } from './language'
import { fitLinear, margins, outputsOf, probabilities, type LinearWeights } from './linear'
import type { NgramSettings } from './ngrams'
import { paceUntil, type Pace } from './pace'
import { piecesOf } from './pieces'
import { prepare, type Preparation } from './prepare'
import { pushesOf } from './pushes'
import type { SparseRows } from './sparse'
import { learnTfidf, Tfidf, type TfidfParts, type Weighting } from './tfidf'
import { wordSpans } from './tokens'

export interface LinearTextSettings {
  /** Role that holds the text. */
  role: string
  lang: TextLang
  preparation: Preparation
  ngrams: NgramSettings
  minDocuments: number
  strengths: readonly number[]
  /** Binary features times their log-count ratios, in place of TF-IDF. */
  naiveBayes: boolean
  interpolation: number
}

export interface LinearTextInput {
  train: Examples
  validation: Examples
  classes: number
  settings: LinearTextSettings
  seed: number
  pace: Pace
  report(done: number): void
}

/** Share of train that chooses the strength where there is no validation part. */
const heldOutShare = 0.1
/** Share of a fit's time that reading the texts takes, roughly. */
const readingShare = 0.5

async function prepared(
  texts: readonly string[],
  { preparation, lang }: LinearTextSettings,
  pace: Pace,
): Promise<string[]> {
  const made: string[] = []
  for (const text of texts) {
    if (pace.due()) await pace.rest()
    made.push(prepare(text, preparation, lang))
  }
  return made
}

/**
 * Trains a linear classifier on n-grams: TF-IDF with logistic regression, or NB-SVM (Wang and Manning 2012) with
 * logistic loss in place of the hinge, so that its scores are probabilities. Vocabulary, rarity and ratios are learnt
 * on train; validation only chooses the strength of the penalty.
 */
export async function fitLinearText(input: LinearTextInput): Promise<LinearTextPredictor> {
  const { settings, seed, pace, classes } = input
  const weighting: Weighting = settings.naiveBayes ? 'binary' : 'tfidf'
  const texts = await prepared(input.train.text(settings.role), settings, pace)
  const { tfidf, rows } = await learnTfidf(texts, settings.ngrams, weighting, settings.minDocuments, pace)
  input.report(readingShare)
  const heldOut = input.validation.length === 0
  const validation = heldOut
    ? null
    : {
        rows: await tfidf.transform(
          await prepared(input.validation.text(settings.role), settings, pace),
          pace,
        ),
        labels: input.validation.labels,
      }
  const train = { rows, labels: input.train.labels }
  const solve = {
    ...settings,
    classes,
    seed,
    pace,
    report: (done: number) => {
      input.report(readingShare + (1 - readingShare) * done)
    },
  }
  if (validation) {
    return new LinearTextPredictor(settings, tfidf, await fitLinear(train, validation, solve))
  }
  const order = random(seed)
    .fork('held-out')
    .shuffle(Int32Array.from(rowNumbers(rows.rows)))
  const cut = Math.ceil(rows.rows * heldOutShare)
  const chosen = await fitLinear(
    pick(train, order.slice(cut).sort()),
    pick(train, order.slice(0, cut).sort()),
    solve,
  )
  const weights = await fitLinear(train, pick(train, new Int32Array(0)), {
    ...solve,
    strengths: [chosen.strength],
  })
  return new LinearTextPredictor(settings, tfidf, weights)
}

function rowNumbers(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i)
}

function pick(
  from: { rows: SparseRows; labels: Int32Array },
  chosen: Int32Array,
): { rows: SparseRows; labels: Int32Array } {
  const { offsets, columns, values, width } = from.rows
  const lengths = Array.from(chosen, (row) => (offsets[row + 1] ?? 0) - (offsets[row] ?? 0))
  const made: SparseRows = {
    rows: chosen.length,
    width,
    offsets: new Int32Array(chosen.length + 1),
    columns: new Int32Array(lengths.reduce((sum, length) => sum + length, 0)),
    values: new Float32Array(lengths.reduce((sum, length) => sum + length, 0)),
  }
  chosen.forEach((row, index) => {
    const at = made.offsets[index] ?? 0
    const [start, end] = [offsets[row] ?? 0, offsets[row + 1] ?? 0]
    made.columns.set(columns.subarray(start, end), at)
    made.values.set(values.subarray(start, end), at)
    made.offsets[index + 1] = at + end - start
  })
  return { rows: made, labels: chosen.map((row) => from.labels[row] ?? 0) }
}

/** A trained linear classifier of texts. */
export class LinearTextPredictor implements Predictor {
  readonly width: number

  constructor(
    private readonly settings: LinearTextSettings,
    private readonly tfidf: Tfidf,
    private readonly linear: LinearWeights,
  ) {
    this.width = linear.classes
  }

  async scores(examples: Examples, signal?: AbortSignal): Promise<Float64Array> {
    const pace = paceUntil(signal)
    const texts = await prepared(examples.text(this.settings.role), this.settings, pace)
    const rows = await this.tfidf.transform(texts, pace)
    return probabilities(margins(rows, this.linear), this.linear.classes)
  }

  /** Weight of a feature for a class: with two classes the one output counts for the second, against the first. */
  private weightOf(feature: number, label: number): number {
    const { classes, weights, width } = this.linear
    if (classes !== 2) return weights[label * width + feature] ?? 0
    return (label === 1 ? 1 : -1) * (weights[feature] ?? 0)
  }

  pushes(limit: number): { towards: Push[]; against: Push[] }[] {
    return pushesOf(this.tfidf, this.linear, limit)
  }

  explainText(text: string, label: number): Promise<{ text: string; push: number }[]> {
    const { preparation, lang } = this.settings
    const read = prepare(text, preparation, lang)
    const { starts, ends } = wordSpans(read, lang)
    // The token that each character belongs to, −1 for blanks.
    const token = new Int32Array(read.length).fill(-1)
    starts.forEach((start, index) => token.fill(index, start, ends[index]))
    const pushes = new Float64Array(starts.length)
    for (const { id, start, end, value } of this.tfidf.occurrences(read)) {
      const covered = token.subarray(start, end).filter((index) => index >= 0)
      const share = (this.weightOf(id, label) * value) / covered.length
      for (const index of covered) pushes[index] = (pushes[index] ?? 0) + share
    }
    const stretches = starts.map((start, index) => ({
      start,
      end: ends[index] ?? start,
      push: pushes[index] ?? 0,
    }))
    return Promise.resolve(piecesOf(text, preparation, lang, stretches))
  }

  describe(): Record<string, string | number> {
    const { ngrams, naiveBayes } = this.settings
    return {
      features: this.linear.width,
      weighting: naiveBayes ? 'log-count ratio' : 'TF-IDF',
      words: ngrams.wordMax,
      characters: ngrams.charMax,
      // As text: strengths below 1 must not be rounded away.
      strength: String(this.linear.strength),
    }
  }

  async save(writer: ModelWriter): Promise<void> {
    const { a, b, idf, names, settings, weighting } = this.tfidf.parts
    const { classes, width, weights, bias, strength } = this.linear
    await writer.json('linear.json', {
      settings: this.settings,
      ngrams: settings,
      weighting,
      classes,
      width,
      strength,
      bias: [...bias],
    })
    await writer.bytes('hash-a.i32', bytesOf(a))
    await writer.bytes('hash-b.i32', bytesOf(b))
    await writer.bytes('idf.f32', bytesOf(idf))
    await writer.bytes('weights.f32', bytesOf(weights))
    await writer.bytes('names.txt', new TextEncoder().encode(names))
  }

  dispose(): void {
    // Plain arrays: the collector takes them.
  }
}

function bytesOf(array: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
}

/** The stored head of a model. It was written by `save`; the sizes are checked against the arrays. */
interface StoredLinear {
  settings: LinearTextSettings
  ngrams: NgramSettings
  weighting: Weighting
  classes: number
  width: number
  strength: number
  bias: number[]
}

/** @throws AppError `model-damaged` where the files do not fit together */
export async function loadLinearText(id: string, reader: ModelReader): Promise<LinearTextPredictor> {
  const stored = (await reader.json('linear.json')) as StoredLinear
  const bytes = async (name: string): Promise<ArrayBuffer> => Uint8Array.from(await reader.bytes(name)).buffer
  const parts: TfidfParts = {
    settings: stored.ngrams,
    weighting: stored.weighting,
    a: new Int32Array(await bytes('hash-a.i32')),
    b: new Int32Array(await bytes('hash-b.i32')),
    idf: new Float32Array(await bytes('idf.f32')),
    names: new TextDecoder().decode(await reader.bytes('names.txt')),
  }
  const weights = new Float32Array(await bytes('weights.f32'))
  const { classes, width, strength } = stored
  const sizes = [parts.a.length, parts.b.length, parts.idf.length, weights.length / outputsOf(classes)]
  if (sizes.some((size) => size !== width)) throw new AppError('model-damaged', { id })
  return new LinearTextPredictor(stored.settings, new Tfidf(parts), {
    classes,
    width,
    strength,
    weights,
    bias: Float64Array.from(stored.bias),
  })
}
