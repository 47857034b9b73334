import { z } from 'zod'
import type { ErrorCode, ErrorParams } from '#shared/errors'
import type { Json, Lang } from '#shared/lang'
import type {
  CheckCode,
  Manifest,
  MessageTree,
  ModelSpec,
  RoleSpec,
  SampleSpec,
  StepId,
} from '#shared/manifest'
import type { Mapping } from '#shared/project'
import type { Table } from '../data'
import type { FitContext, Judge, ModelReader, Predictor, Question } from '../ml'

/** Why this data cannot be used, as an error the user can read. */
export interface Refusal {
  code: ErrorCode
  params: ErrorParams
}

/** What `check` may look at: the open rows and the mapping. */
export interface CheckInput {
  table: Table
  mapping: Mapping
}

export interface Template<
  Role extends string = string,
  Shape extends z.ZodRawShape = z.ZodRawShape,
  Metric extends string = string,
  Model extends string = string,
> {
  id: string
  /** Raised when stored models of older versions can no longer be loaded. */
  version: number
  columns: Record<Role, RoleSpec>
  params: z.ZodObject<Shape>
  /** The small preset of `--quick`, conformance and end-to-end tests. */
  quick: Partial<z.infer<z.ZodObject<Shape>>>
  steps: readonly StepId[]
  judge: Judge<Metric>
  headline: NoInfer<Metric>
  metrics: readonly NoInfer<Metric>[]
  /** The ladder, simplest first. */
  models: readonly (ModelSpec & { id: Model })[]
  checks: readonly CheckCode[]
  samples: readonly SampleSpec[]
  messages: Record<Lang, MessageTree>
  /** Says why not before anything is tried. */
  check(input: CheckInput): Refusal | null
  /** What is asked of the data beside classes and roles: the language of the texts. */
  language?(texts: readonly string[]): Question['lang']
  /** A preparation that the parameters switch, for the checks that price it; '' where it empties the text. */
  prepareText?(text: string, params: z.infer<z.ZodObject<Shape>>, lang: Question['lang']): string
  /** The strongest model that trains in seconds: prices are measured with it. */
  priceModel: NoInfer<Model>
  fit(context: FitContext<z.infer<z.ZodObject<Shape>>> & { model: Model }): Promise<Predictor>
  load(
    model: Model,
    reader: ModelReader,
    question: Question,
    params: z.infer<z.ZodObject<Shape>>,
  ): Promise<Predictor>
}

/** A template with its type parameters forgotten, as the registry holds it. Parameters are parsed by `params`. */
export interface AnyTemplate {
  readonly id: string
  readonly manifest: Manifest
  readonly judge: Judge<string>
  readonly priceModel: string
  parseParams(input: Record<string, Json>): Record<string, unknown>
  check(input: CheckInput): Refusal | null
  language(texts: readonly string[]): Question['lang']
  prepareText(text: string, params: Record<string, unknown>, lang: Question['lang']): string
  fit(context: FitContext<Record<string, unknown>>): Promise<Predictor>
  load(
    model: string,
    reader: ModelReader,
    question: Question,
    params: Record<string, unknown>,
  ): Promise<Predictor>
}
