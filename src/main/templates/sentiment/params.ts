import { z } from 'zod'
import type { Preparation } from '../../ml'

/**
 * Every setting of the sentiment ladder, flat, so that the form, `--set name=value` and the ledger read one schema.
 * `meta.section` groups the form; the words (name and help) are in messages.ts under `params.<name>`.
 */

/** Settings that every net has. Rates and sizes differ by net: they are given with it. */
function netShape(section: string, of: NetDefaults) {
  const meta = { section }
  return {
    /** Most frequent tokens of train that get a vector of their own; the others share one. */
    Vocabulary: z.int().min(100).max(200_000).default(of.vocabulary).meta(meta),
    /** Tokens read of one text; longer texts are cut at the end. */
    MaxLength: z.int().min(8).max(2000).default(of.maxLength).meta(meta),
    /** Numbers that stand for one token. */
    Embedding: z.int().min(4).max(512).default(of.embedding).meta(meta),
    Dropout: z.number().min(0).max(0.9).default(of.dropout).meta(meta),
    L1: z.number().min(0).max(1).default(0).meta(meta),
    L2: z.number().min(0).max(1).default(0).meta(meta),
    Optimizer: z.enum(['adam', 'rmsprop', 'sgd', 'momentum', 'adagrad']).default('adam').meta(meta),
    LearningRate: z.number().min(1e-6).max(10).default(of.learningRate).meta(meta),
    /** How the rate goes over the epochs: unchanged, down to 0 in a straight line, or along half a cosine. */
    Schedule: z.enum(['constant', 'linear', 'cosine']).default('constant').meta(meta),
    Batch: z.int().min(1).max(4096).default(of.batch).meta(meta),
    Epochs: z.int().min(1).max(1000).default(of.epochs).meta(meta),
    /** Epochs without a better validation loss before training stops; the best epoch is kept. */
    Patience: z.int().min(1).max(1000).default(of.patience).meta(meta),
  }
}

interface NetDefaults {
  vocabulary: number
  maxLength: number
  embedding: number
  dropout: number
  learningRate: number
  batch: number
  epochs: number
  patience: number
}

type NetShape = ReturnType<typeof netShape>
type Prefixed<Prefix extends string, Shape> = { [K in keyof Shape & string as `${Prefix}${K}`]: Shape[K] }

function netForm<Prefix extends string>(prefix: Prefix, of: NetDefaults): Prefixed<Prefix, NetShape> {
  const entries = Object.entries(netShape(prefix, of)).map(([name, field]) => [`${prefix}${name}`, field])
  return Object.fromEntries(entries) as Prefixed<Prefix, NetShape>
}

const prepare = { section: 'prepare' }
const features = { section: 'features' }
const linear = { section: 'linear' }
const nets = { section: 'nets' }
const textcnn = { section: 'textcnn' }
const lstm = { section: 'lstm' }

const layerSizes = (most: number) => z.array(z.int().min(1).max(1024)).max(most)

