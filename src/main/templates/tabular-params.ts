import { z } from 'zod'

/** Settings that the templates of tables share. Their words are in tabular-words.ts. */
const split = { section: 'split' }
const prepare = { section: 'prepare' }
const linear = { section: 'linear' }

const boosting = { section: 'boosting' }

interface NetDefaults {
  units: number[]
  dropout: number
  learningRate: number
  batch: number
  epochs: number
  patience: number
}

function netShape(section: string, of: NetDefaults) {
  const meta = { section }
  return {
    /** Units of each hidden layer, first to last. */
    Units: z.array(z.int().min(1).max(4096)).max(8).default(of.units).meta(meta),
    Dropout: z.number().min(0).max(0.9).default(of.dropout).meta(meta),
    L1: z.number().min(0).max(1).default(0).meta(meta),
    L2: z.number().min(0).max(1).default(0).meta(meta),
    Optimizer: z.enum(['adam', 'rmsprop', 'sgd', 'momentum', 'adagrad']).default('adam').meta(meta),
    LearningRate: z.number().min(1e-6).max(10).default(of.learningRate).meta(meta),
    Schedule: z.enum(['constant', 'linear', 'cosine']).default('constant').meta(meta),
    Batch: z.int().min(1).max(16_384).default(of.batch).meta(meta),
    Epochs: z.int().min(1).max(1000).default(of.epochs).meta(meta),
    Patience: z.int().min(1).max(1000).default(of.patience).meta(meta),
  }
}

type Prefixed<Prefix extends string, Shape> = { [K in keyof Shape & string as `${Prefix}${K}`]: Shape[K] }

/** The form of one net: every setting under the net's prefix. */
export function netForm<Prefix extends string>(
  prefix: Prefix,
  of: NetDefaults,
): Prefixed<Prefix, ReturnType<typeof netShape>> {
  const entries = Object.entries(netShape(prefix, of)).map(([name, field]) => [`${prefix}${name}`, field])
  return Object.fromEntries(entries) as Prefixed<Prefix, ReturnType<typeof netShape>>
}

/** Nets that both templates have. */
export const sharedNets = {
  ...netForm('mlp128', {
    units: [128],
    dropout: 0,
    learningRate: 0.001,
    batch: 128,
    epochs: 30,
    patience: 4,
  }),
  ...netForm('mlp6432', {
    units: [64, 32],
    dropout: 0.5,
    learningRate: 0.001,
    batch: 32,
    epochs: 100,
    patience: 10,
  }),
  ...netForm('tabm', {
    units: [64, 64],
    dropout: 0.1,
    learningRate: 0.002,
    batch: 256,
    epochs: 30,
    patience: 4,
  }),
  /** Members of the ensemble. */
  tabmMembers: z.int().min(1).max(64).default(16).meta({ section: 'tabm' }),
}

export const tabularShape = {
  /** Days until a label is known: the gap between the parts of a split by time. Settled at mapping. */
  labelDelay: z.number().min(0).max(365).default(0).meta(split),

  /** Levels of a category that are told apart; the rest is "other". */
  levels: z.int().min(2).max(1000).default(50).meta(prepare),
  /** Rows of train that a level needs. */
  levelRows: z.int().min(1).max(10_000).default(10).meta(prepare),
  /** How numbers are scaled for linear models and nets. */
  scaling: z.enum(['quantile', 'standard']).default('quantile').meta(prepare),
  /** Read ids and categories of many values through the share of positives among their known past. */
  riskStatistics: z.boolean().default(true).meta(prepare),
  /** Days in which what is known of an id loses half its weight. */
  riskHalfLife: z.number().min(0.1).max(3650).default(14).meta(prepare),

  /** Inverse strengths of the L2 penalty to choose from on validation. */
  strengths: z.array(z.number().positive().max(1e6)).min(1).max(12).default([0.01, 0.1, 1, 10]).meta(linear),

  boostingTrees: z.int().min(1).max(10_000).default(400).meta(boosting),
  boostingLearningRate: z.number().min(1e-4).max(1).default(0.05).meta(boosting),
  boostingLeaves: z.int().min(2).max(1024).default(15).meta(boosting),
  boostingLeafRows: z.int().min(1).max(100_000).default(20).meta(boosting),
  boostingL1: z.number().min(0).max(1e6).default(0).meta(boosting),
  boostingL2: z.number().min(0).max(1e6).default(1).meta(boosting),
  boostingRowShare: z.number().min(0.05).max(1).default(0.8).meta(boosting),
  boostingColumnShare: z.number().min(0.05).max(1).default(0.8).meta(boosting),
  boostingPatience: z.int().min(0).max(10_000).default(40).meta(boosting),
  /** Below 5,000 rows of train: settings made for few rows in place of the above. */
  boostingSmallData: z.boolean().default(true).meta(boosting),
}
