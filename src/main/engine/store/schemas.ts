/** The shapes of stored documents. A file may come from another machine or a damaged disk: nothing is believed. */
import { z } from 'zod'
import { cohortIds, type RankingDetail, type RankingExplanation } from '#shared/ranking'
import { errorCodes } from '#shared/errors'
import type { Json } from '#shared/lang'
import { checkCodes } from '#shared/manifest'
import type {
  Acting,
  CheckCard,
  DataVersion,
  Mapping,
  Remedy,
  RunState,
  SplitState,
  StoredColumn,
} from '#shared/project'
import { missingReasons } from '#shared/results'
import type { Judgement, Measured, ModelExplanation, ScoringDetail } from '#shared/results'
import type { FinishedRun } from '../trainer/protocol'

const json = z.json() as z.ZodType<Json>
const words = z.record(z.string(), z.union([z.string(), z.number()]))
const number = z.number().nullable()

/** A field that was added later and is optional survives reading by code that does not know it. */
const object = z.looseObject

export const encoding = z.enum([
  'utf-8',
  'gb18030',
  'utf-16le',
  'utf-16be',
  'big5',
  'windows-1252',
  'shift_jis',
]) satisfies z.ZodType<DataVersion['encoding']>

export const rowCounts = object({
  read: z.number(),
  used: z.number(),
  refused: z.number(),
}) satisfies z.ZodType<DataVersion['rows']>

export const storedColumns = z.array(
  object({
    name: z.string(),
    type: z.enum(['text', 'number', 'time']),
    nulls: z.number(),
    distinct: z.number(),
    lost: z.number(),
  }),
) satisfies z.ZodType<StoredColumn[]>

export const mapping = object({
  roles: z.record(z.string(), z.array(z.string())),
  positive: z.string().nullable(),
  order: z.array(z.string()).nullable(),
  rating: object({ positiveFrom: z.number(), negativeTo: z.number() }).nullable(),
  params: z.record(z.string(), json),
  guessed: z.array(object({ role: z.string(), column: z.string(), reason: z.string() })),
}) satisfies z.ZodType<Mapping>

const splitKind = z.enum(['stratified', 'grouped', 'time', 'walk-forward', 'cross-validation'])

const splitCounts = object({
  kind: splitKind,
  train: z.number(),
  validation: z.number(),
  test: z.number(),
  vault: z.number(),
})

export const splitState = object({
  kind: splitKind,
  group: z.string().nullable(),
  time: z.string().nullable(),
  gapDays: z.number(),
  seed: z.number(),
  reason: object({ code: z.string(), params: words }),
  counts: splitCounts,
  classes: z.array(
    object({ label: z.string(), train: z.number(), validation: z.number(), test: z.number() }),
  ),
  detectable: z.number(),
  nearDuplicateClusters: z.number(),
}) satisfies z.ZodType<SplitState>

export const remedy = z.discriminatedUnion('op', [
  object({ op: z.literal('leave-out-column'), column: z.string() }),
  object({ op: z.literal('leave-out-duplicates') }),
  object({ op: z.literal('leave-out-class'), label: z.string() }),
  object({ op: z.literal('leave-out-rows'), rows: z.array(z.string()) }),
  object({ op: z.literal('merge-class'), from: z.string(), into: z.string() }),
  object({ op: z.literal('group-by'), column: z.string() }),
  object({ op: z.literal('set-order'), order: z.array(z.string()) }),
  object({ op: z.literal('set-param'), param: z.string(), value: json }),
]) satisfies z.ZodType<Remedy>

export const checkCard = object({
  id: z.string(),
  code: z.enum(checkCodes),
  severity: z.enum(['info', 'warn', 'block']),
  column: z.string().nullable(),
  params: words,
  evidence: z.array(object({ row: number, line: number, text: z.string(), key: z.string().exactOptional() })),
  price: z
    .object({ metric: z.string(), with: z.number(), without: z.number(), low: number, high: number })
    .nullable(),
  remedy: remedy.nullable(),
  applied: z.boolean(),
}) satisfies z.ZodType<CheckCard>

export const runState = z.enum([
  'queued',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
  'interrupted',
]) satisfies z.ZodType<RunState>

const finding = z
  .object({
    kind: z.enum(['memorising', 'still-improving', 'converged', 'diverged', 'no-learning']),
    epoch: z.number(),
    bestEpoch: z.number(),
  })
  .nullable()