export const params = z.strictObject({
  // Preparation: each step can be switched and priced. Unicode form NFKC is not a choice.
  lowercase: z.boolean().default(true).meta(prepare),
  simplifyChinese: z.boolean().default(true).meta(prepare),
  removePunctuation: z.boolean().default(false).meta(prepare),
  removeDigits: z.boolean().default(false).meta(prepare),
  removeStopWords: z.boolean().default(false).meta(prepare),
  stemming: z.boolean().default(false).meta(prepare),

  // N-grams of the linear models.
  ngrams: z
    .enum(['words-and-characters', 'words', 'characters'])
    .default('words-and-characters')
    .meta(features),
  /** Longest run of words that is one feature. */
  wordMax: z.int().min(1).max(3).default(2).meta(features),
  /** Longest run of characters that is one feature. */
  charMax: z.int().min(1).max(6).default(4).meta(features),
  /** Texts of train in which a feature must occur. */
  minDocuments: z.int().min(1).max(1000).default(2).meta(features),

  /** Inverse strengths of the L2 penalty to choose from on validation. */
  strengths: z.array(z.number().positive().max(1e6)).min(1).max(12).default([3, 10, 30]).meta(linear),
  /** NB-SVM: share of the learnt weights against their mean size (Wang & Manning 2012, beta). */
  interpolation: z.number().min(0).max(1).default(1).meta(linear),

  /** What a net reads as one token; `auto`: characters in Chinese, words elsewhere. */
  tokens: z.enum(['auto', 'words', 'characters']).default('auto').meta(nets),

  ...netForm('fasttext', {
    vocabulary: 20_000,
    maxLength: 300,
    embedding: 64,
    dropout: 0.2,
    learningRate: 0.005,
    batch: 64,
    epochs: 20,
    patience: 3,
  }),
  /** Pairs of neighbouring tokens get a vector too. */
  fasttextBigrams: z.boolean().default(true).meta({ section: 'fasttext' }),

  ...netForm('textcnn', {
    vocabulary: 10_000,
    maxLength: 200,
    embedding: 64,
    dropout: 0.5,
    learningRate: 0.001,
    batch: 64,
    epochs: 10,
    patience: 2,
  }),
  /** Filters of each width. */
  textcnnFilters: z.int().min(1).max(1024).default(64).meta(textcnn),
  /** Widths of the filters, in tokens. */
  textcnnKernels: z.array(z.int().min(1).max(15)).min(1).max(6).default([2, 3, 4]).meta(textcnn),
  /** Units of the dense layers between the filters and the answer. */
  textcnnDense: layerSizes(4).default([]).meta(textcnn),

  ...netForm('lstm', {
    vocabulary: 5000,
    maxLength: 100,
    embedding: 64,
    dropout: 0.2,
    learningRate: 0.002,
    batch: 64,
    epochs: 8,
    patience: 2,
  }),
  /** Units of each recurrent layer, first to last. */
  lstmUnits: layerSizes(3).min(1).default([64]).meta(lstm),
  /** Also read from the end to the start. */
  lstmBidirectional: z.boolean().default(false).meta(lstm),
  lstmRecurrentDropout: z.number().min(0).max(0.9).default(0.2).meta(lstm),
})

export type Params = z.infer<typeof params>

/** The steps of preparation among the settings, as texts are prepared with. */
export function preparationOf(settings: Params): Preparation {
  const { lowercase, simplifyChinese, removePunctuation, removeDigits, removeStopWords, stemming } = settings
  return { lowercase, simplifyChinese, removePunctuation, removeDigits, removeStopWords, stemming }
}

/** Nets as they are taught or published, to be tried beside the proposed settings. */
export const presets = [
  {
    // The tutorial names neither vocabulary nor length; these are what its code is usually run with.
    id: 't8',
    params: {
      lstmVocabulary: 5000,
      lstmMaxLength: 100,
      lstmEmbedding: 100,
      lstmUnits: [128],
      lstmBidirectional: false,
      lstmDropout: 0.2,
      lstmRecurrentDropout: 0.2,
      lstmL1: 0,
      lstmL2: 0,
      lstmOptimizer: 'adam',
      lstmLearningRate: 0.001,
      lstmSchedule: 'constant',
      lstmBatch: 32,
      lstmEpochs: 10,
      lstmPatience: 10,
    },
  },
] satisfies { id: string; params: Partial<Params> }[]

/** The small preset of `--quick`: the bundled samples' whole ladder in well under a minute on two cores. */
export const quick: Partial<Params> = {
  strengths: [10],
  fasttextEmbedding: 16,
  fasttextEpochs: 4,
  fasttextMaxLength: 64,
  textcnnEmbedding: 16,
  textcnnFilters: 16,
  textcnnKernels: [2, 3],
  textcnnEpochs: 3,
  textcnnMaxLength: 64,
  lstmEmbedding: 16,
  lstmUnits: [16],
  lstmEpochs: 2,
  lstmMaxLength: 40,
}
