/**
 * A template as data: what the renderer, the report and the terminal know of a use case.
 * Made by `defineTemplate` in src/main/templates; plain JSON, so it crosses every process boundary.
 */
import type { Json, Lang } from './lang'

/** The type of a stored column. A category is a text column with few distinct values. */
export type ColumnType = 'text' | 'number' | 'time'

export interface RoleSpec {
  /** Column types that can play this role. */
  accepts: readonly ColumnType[]
  required: boolean
  /** Several columns may play it. */
  repeatable?: boolean
  /**
   * `label`: its values are classes. `entity-new`: groups that will be new in use, never on both sides of a split.
   * `entity-own-past`: scored from its own past, so on both sides, and the unit of the bootstrap. `counterparty`: who
   * an entity deals with. `protected`: for audit only, no model reads it. `feature`: by default every column that no
   * other role takes. `item`: what an entity does something with, `item-text` what is said of it, `event` what was done,
   * `rating` and `price` numbers that go with it. `bar`: a number of a day's trading, `ticker` whose.
   */
  part?:
    | 'label'
    | 'entity-new'
    | 'entity-own-past'
    | 'counterparty'
    | 'time'
    | 'text'
    | 'amount'
    | 'protected'
    | 'feature'
    | 'item'
    | 'item-text'
    | 'event'
    | 'rating'
    | 'price'
    | 'bar'
    | 'ticker'
  /** Names that a column for this role may have, in any case, beside the role's own. */
  names?: readonly string[]
  /** Of a label with two classes: how the class that is looked for may be named. Without a name it is the rarer. */
  positive?: readonly string[]
}

export interface ModelSpec {
  id: string
  kind: 'baseline' | 'model'
  /** What it is made of: decides what Train shows (curves for nets only) and what it costs to try. */
  family: 'rule' | 'linear' | 'net' | 'tree' | 'neighbour' | 'factor'
  /** A role without whose column there is nothing to learn: the model is left out then. */
  needs?: string
}

export type MetricFormat = 'share' | 'number' | 'money' | 'percent' | 'basis'

export interface MetricSpec {
  id: string
  /** `share`: 0 to 1, differences are said in points (hundredths). `basis`: a return, said in hundredths of a percent. */
  format: MetricFormat
  higherIsBetter: boolean
  /** Why there may be no interval: a percentile bootstrap is wrong for it (honesty.md). */
  interval: 'bootstrap' | 'wilson' | 'none'
}

export const stepIds = [
  'goal',
  'data',
  'checks',
  'split',
  'train',
  'compare',
  'explain',
  'decide',
  'predict',
  'report',
] as const
export type StepId = (typeof stepIds)[number]

export const checkCodes = [
  'duplicates',
  'near-duplicates',
  'value-lost',
  'encoding',
  'constant',
  'id-like',
  'rare-class',
  'entity-overlap',
  'neutral-class',
  'ordinal-label',
  'preparation',
  'leaking-column',
  'after-outcome',
  'proxy',
  'label-doubt',
  'shift',
  'unadjusted-split',
  'bad-bar',
  'gap',
  'survivorship',
  'after-close',
  'no-time',
  'few-events',
  'rating-scales',
  'unused-items',
  'exposure-bias',
  'popularity-loop',
] as const
export type CheckCode = (typeof checkCodes)[number]

export interface SampleSpec {
  id: string
  lang: Lang
  /** File name in the template's own folder. */
  file: string
  rows: number
  /** Role → column, so that the sample needs no mapping. */
  mapping: Record<string, string>
  /** Roles that several columns play. */
  several?: Record<string, readonly string[]>
  licence: string
}

/** Settings chosen together under one name, such as a published net. Its words are `presets.<id>` of the template. */
export interface PresetSpec {
  id: string
  /** Every setting that makes it what it is, those that equal today's defaults too. */
  params: Record<string, Json>
}

export type MessageTree = { [key: string]: string | MessageTree }

export interface Manifest {
  id: string
  version: number
  roles: Record<string, RoleSpec>
  /** JSON schema of the parameters; draws the form and checks `--set`. */
  params: Json
  defaults: Record<string, Json>
  /** The small preset of conformance and end-to-end tests, and of `--quick`. */
  quick: Record<string, Json>
  /** What `--set preset=<id>` and Train offer by one choice. */
  presets: readonly PresetSpec[]
  /** Models are trained again and again as time goes on: the data are divided walking forward, and in no other way. */
  walks?: true
  /** Sample on which the app shows how a published headline was made. */
  demonstration?: string
  steps: readonly StepId[]
  headline: string
  metrics: readonly MetricSpec[]
  models: readonly ModelSpec[]
  checks: readonly CheckCode[]
  samples: readonly SampleSpec[]
  /** The template's own words: name, question, roles, models, params, warnings; same keys in each language. */
  messages: Record<Lang, MessageTree>
}
