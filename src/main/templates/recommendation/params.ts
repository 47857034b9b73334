import { z } from 'zod'

const log = { section: 'log' }
const lists = { section: 'lists' }
const popular = { section: 'popular' }
const neighbours = { section: 'neighbours' }
const ease = { section: 'ease' }
const factors = { section: 'factors' }
const explicit = { section: 'explicit' }

const several = (least: number, most: number, standard: number[]) =>
  z.array(z.number().min(least).max(most)).min(1).max(12).default(standard)

function netShape<Prefix extends string>(
  prefix: Prefix,
  of: {
    size: number
    dropout: number
    batch: number
    epochs: number
    patience: number
    learningRate: number
  },
) {
  const meta = { section: prefix }
  const fields = {
    Size: z.int().min(2).max(512).default(of.size).meta(meta),
    Dropout: z.number().min(0).max(0.9).default(of.dropout).meta(meta),
    Negatives: z.int().min(1).max(4096).default(256).meta(meta),
    Optimizer: z.enum(['adam', 'rmsprop', 'sgd', 'momentum', 'adagrad']).default('adam').meta(meta),
    LearningRate: z.number().min(1e-6).max(10).default(of.learningRate).meta(meta),
    Schedule: z.enum(['constant', 'linear', 'cosine']).default('constant').meta(meta),
    WeightDecay: z.number().min(0).max(1).default(0).meta(meta),
    Batch: z.int().min(1).max(4096).default(of.batch).meta(meta),
    Epochs: z.int().min(1).max(1000).default(of.epochs).meta(meta),
    Patience: z.int().min(1).max(1000).default(of.patience).meta(meta),
  }
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [`${prefix}${name}`, field])) as {
    [K in keyof typeof fields as `${Prefix}${K}`]: (typeof fields)[K]
  }
}

/** Every setting of the ladder, flat, so that the form, `--set name=value` and the ledger read one schema. */
export const params = z.strictObject({
  /** Ratings from this on count as liked; null: whatever was rated counts. */
  likedFrom: z.number().nullable().default(null).meta(log),
  /** Kinds of events that count; all where empty. */
  eventKinds: z.array(z.string().min(1)).max(50).default([]).meta(log),
  /** The same item again within so many minutes is the same event. */
  sessionMinutes: z.number().min(0).max(100_000).default(30).meta(log),
  ratingScale: z.enum(['as-is', 'by-user']).default('as-is').meta(log),
  /** Training leaves out users with fewer items and items with fewer users. */
  core: z.int().min(1).max(100).default(2).meta(log),

  /** What somebody has may be recommended again. Settled at mapping. */
  repeats: z.boolean().default(false).meta(lists),
  /** `home`: from all that is known of a user; `related`: from the last item alone. */
  surface: z.enum(['home', 'related']).default('home').meta(lists),
  /** Items of a list. */
  listLength: z.int().min(1).max(100).default(10).meta(lists),
  /** Items that are never recommended: out of stock, not for everybody. */
  leaveOutItems: z.array(z.string().min(1)).max(10_000).default([]).meta(lists),

  /** Days in which an event loses half its weight, to choose from on validation. */
  popularHalfLives: several(0.01, 10_000, [1, 3, 7, 30, 90]).meta(popular),

  knnNeighbours: z.int().min(1).max(5000).default(200).meta(neighbours),
  knnShrink: several(0, 10_000, [0, 10, 50]).meta(neighbours),

  easeL2: several(0.01, 1e7, [20, 100, 500]).meta(ease),
  /** Beyond so many items the matrix between all of them is too large. */
  easeMostItems: z.int().min(10).max(30_000).default(15_000).meta(ease),

  ialsSize: z.int().min(2).max(512).default(64).meta(factors),
  ialsUnobserved: several(1e-4, 10, [0.02, 0.1]).meta(factors),
  ialsL2: several(1e-6, 100, [0.003, 0.01]).meta(factors),
  ialsEpochs: z.int().min(1).max(200).default(12).meta(factors),
  bprSize: z.int().min(2).max(512).default(64).meta(factors),
  bprLearningRate: z.number().min(1e-5).max(10).default(0.05).meta(factors),
  bprL2: several(0, 10, [0.003, 0.02]).meta(factors),
  bprEpochs: z.int().min(1).max(1000).default(60).meta(factors),

  ...netShape('twoTower', {
    size: 64,
    dropout: 0.2,
    batch: 256,
    epochs: 30,
    patience: 4,
    learningRate: 0.002,
  }),
  /** Things of the past that are read. */
  twoTowerPast: z.int().min(1).max(500).default(50).meta({ section: 'twoTower' }),
  twoTowerHidden: z.int().min(1).max(2048).default(128).meta({ section: 'twoTower' }),
  /** Share of the items whose own vector is left out at a step, so that words must do. */
  twoTowerItemDropout: z.number().min(0).max(0.9).default(0.2).meta({ section: 'twoTower' }),

  ...netShape('sasrec', { size: 64, dropout: 0.2, batch: 128, epochs: 60, patience: 8, learningRate: 0.002 }),
  sasrecLength: z.int().min(2).max(500).default(50).meta({ section: 'sasrec' }),
  sasrecBlocks: z.int().min(1).max(8).default(2).meta({ section: 'sasrec' }),

  biasShrink: several(0.1, 1000, [5, 15, 40]).meta(explicit),
  svdppSize: z.int().min(1).max(512).default(16).meta(explicit),
  svdppLearningRate: z.number().min(1e-5).max(1).default(0.01).meta(explicit),
  svdppL2: z.number().min(0).max(10).default(0.05).meta(explicit),
  svdppEpochs: z.int().min(1).max(500).default(40).meta(explicit),
})

export type Params = z.infer<typeof params>

/** The small preset of `--quick`: the bundled sample's whole ladder in well under a minute on two cores. */
export const quick: Partial<Params> = {
  popularHalfLives: [7, 30],
  knnShrink: [10],
  easeL2: [100],
  ialsSize: 16,
  ialsUnobserved: [0.1],
  ialsL2: [0.01],
  ialsEpochs: 4,
  bprSize: 16,
  bprL2: [0.01],
  bprEpochs: 15,
  twoTowerSize: 16,
  twoTowerHidden: 32,
  twoTowerNegatives: 64,
  twoTowerEpochs: 3,
  sasrecSize: 32,
  sasrecLength: 20,
  sasrecBlocks: 1,
  sasrecNegatives: 64,
  sasrecEpochs: 4,
  biasShrink: [15],
  svdppSize: 8,
  svdppEpochs: 8,
}
