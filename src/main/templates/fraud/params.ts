import { z } from 'zod'
import { netForm, sharedNets, tabularShape } from '../tabular-params'

const isolation = { section: 'isolation' }

/** Every setting of the ladder, flat, so that the form, `--set name=value` and the ledger read one schema. */
export const params = z.strictObject({
  ...tabularShape,
  ...sharedNets,
  isolationTrees: z.int().min(1).max(2000).default(100).meta(isolation),
  /** Rows that each tree isolates. */
  isolationRows: z.int().min(2).max(100_000).default(256).meta(isolation),
  ...netForm('autoencoder', {
    units: [32, 8, 32],
    dropout: 0,
    learningRate: 0.001,
    batch: 256,
    epochs: 20,
    patience: 3,
  }),
})

export type Params = z.infer<typeof params>

/** The small preset of `--quick`: the bundled sample's whole ladder in well under a minute on two cores. */
export const quick: Partial<Params> = {
  strengths: [0.1],
  mlp128Epochs: 2,
  mlp6432Epochs: 2,
  mlp6432Batch: 128,
  tabmEpochs: 2,
  tabmMembers: 4,
  tabmUnits: [32],
  isolationTrees: 20,
  autoencoderEpochs: 2,
}