export const finishedRun = object({
  run: z.string(),
  model: z.string(),
  folder: z.string(),
  predictions: z.string(),
  seconds: z.number(),
  msPerRow: object({ p50: z.number(), p95: z.number() }),
  bytes: z.number(),
  validation: z.number(),
  finding,
  built: words,
  energyWh: number,
}) satisfies z.ZodType<FinishedRun>

export const failure = object({ code: z.enum(errorCodes), params: words })

const measured = object({
  value: number,
  low: number,
  high: number,
  n: z.number(),
  positives: z.number().exactOptional(),
  reason: z.enum(missingReasons).exactOptional(),
}) satisfies z.ZodType<Measured>

export const metrics = z.record(z.string(), measured)

const bounds = object({ low: z.number(), high: z.number() })

export const acting = object({
  reviewCost: number,
  capacity: number,
  point: object({
    model: z.string(),
    threshold: z.number(),
    probability: z.number(),
    saved: bounds.extend({ value: z.number() }).nullable(),
  }).nullable(),
}) satisfies z.ZodType<Acting>

const alerted = object({ alerts: z.number(), found: z.number(), caught: number })
const totals = object({ rows: z.number(), positives: z.number(), atStake: number, days: number })
const difference = object({ value: number, low: number, high: number })
const changed = object({ n: z.number(), positives: z.number() })

const scoring = object({
  totals: object({ validation: totals, test: totals }),
  points: z.array(
    object({
      threshold: z.number(),
      probability: z.number(),
      validation: alerted,
      test: alerted,
      recall: bounds.nullable(),
      precision: bounds.nullable(),
      covariance: z.array(z.number()),
    }),
  ),
  reach: z.number(),
  operation: object({ capacity: number, missCost: number, falseAlarmCost: number, reviewCost: number }),
  capacity: number,
  chosen: object({ by: z.enum(['cost', 'capacity', 'even']), threshold: number }),
  histogram: object({
    scale: z.enum(['linear', 'log']),
    bins: z.array(object({ from: z.number(), to: z.number(), positives: z.number(), negatives: z.number() })),
  }),
  bands: z.array(bounds.extend({ from: z.number(), to: z.number(), n: z.number(), positives: z.number() })),
  months: z.array(
    bounds.extend({ month: z.string(), n: z.number(), positives: z.number(), stability: number }),
  ),
  stability: number,
  audit: z.array(
    object({
      column: z.string(),
      reference: z.string(),
      groups: z.array(
        object({
          group: z.string(),
          n: z.number(),
          positives: z.number(),
          approved: measured,
          positive: measured,
          truePositive: measured,
          falsePositive: measured,
          gaps: object({
            approved: difference,
            truePositive: difference,
            falsePositive: difference,
          }).nullable(),
        }),
      ),
      closing: object({
        approved: z.number(),
        positiveBefore: z.number(),
        positiveAfter: z.number(),
        difference,
        money: difference.nullable(),
      }).nullable(),
    }),
  ),
  swaps: z.array(object({ other: z.string(), only: changed, otherOnly: changed })),
}) satisfies z.ZodType<ScoringDetail>

const verdict = z.enum(['better', 'not-proven', 'worse']).nullable()

const classReport = object({
  precision: z.number(),
  recall: z.number(),
  f1: z.number(),
  support: z.number(),
})

const detail = object({
  classes: z.array(z.string()),
  positive: number,
  confusion: z.array(z.array(z.number())),
  report: object({
    classes: z.array(classReport.extend({ label: z.string() })),
    macro: classReport,
    weighted: classReport,
    micro: classReport,
    accuracy: z.number(),
    kappa: number,
    mcc: z.number(),
    logLoss: number,
  }),
  reliability: z.array(
    object({
      meanScore: z.number(),
      share: z.number(),
      low: z.number(),
      high: z.number(),
      n: z.number(),
    }),
  ),
  roc: z.array(object({ fpr: z.number(), tpr: z.number() })),
  pr: z.array(object({ recall: z.number(), precision: z.number() })),
  coverage: z.array(
    object({
      threshold: z.number(),
      coverage: z.number(),
      accuracy: z.number(),
      low: z.number(),
      high: z.number(),
    }),
  ),
  slices: z.array(object({ id: z.string(), params: words, metric: measured })),
  calibration: z.enum(['platt', 'isotonic', 'none']),
  scoring: scoring.exactOptional(),
})

