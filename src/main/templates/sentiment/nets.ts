import { z } from 'zod'
import { AppError } from '#shared/errors'
import { random } from '#shared/random'
import {
  argmax,
  confusionOf,
  f1Of,
  loadTensorFlow,
  macro,
  marginsOf,
  nets,
  type Examples,
  type FitContext,
  type ModelReader,
  type Predictor,
  type Question,
} from '../../ml'
import { buildNet, type NetId } from './nets-models'
import { NetPredictor } from './nets-predictor'
import { Encoder, learnVocabulary, tokensOf, type Reading } from './nets-text'
import { preparationOf, type Params } from './params'

export { netIds, type NetId } from './nets-models'

/** Texts between two breaths while they are read: a few ms. */
const textsAtOnce = 200
/** Share of train that chooses the epoch where there is no validation part. */
const heldOutShare = 0.1

/** How a net of the ladder reads texts, as the parameters say. */
export function readingOf(id: NetId, params: Params, { lang }: Question): Reading {
  const automatic = lang === 'zh' ? 'characters' : 'words'
  return {
    preparation: preparationOf(params),
    unit: params.tokens === 'auto' ? automatic : params.tokens,
    lang,
    bigrams: id === 'fasttext' && params.fasttextBigrams,
    maxLength: params[`${id}MaxLength`],
  }
}

interface Labelled {
  tokens: string[][]
  labels: Int32Array
}

async function read(examples: Examples, reading: Reading, breathe: () => Promise<void>): Promise<Labelled> {
  const tokens: string[][] = []
  for (const text of examples.text('text')) {
    if (tokens.length % textsAtOnce === 0) await breathe()
    tokens.push(tokensOf(text, reading))
  }
  return { tokens, labels: examples.labels }
}

function pick({ tokens, labels }: Labelled, rows: Int32Array): Labelled {
  return {
    tokens: Array.from(rows, (row) => tokens[row] as string[]),
    labels: rows.map((row) => labels[row] as number),
  }
}

/** Train, and what chooses the epoch: the validation part, or a tenth of train where there is none. */
async function partsOf(
  context: FitContext<Params>,
  reading: Reading,
): Promise<{ train: Labelled; validation: Labelled }> {
  const breathe = (): Promise<void> => context.breathe()
  const train = await read(context.train, reading, breathe)
  if (context.validation.length > 0) {
    return { train, validation: await read(context.validation, reading, breathe) }
  }
  const order = random(context.seed).fork('held-out').shuffle(Int32Array.from(train.labels.keys()))
  const cut = Math.ceil(order.length * heldOutShare)
  return { train: pick(train, order.slice(cut).sort()), validation: pick(train, order.slice(0, cut).sort()) }
}

/** Ids a row: as many as the longest text of train needs, pairs included. */
export function lengthOf(texts: readonly string[][], { maxLength, bigrams }: Reading): number {
  const longest = Math.min(maxLength, Math.max(1, ...texts.map((tokens) => tokens.length)))
  return bigrams ? 2 * longest - 1 : longest
}

function optimizerOf(kind: Params['fasttextOptimizer']): nets.Optimizer {
  return { kind }
}

/** Trains one net of the ladder: vocabulary from train alone, the epoch chosen on validation. */
export async function fitNet(id: NetId, context: FitContext<Params>): Promise<Predictor> {
  const { params, question, seed } = context
  const classes = question.classes.length
  const reading = readingOf(id, params, question)
  const { train, validation } = await partsOf(context, reading)
  const vocabulary = learnVocabulary(train.tokens, params[`${id}Vocabulary`], reading.bigrams)
  const encoder = new Encoder(vocabulary, reading.bigrams, lengthOf(train.tokens, reading))
  const model = buildNet(id, params, { vectors: encoder.vectors, length: encoder.length, classes })
  const rowsOf = ({ tokens, labels }: Labelled): nets.Rows => ({
    count: tokens.length,
    inputs: [encoder.encode(tokens)],
    targets: labels,
  })
  const tensorflow = await loadTensorFlow()
  const fitted = await nets.fitNet({
    tensorflow,
    model,
    loss: nets.softmaxCrossEntropy,
    optimizer: optimizerOf(params[`${id}Optimizer`]),
    schedule: { kind: params[`${id}Schedule`], rate: params[`${id}LearningRate`] },
    train: rowsOf(train),
    validation: rowsOf(validation),
    metric: (predictions) => {
      const confusion = confusionOf(
        validation.labels,
        argmax(Float64Array.from(predictions), classes),
        classes,
      )
      return macro(confusion, marginsOf(confusion), f1Of)
    },
    watch: 'loss',
    batch: params[`${id}Batch`],
    epochs: params[`${id}Epochs`],
    patience: params[`${id}Patience`],
    seed,
    context,
  })
  const { weights, bestEpoch, epochs, stopped, path } = fitted
  return new NetPredictor(tensorflow, model, weights, reading, encoder, {
    net: id,
    layers: nets.layersOf(model),
    vocabulary: vocabulary.length,
    length: encoder.length,
    embedding: params[`${id}Embedding`],
    weights: model.weights.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    epochs,
    bestEpoch,
    stopped,
    steps: path.kind,
  })
}

/** The longest row a stored model may ask for: `maxLength`'s limit, with pairs. */
const mostIds = 4000

const stored = z.strictObject({
  vocabulary: z.array(z.string()).max(200_000),
  length: z.int().min(1).max(mostIds),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})

/** @throws AppError `model-damaged` where the files are not what this net wrote */
export async function loadNet(
  id: NetId,
  reader: ModelReader,
  question: Question,
  params: Params,
): Promise<Predictor> {
  const parsed = stored.safeParse(await reader.json('net.json'))
  if (!parsed.success) throw new AppError('model-damaged', { id })
  const { vocabulary, length, facts } = parsed.data
  const reading = readingOf(id, params, question)
  const encoder = new Encoder(vocabulary, reading.bigrams, length)
  const sizes = { vectors: encoder.vectors, length, classes: question.classes.length }
  const model = buildNet(id, params, sizes)
  const weights = await nets.loadWeights(reader, model, id)
  return new NetPredictor(await loadTensorFlow(), model, weights, reading, encoder, facts)
}
