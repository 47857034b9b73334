import { netBytes, nets, type Workload, type WorkloadInput } from '../../ml'
import { lengthOf, readingOf } from './nets'
import { buildNet, type NetId } from './nets-models'
import { Encoder, learnVocabulary, tokensOf } from './nets-text'
import type { Params } from './params'

/** Distinct tokens grow with about the square root of the text (Heaps 1978). */
const vocabularyGrowth = 0.5
/** Bytes of one n-gram of one row in the sparse table, and of its share in the table of n-grams. */
const bytesPerNgram = 14
/** Times that the optimizer touches each weight of a step, against one multiplication. */
const touchesPerWeight = 6

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

/** Numbers computed of one row on the way forth, and multiplications. */
function perRow(id: NetId, params: Params, length: number): { activations: number; products: number } {
  switch (id) {
    case 'fasttext':
      return { activations: params.fasttextEmbedding * 3, products: length * params.fasttextEmbedding }
    case 'textcnn': {
      const { textcnnEmbedding: size, textcnnFilters: filters, textcnnKernels: widths } = params
      const width = widths.reduce((sum, own) => sum + own, 0)
      return {
        activations: length * (2 * size + 3 * filters * widths.length),
        products: length * size * filters * width,
      }
    }
    case 'lstm': {
      const directions = params.lstmBidirectional ? 2 : 1
      let inputs = params.lstmEmbedding
      let products = 0
      let activations = inputs
      for (const units of params.lstmUnits) {
        products += 4 * units * (inputs + units)
        // Four gates before and after, cell and state, with their masks.
        activations += 12 * units
        inputs = units
      }
      return { activations: directions * length * activations, products: directions * length * products }
    }
  }
}

function netWorkload(id: NetId, input: WorkloadInput<Params>): Workload {
  const { params, question, sample, rows } = input
  const reading = readingOf(id, params, question)
  const tokens = sample.text('text').map((text) => tokensOf(text, reading))
  const length = lengthOf(tokens, reading)
  const limit = params[`${id}Vocabulary`]
  const growth = Math.max(1, rows.train / Math.max(1, tokens.length)) ** vocabularyGrowth
  const seen = learnVocabulary(tokens, limit, reading.bigrams).length
  const vectors = Math.min(limit, Math.round(seen * growth)) + new Encoder([], false, length).vectors
  const { weights } = buildNet(id, params, { vectors, length, classes: question.classes.length })
  const numbers = weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  const batch = params[`${id}Batch`]
  const { activations, products } = perRow(id, params, length)
  const steps = Math.ceil(rows.train / batch)
  return {
    pass: rows.train * products + steps * numbers * touchesPerWeight,
    epochs: { most: params[`${id}Epochs`], patience: params[`${id}Patience`] },
    bytes: netBytes({
      rows: rows.train + rows.validation,
      width: length,
      weights: numbers,
      slots: nets.slotCount({ kind: params[`${id}Optimizer`] }),
      batch,
      activations,
    }),
  }
}

/** What fitting a model of the ladder asks of the machine, from the settings and a sample of the texts. */
export function workload(input: WorkloadInput<Params> & { model: string }): Workload {
  const { model, params, question, sample, rows } = input
  const characters = mean(sample.text('text').map(({ length }) => length))
  const noBytes = { rows: 0, weights: 0, batch: 0 }
  switch (model) {
    case 'majority':
      return { pass: rows.train, epochs: null, bytes: noBytes }
    case 'lexicon':
      return { pass: rows.train * characters, epochs: null, bytes: noBytes }
    case 'tfidf-logreg':
    case 'nb-svm': {
      const outputs = question.classes.length === 2 ? 1 : question.classes.length
      const ngrams = characters * (params.charMax + params.wordMax / 2)
      return {
        // Counting n-grams costs about as much as solving for one strength.
        pass: rows.train * ngrams * (1 + params.strengths.length * outputs),
        epochs: null,
        bytes: {
          rows: (rows.train + rows.validation) * ngrams * bytesPerNgram,
          weights: rows.train * ngrams * bytesPerNgram,
          batch: 0,
        },
      }
    }
    default:
      return netWorkload(model as NetId, input)
  }
}
