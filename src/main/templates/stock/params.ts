import { z } from 'zod'

const prices = { section: 'prices' }
const trading = { section: 'trading' }
const walking = { section: 'walking' }
const linear = { section: 'linear' }
const boosting = { section: 'boosting' }

/** The form of one net: every setting under the net's prefix. */
function net<Prefix extends 'dlinear' | 'lstm' | 'tcn'>(
  prefix: Prefix,
  of: {
    units: number
    dropout: number
    learningRate: number
    batch: number
    epochs: number
    patience: number
  },
) {
  const meta = { section: prefix }
  const fields = {
    Units: z.int().min(1).max(512).default(of.units).meta(meta),
    Dropout: z.number().min(0).max(0.9).default(of.dropout).meta(meta),
    L2: z.number().min(0).max(1).default(1e-4).meta(meta),
    LearningRate: z.number().min(1e-6).max(10).default(of.learningRate).meta(meta),
    Batch: z.int().min(8).max(16_384).default(of.batch).meta(meta),
    Epochs: z.int().min(1).max(1000).default(of.epochs).meta(meta),
    Patience: z.int().min(1).max(1000).default(of.patience).meta(meta),
  }
  type Fields = typeof fields
  const entries = Object.entries(fields).map(([name, field]) => [`${prefix}${name}`, field])
  return Object.fromEntries(entries) as { [K in keyof Fields as `${Prefix}${K}`]: Fields[K] }
}

/** Every setting, flat, so that the form, `--set name=value` and the ledger read one schema. */
export const params = z.strictObject({
  /** Sessions that a forecast looks ahead, from the next open on. */
  horizon: z.int().min(1).max(60).default(1).meta(prices),
  adjust: z.enum(['none', 'column', 'splits']).default('none').meta(prices),
  badBars: z.enum(['leave-out', 'mend']).default('leave-out').meta(prices),

  capital: z.number().min(100).max(1e12).default(1_000_000).meta(trading),
  commission: z.number().min(0).max(0.05).default(0.0003).meta(trading),
  leastCommission: z.number().min(0).max(1000).default(0).meta(trading),
  stampDuty: z.number().min(0).max(0.05).default(0).meta(trading),
  slippage: z.number().min(0).max(0.05).default(0.0005).meta(trading),
  lot: z.int().min(1).max(10_000).default(1).meta(trading),
  settleNextDay: z.boolean().default(false).meta(trading),
  /** Largest move of a day; 0 for none. */
  priceLimit: z.number().min(0).max(1).default(0).meta(trading),
  shorting: z.boolean().default(false).meta(trading),
  holdShare: z.number().min(0.01).max(1).default(0.2).meta(trading),
  buffer: z.number().min(1).max(10).default(2).meta(trading),

  refitMonths: z.int().min(1).max(24).default(3).meta(walking),
  /** Nets take long: they are trained anew less often. */
  netRefitMonths: z.int().min(1).max(60).default(12).meta(walking),
  /** Years of the past that a fit learns from; 0 for all. */
  pastYears: z.number().min(0).max(100).default(6).meta(walking),

  /** Penalties of ridge, a row, to choose from on validation. */
  strengths: z.array(z.number().positive().max(1e6)).min(1).max(12).default([0.01, 0.1, 1, 10]).meta(linear),

  boostingTrees: z.int().min(1).max(5000).default(120).meta(boosting),
  boostingLearningRate: z.number().min(1e-4).max(1).default(0.04).meta(boosting),
  boostingLeaves: z.int().min(2).max(256).default(4).meta(boosting),
  boostingLeafRows: z.int().min(1).max(100_000).default(20).meta(boosting),
  boostingL2: z.number().min(0).max(1e6).default(10).meta(boosting),
  boostingRowShare: z.number().min(0.05).max(1).default(0.7).meta(boosting),
  boostingColumnShare: z.number().min(0.05).max(1).default(0.8).meta(boosting),
  boostingPatience: z.int().min(0).max(5000).default(0).meta(boosting),

  ...net('dlinear', { units: 1, dropout: 0, learningRate: 0.003, batch: 256, epochs: 12, patience: 3 }),
  ...net('lstm', { units: 16, dropout: 0.2, learningRate: 0.003, batch: 256, epochs: 10, patience: 3 }),
  ...net('tcn', { units: 16, dropout: 0.2, learningRate: 0.003, batch: 256, epochs: 10, patience: 3 }),
})

export type Params = z.infer<typeof params>

/** The small preset of `--quick`: the bundled sample's whole ladder in well under a minute on two cores. */
export const quick: Partial<Params> = {
  refitMonths: 12,
  netRefitMonths: 60,
  pastYears: 4,
  strengths: [0.1, 1],
  boostingTrees: 30,
  dlinearEpochs: 2,
  lstmEpochs: 1,
  lstmUnits: 4,
  tcnEpochs: 1,
  tcnUnits: 4,
}

/** Costs and rules of a market in 2025, as its exchanges and tax offices state them; every one can be changed. */
export const presets = [
  {
    id: 'a-share',
    params: {
      commission: 0.00025,
      leastCommission: 5,
      stampDuty: 0.0005,
      slippage: 0.0005,
      lot: 100,
      settleNextDay: true,
      priceLimit: 0.1,
      shorting: false,
    },
  },
  {
    id: 'hong-kong',
    params: {
      commission: 0.0008,
      leastCommission: 50,
      stampDuty: 0.001,
      slippage: 0.0008,
      lot: 100,
      settleNextDay: false,
      priceLimit: 0,
      shorting: false,
    },
  },
  {
    id: 'us',
    params: {
      commission: 0,
      leastCommission: 0,
      stampDuty: 0.00003,
      slippage: 0.0004,
      lot: 1,
      settleNextDay: false,
      priceLimit: 0,
      shorting: true,
    },
  },
] satisfies { id: string; params: Partial<Params> }[]
