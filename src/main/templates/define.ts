import { z } from 'zod'
import { AppError, type ErrorCode, type ErrorParams } from '#shared/errors'
import type { Json, Lang } from '#shared/lang'
import type {
  CheckCode,
  Manifest,
  MessageTree,
  ModelSpec,
  PresetSpec,
  RoleSpec,
  SampleSpec,
  StepId,
} from '#shared/manifest'
import type { Mapping } from '#shared/project'
import type { Table } from '../data'
import type {
  FitContext,
  Judge,
  Market,
  ModelReader,
  Predictor,
  Question,
  Workload,
  WorkloadInput,
} from '../ml'

/** Why this data cannot be used, as an error the user can read. */
export interface Refusal {
  code: ErrorCode
  params: ErrorParams
}

/** A column computed from other rows. Its name is never that of a column of the file. */
export interface DerivedColumn {
  name: string
  /** One number a row; NaN where nothing is known. */
  values: Float64Array
}

/** What derived columns are computed from. */
export interface DeriveInput {
  table: Table
  roles: Readonly<Record<string, readonly string[]>>
  /** Names of the columns that a model reads; null for all that the data give. */
  wanted: readonly string[] | null
  /** The template's parameters, those that change what a row's past is among them. */
  params: Record<string, unknown>
}

/** How a model is trained again and again as time goes on. */
export interface Walk {
  /** Months that one fit forecasts before it is trained anew. */
  months: number
  /** Days of the past that a fit learns from; null for all of it. */
  pastDays: number | null
}

/** What `check` may look at: the open rows and the mapping. */
export interface CheckInput {
  table: Table
  mapping: Mapping
  /** These rows are not to be learnt from but only to be answered: less of them is enough. */
  forecasting?: boolean
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
  /** Settings chosen together under one name; none by default. */
  presets?: readonly { id: string; params: Partial<z.infer<z.ZodObject<Shape>>> }[]
  /** Id of the sample on which a published headline is taken apart. */
  demonstration?: string
  steps: readonly StepId[]
  judge: Judge<Metric>
  headline: NoInfer<Metric>
  metrics: readonly NoInfer<Metric>[]
  /** The ladder, simplest first. */
  models: readonly (ModelSpec & { id: Model })[]
  checks: readonly CheckCode[]
  samples: readonly (Omit<SampleSpec, 'mapping' | 'several'> & {
    mapping: { [R in NoInfer<Role>]?: string }
    several?: { [R in NoInfer<Role>]?: readonly string[] }
  })[]
  messages: Record<Lang, MessageTree>
  /** Says why not before anything is tried. */
  check(input: CheckInput): Refusal | null
  /** Parameters that the data decide before they are divided, where nobody chose them (the label's delay). */
  settle?(input: CheckInput): Record<string, Json>
  /**
   * Columns computed for each row from strictly earlier rows of the same table. Models find them as role `derived`.
   * What is later, or in the same moment, must change nothing.
   */
  derive?(input: Omit<DeriveInput, 'params'> & { params: z.infer<z.ZodObject<Shape>> }): DerivedColumn[]
  /** Of templates whose forecasts are traded: the prices of a table, with the rules that its parameters set. */
  market?(input: Omit<DeriveInput, 'wanted' | 'params'> & { params: z.infer<z.ZodObject<Shape>> }): Market
  /** Of templates that are trained walking forward: how often, and on how much of the past. */
  walk?(model: Model, params: z.infer<z.ZodObject<Shape>>): Walk
  /** What is asked of the data beside classes and roles: the language of the texts. */
  language?(texts: readonly string[]): Question['lang']
  /** A preparation that the parameters switch, for the checks that price it; '' where it empties the text. */
  prepareText?(text: string, params: z.infer<z.ZodObject<Shape>>, lang: Question['lang']): string
  /** The strongest model that trains in seconds: prices are measured with it. */
  priceModel: NoInfer<Model>
  /** What a fit asks of the machine, for the estimate before it. Without one, cost is taken to grow with the rows. */
  workload?(input: WorkloadInput<z.infer<z.ZodObject<Shape>>> & { model: Model }): Workload
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
  settle(input: CheckInput): Record<string, Json>
  derive(input: DeriveInput): DerivedColumn[]
  /** Null where nothing is traded. */
  market(input: Omit<DeriveInput, 'wanted'>): Market | null
  /** Null where models are trained once. */
  walk(model: string, params: Record<string, unknown>): Walk | null
  language(texts: readonly string[]): Question['lang']
  prepareText(text: string, params: Record<string, unknown>, lang: Question['lang']): string
  workload(input: WorkloadInput<Record<string, unknown>>): Workload
  fit(context: FitContext<Record<string, unknown>>): Promise<Predictor>
  load(
    model: string,
    reader: ModelReader,
    question: Question,
    params: Record<string, unknown>,
  ): Promise<Predictor>
}