const rankingPoint = object({ users: z.number(), ndcg: measured, recall: measured })

const ranking = object({
  users: z.number(),
  events: z.number(),
  catalogue: z.number(),
  cohorts: z.array(rankingPoint.extend({ id: z.enum(cohortIds), events: z.number() })),
  activity: z.array(rankingPoint.extend({ from: z.number(), to: z.number() })),
  depths: z.array(rankingPoint.extend({ k: z.number(), hit: measured })),
  exposure: z.array(object({ items: z.number(), recommendations: z.number() })),
  recommended: z.number(),
  novelty: measured,
  diversity: measured,
}) satisfies z.ZodType<RankingDetail>

const namedItem = object({ id: z.string(), text: z.string() })

const rankingExplanation = object({
  tradeOff: z.array(
    object({
      diversity: z.number(),
      users: z.number(),
      ndcg: measured,
      recall: measured,
      different: measured,
      coverage: z.number(),
    }),
  ),
  examples: z.array(
    object({
      user: z.string(),
      past: z.array(namedItem),
      items: z.array(
        namedItem.extend({ hit: z.boolean(), reasons: z.array(namedItem.extend({ push: z.number() })) }),
      ),
    }),
  ),
}) satisfies z.ZodType<RankingExplanation>

export const judgement = object({
  createdAt: z.string(),
  dataVersion: z.string(),
  split: splitCounts,
  seed: z.number(),
  device: object({ rung: z.string(), name: z.string() }),
  headline: z.string(),
  bestBaseline: z.string(),
  best: z.string().nullable(),
  tied: z.array(z.string()),
  recommended: z.string().nullable(),
  models: z.array(
    object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(['baseline', 'model']),
      seconds: z.number(),
      msPerRow: object({ p50: z.number(), p95: z.number() }),
      bytes: z.number(),
      metrics,
      difference: object({ value: number, low: number, high: number }).nullable(),
      verdict,
    }),
  ),
  details: z.record(z.string(), detail),
  ranking: z.record(z.string(), ranking).exactOptional(),
  detectable: z.number(),
  rowsToSeparate: number,
  bar: z
    .object({ metric: z.string(), value: z.number(), met: z.enum(['yes', 'no', 'not-proven']) })
    .nullable(),
  warnings: z.array(object({ code: z.string(), params: words })),
}) satisfies z.ZodType<Judgement>

const pushes = z.array(object({ feature: z.string(), weight: z.number() }))

export const explanation = object({
  model: z.string(),
  pushes: z.array(object({ label: z.string(), towards: pushes, against: pushes })),
  perturbations: z.array(
    object({
      id: z.string(),
      flipped: measured,
      examples: z.array(object({ before: z.string(), after: z.string(), from: z.string(), to: z.string() })),
    }),
  ),
  ranking: rankingExplanation.exactOptional(),
}) satisfies z.ZodType<ModelExplanation>

/** What a ladder was asked to train: enough to go on with it after an interruption. */
export const ladderRequest = object({
  models: z.array(z.string()),
  params: z.record(z.string(), json),
  quick: z.boolean(),
  seed: z.number(),
  /** Finished runs of earlier ladders that are judged again beside the new ones: model → run. */
  reused: z.record(z.string(), z.string()),
  /** Runs that ran out of memory, and how often their batch was halved since. */
  halvings: z.record(z.string(), z.number().int().min(0)).exactOptional(),
})
export type LadderRequest = z.infer<typeof ladderRequest>

/** The plan a ladder was trained by, kept with it: what the mapping or the remedies become later is not its doing. */
export interface LadderData {
  /** Relative to the project folder. */
  open: string
  mapping: Mapping
  remedies: Remedy[]
}
export const ladderData = object({
  open: z.string(),
  mapping,
  remedies: z.array(remedy),
}) satisfies z.ZodType<LadderData>

/** A JSON column: its text is parsed, then its shape. */
export const stored = <T>(schema: z.ZodType<T>): z.ZodType<T, string> =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue('not JSON')
        return z.NEVER
      }
    })
    .pipe(schema)

/** SQLite has no booleans. */
export const flag: z.ZodType<boolean, number> = z.number().transform((value) => value !== 0)

export const freeJson = json
