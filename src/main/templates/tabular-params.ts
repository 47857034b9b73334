import { z } from 'zod'

/** Settings that the templates of tables share. Their words are in tabular-words.ts. */
const split = { section: 'split' }
const prepare = { section: 'prepare' }
const linear = { section: 'linear' }

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
}