function issueText(error: z.ZodError): { name: string; detail: string } {
  const issue = error.issues[0]
  const name = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? '')
  return { name, detail: issue?.message ?? error.message }
}

/**
 * Turns a declaration into what the registry holds: a manifest in JSON, and functions whose parameters are parsed
 * before the template sees them. A metric that the judge does not give, a model id that is not on the ladder or a
 * sample that maps an undeclared role does not compile.
 */
export function defineTemplate<
  const Role extends string,
  Shape extends z.ZodRawShape,
  Metric extends string,
  const Model extends string,
>(template: Template<Role, Shape, Metric, Model>): AnyTemplate {
  type Params = z.infer<z.ZodObject<Shape>>
  const parse = (input: Record<string, unknown>): Params => {
    const result = template.params.safeParse(input)
    if (result.success) return result.data
    throw new AppError('unknown-param', issueText(result.error))
  }
  // Texts are prepared one by one: their parameters are parsed once.
  const parsed = new WeakMap<Record<string, unknown>, Params>()
  const parseOnce = (input: Record<string, unknown>): Params => {
    const made = parsed.get(input) ?? parse(input)
    parsed.set(input, made)
    return made
  }
  const known = (id: string): Model => {
    const model = template.models.find((spec) => spec.id === id)
    if (model) return model.id
    throw new AppError('unknown-model', { id, known: template.models.map((spec) => spec.id).join(', ') })
  }
  const manifest: Manifest = {
    id: template.id,
    version: template.version,
    roles: template.columns,
    params: z.toJSONSchema(template.params, { io: 'input' }) as Json,
    defaults: parse({}) as Record<string, Json>,
    quick: template.quick as Record<string, Json>,
    presets: (template.presets ?? []) as readonly PresetSpec[],
    ...(template.walk === undefined ? {} : { walks: true as const }),
    ...(template.demonstration === undefined ? {} : { demonstration: template.demonstration }),
    steps: template.steps,
    headline: template.headline,
    metrics: template.metrics.map((id) => ({ id, ...template.judge.metrics[id] })),
    models: template.models,
    checks: template.checks,
    samples: template.samples as readonly SampleSpec[],
    messages: template.messages,
  }
  return {
    id: template.id,
    manifest,
    judge: template.judge,
    priceModel: template.priceModel,
    parseParams: parse,
    check: (input) => template.check(input),
    settle: (input) => template.settle?.(input) ?? {},
    derive: (input) => template.derive?.({ ...input, params: parseOnce(input.params) }) ?? [],
    market: (input) => template.market?.({ ...input, params: parseOnce(input.params) }) ?? null,
    walk: (model, input) => template.walk?.(known(model), parseOnce(input)) ?? null,
    language: (texts) => template.language?.(texts) ?? 'other',
    prepareText: (text, params, lang) => template.prepareText?.(text, parseOnce(params), lang) ?? text,
    workload: (input) =>
      template.workload?.({ ...input, model: known(input.model), params: parseOnce(input.params) }) ?? {
        pass: input.rows.train,
        epochs: null,
        bytes: { rows: 0, weights: 0, batch: 0 },
      },
    fit: async (context) =>
      template.fit({ ...context, model: known(context.model), params: parse(context.params) }),
    load: async (model, reader, question, params) =>
      template.load(known(model), reader, question, parse(params)),
  }
}
