import { z } from 'zod'
import { netForm, sharedNets, tabularShape } from '../tabular-params'

const scorecard = { section: 'scorecard' }

/** Every setting of the ladder, flat, so that the form, `--set name=value` and the ledger read one schema. */
export const params = z.strictObject({
  ...tabularShape,
  /** Most bins of one column. */
  scorecardBins: z.int().min(2).max(20).default(8).meta(scorecard),
  /** Least share of the rows in a bin. */
  scorecardLeastShare: z.number().min(0.001).max(0.5).default(0.05).meta(scorecard),
  /** Columns that tell less (information value) are left out. */
  scorecardLeastIv: z.number().min(0).max(10).default(0.01).meta(scorecard),
  /** Points that double the odds of paying back, and where the scale lies. */
  scorecardPdo: z.number().min(1).max(1000).default(20).meta(scorecard),
  scorecardBaseScore: z.number().min(0).max(10_000).default(600).meta(scorecard),
  scorecardBaseOdds: z.number().min(0.01).max(10_000).default(50).meta(scorecard),
  ...sharedNets,
  ...netForm('mlp6464', {
    units: [64, 64],
    dropout: 0,
    learningRate: 0.001,
    batch: 32,
    epochs: 10,
    patience: 10,
  }),
})

export type Params = z.infer<typeof params>

/** The small preset of `--quick`: the bundled sample's whole ladder in well under a minute on two cores. */
export const quick: Partial<Params> = {
  strengths: [0.1],
  mlp128Epochs: 2,
  mlp6432Epochs: 2,
  mlp6464Epochs: 2,
  tabmEpochs: 2,
  tabmMembers: 4,
  tabmUnits: [32],
}
