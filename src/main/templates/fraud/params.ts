import { z } from 'zod'
import { tabularShape } from '../tabular-params'

/** Every setting of the ladder, flat, so that the form, `--set name=value` and the ledger read one schema. */
export const params = z.strictObject({ ...tabularShape })

export type Params = z.infer<typeof params>

/** The small preset of `--quick`: the bundled sample's whole ladder in well under a minute on two cores. */
export const quick: Partial<Params> = { strengths: [0.1] }
