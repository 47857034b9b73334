/**
 * THE list of what the engine can be asked: methods, tasks and events, each declared once.
 * Client types, handler types, validation and dispatch derive from it.
 * JSON only; a path never comes from the renderer: files are named by tokens that a dialog or a drop granted.
 */
import { z } from 'zod'
import type { Estimate } from '../costs'
import { deviceChoices, runtimeIds, type DeviceState, type Doctor, type Rung } from '../device'
import type { Json } from '../lang'
import type { Manifest } from '../manifest'
import type {
  CheckCard,
  DataVersion,
  Mapping,
  Preview,
  ProjectState,
  RecentProject,
  RefusedRow,
  RunState,
  Settings,
  SplitState,
} from '../project'
import type {
  Counterfactual,
  CurvePoint,
  Judgement,
  LedgerEntry,
  Measured,
  ModelExplanation,
  PredictedFile,
  Prediction,
} from '../results'
import type { FoundEntity, Recommendation } from '../ranking'
import type { Demonstration } from '../demonstration'
import type { BarsView, SessionAnswer } from '../trading'
import { event, method, task } from './define'

z.config({ jitless: true })

const id = z.string().min(1).max(200)
const project = z.strictObject({ project: id })
const json: z.ZodType<Json> = z.json()
const lang = z.enum(['en', 'zh-CN'])
const encoding = z.enum(['utf-8', 'gb18030', 'utf-16le', 'utf-16be', 'big5', 'windows-1252', 'shift_jis'])
const columnType = z.enum(['text', 'number', 'time'])

/** A file granted by a dialog or a drop, or a bundled sample. */
const source = z.union([z.strictObject({ token: id }), z.strictObject({ sample: id })])
export type Source = z.infer<typeof source>

const importOptions = z.strictObject({
  encoding: encoding.exactOptional(),
  delimiter: z.string().length(1).exactOptional(),
  header: z.boolean().exactOptional(),
  ragged: z.enum(['refuse', 'keep']).exactOptional(),
  types: z.record(z.string(), columnType).exactOptional(),
})

const goal = z.strictObject({
  decision: z.string().max(2000),
  bar: z.number().nullable(),
  missCost: z.number().min(0).nullable(),
  falseAlarmCost: z.number().min(0).nullable(),
  abstain: z.boolean(),
  abstainBelow: z.number().min(0).max(1).nullable(),
  acting: z
    .strictObject({
      reviewCost: z.number().min(0).nullable(),
      capacity: z.number().positive().nullable(),
      point: z
        .strictObject({
          model: id,
          threshold: z.number(),
          probability: z.number().min(0).max(1),
          saved: z.strictObject({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
        })
        .nullable(),
    })
    .exactOptional(),
})

const mapping = z.strictObject({
  roles: z.record(z.string(), z.array(z.string())),
  positive: z.string().nullable(),
  order: z.array(z.string()).nullable(),
  rating: z.strictObject({ positiveFrom: z.number(), negativeTo: z.number() }).nullable(),
  params: z.record(z.string(), json),
  guessed: z.array(z.strictObject({ role: z.string(), column: z.string(), reason: z.string() })),
})

const page = { offset: z.number().int().min(0), limit: z.number().int().min(1).max(1000) }

export interface AppInfo {
  version: string
  node: string
  /** Bytes used by all known projects. */
  bytesInUse: number
  logFolder: string
  /** What trains; null before anything was measured. `speedUp`: times as fast as plain JavaScript. */
  device: { rung: Rung; name: string; measured: boolean; speedUp: number | null } | null
}

/** A text row of a data page, with the row number of the open data and its part. */
export interface RowsPage {
  total: number
  columns: string[]
  rows: { row: number; cells: (string | number | null)[] }[]
}

export interface ErrorRow {
  row: number
  text: string
  truth: string
  predicted: string
  score: number
}

export interface TaskInfo {
  id: string
  name: string
  project: string | null
  state: RunState
  progress: Json
  startedAt: string
}

export interface ImportProgress {
  phase: 'reading' | 'typing' | 'writing'
  bytes: number
  totalBytes: number
  rows: number
}

/** Sent at least four times a second while a ladder trains. */
export interface TrainProgress {
  ladder: string
  /** Share of the whole ladder that is done, 0 to 1. */
  done: number
  /** Seconds left of the whole ladder; null while unknown. */
  secondsLeft: number | null
  model: string
  run: string
  phase: 'preparing' | 'training' | 'predicting' | 'judging'
  epoch: number | null
  epochs: number | null
  rowsPerSecond: number | null
  learningRate: number | null
  /** Points since the last message of this run. */
  points: CurvePoint[]
  fold: { index: number; of: number } | null
}

export interface StepProgress {
  done: number
  note: string
}

/** A runtime is being installed. Bytes of all its files. */
export interface RuntimeProgress {
  phase: 'fetching' | 'unpacking' | 'measuring'
  bytes: number
  totalBytes: number
  name: string
}

export const contract = {
  'app.info': method<AppInfo>()(z.strictObject({})),
  'settings.get': method<Settings>()(z.strictObject({})),
  'settings.set': method<Settings>()(
    z.strictObject({
      lang: lang.optional(),
      theme: z.enum(['light', 'dark', 'system']).optional(),
      projectsFolder: z.strictObject({ token: id }).optional(),
    }),
  ),
  'templates.list': method<Manifest[]>()(z.strictObject({})),
  'device.get': method<DeviceState>()(z.strictObject({})),
  /** Tries every rung, each in a process of its own. */
  'device.probe': task<StepProgress, Doctor>()(z.strictObject({})),
  /** One rung, or the fastest that was measured and agrees. */
  'device.choose': method<DeviceState>()(z.strictObject({ choice: z.enum(deviceChoices) })),
  /** Fetches, checks and unpacks TensorFlow's libraries, then measures again. */
  'runtime.install': task<RuntimeProgress, DeviceState>()(z.strictObject({ runtime: z.enum(runtimeIds) })),
  'runtime.remove': method<DeviceState>()(z.strictObject({ runtime: z.enum(runtimeIds) })),
  'logs.tail': method<{ lines: string[] }>()(z.strictObject({ limit: z.number().int().min(1).max(2000) })),

  'projects.list': method<RecentProject[]>()(z.strictObject({})),
  'projects.create': method<ProjectState>()(
    z.strictObject({
      template: id,
      name: z.string().min(1).max(200),
      /** The new or empty folder to make it in (the terminal's --project); by default one below projectsFolder. */
      folder: z.strictObject({ token: id }).optional(),
    }),
  ),
  'projects.open': method<ProjectState>()(z.strictObject({ project: id })),
  'projects.openFolder': method<ProjectState>()(z.strictObject({ token: id })),
  'projects.get': method<ProjectState>()(project),
  'projects.rename': method<ProjectState>()(
    z.strictObject({ project: id, name: z.string().min(1).max(200) }),
  ),
  'projects.duplicate': method<RecentProject>()(
    z.strictObject({ project: id, name: z.string().min(1).max(200) }),
  ),
  'projects.delete': method<null>()(project),
  'projects.close': method<null>()(project),
  /** Puts the newest sound backup in the place of a damaged project file, which is kept, and opens it. */
  'projects.restore': method<ProjectState>()(project),

  'goal.set': method<ProjectState>()(z.strictObject({ project: id, goal })),

  'data.inspect': method<Preview>()(z.strictObject({ project: id, source, options: importOptions })),
  'data.import': task<ImportProgress, DataVersion>()(
    z.strictObject({ project: id, source, options: importOptions }),
  ),
  'data.rows': method<RowsPage>()(z.strictObject({ project: id, version: id, ...page })),
  'data.refused': method<{ total: number; rows: RefusedRow[] }>()(
    z.strictObject({ project: id, version: id, ...page }),
  ),
  'data.lost': method<{ total: number; cells: { line: number; column: string; raw: string }[] }>()(
    z.strictObject({ project: id, version: id, ...page }),
  ),
  /**
   * The different values of a column that could hold classes, most frequent first; none where there are more than
   * twenty. They are names that the mapping must ask about, not rows: sealed rows are counted in, and not shown.
   */
  'data.classes': method<string[]>()(z.strictObject({ project: id, version: id, column: z.string() })),
  /** A mapping proposed from names, types and values; nothing is stored. */
  'data.propose': method<Mapping>()(project),
  /** Confirms the mapping: splits, seals the vault, runs the checks. */
  'data.map': task<StepProgress, ProjectState>()(
    z.strictObject({ project: id, mapping, seed: z.number().int().min(0).max(0xffffffff).optional() }),
  ),

  'checks.run': task<StepProgress, CheckCard[]>()(project),
  /** `rows`: of a remedy that leaves out rows, those that were chosen; all that the card lists by default. */
  'checks.apply': method<ProjectState>()(
    z.strictObject({ project: id, card: id, rows: z.array(id).max(1000).exactOptional() }),
  ),
  'checks.undo': method<ProjectState>()(z.strictObject({ project: id, card: id })),
  /** Trains the strongest quick model with and without the suspect of a card, or of a preparation step. */
  'checks.price': task<StepProgress, CheckCard>()(z.strictObject({ project: id, card: id })),

  'split.make': task<StepProgress, SplitState>()(
    z.strictObject({
      project: id,
      kind: z.enum(['stratified', 'grouped', 'time', 'walk-forward', 'cross-validation']).optional(),
      group: z.string().nullable().optional(),
      /** Days until a label is known: left out before each later part of a split by time. */
      gapDays: z.number().min(0).max(365).optional(),
      seed: z.number().int().min(0).max(0xffffffff).optional(),
    }),
  ),

  'train.run': task<TrainProgress, Judgement>()(
    z.strictObject({
      project: id,
      models: z.array(id).optional(),
      params: z.record(z.string(), json).optional(),
      quick: z.boolean().optional(),
      seed: z.number().int().min(0).max(0xffffffff).optional(),
    }),
  ),
  /** Minutes and memory that `train.run` with the same settings will take; nothing is stored. */
  'train.estimate': method<Estimate>()(
    z.strictObject({
      project: id,
      models: z.array(id).optional(),
      params: z.record(z.string(), json).optional(),
      quick: z.boolean().optional(),
    }),
  ),
  'train.resume': task<TrainProgress, Judgement>()(z.strictObject({ project: id, ladder: id })),
  'train.curves': method<{ run: string; points: CurvePoint[] }[]>()(
    z.strictObject({ project: id, runs: z.array(id).max(50) }),
  ),

  'results.errors': method<{ total: number; rows: ErrorRow[] }>()(
    z.strictObject({ project: id, model: id, truth: z.string(), predicted: z.string(), ...page }),
  ),
  /** A ticker's days with indicators and the model's signals, of templates whose forecasts are traded. */
  'results.bars': method<BarsView>()(
    z.strictObject({ project: id, model: id, ticker: z.string().nullable() }),
  ),
  /** How a published headline was made: each mistake with its price, on the template's bundled sample. */
  'demo.show': task<StepProgress, Demonstration>()(project),
  'results.choose': method<ProjectState>()(z.strictObject({ project: id, model: id })),
  'explain.model': task<StepProgress, ModelExplanation>()(z.strictObject({ project: id, model: id })),
  'vault.open': task<StepProgress, { metrics: Record<string, Measured> }>()(
    z.strictObject({ project: id, model: id, reason: z.string().max(2000) }),
  ),
  'ledger.list': method<LedgerEntry[]>()(project),

  'predict.text': method<Prediction>()(
    z.strictObject({
      project: id,
      model: id.optional(),
      fields: z.record(z.string(), z.string().max(1_000_000)),
    }),
  ),
  /** The smallest change of some columns of a row that turns the model's answer; null where none was found. */
  'predict.change': method<{ found: Counterfactual | null }>()(
    z.strictObject({
      project: id,
      model: id.optional(),
      fields: z.record(z.string(), z.string().max(1_000_000)),
      columns: z.array(z.string()).min(1).max(200),
    }),
  ),
  /** A list for a user, for a history, or for somebody of whom nothing is known. */
  'predict.recommend': method<Recommendation>()(
    z.strictObject({
      project: id,
      model: id.optional(),
      user: z.string().max(1000).nullable(),
      /** Ids of items in order of time, in place of what is known of the user. */
      history: z.array(z.string().max(1000)).max(1000).nullable(),
      k: z.number().int().min(1).max(100),
      diversity: z.number().min(0).max(1).optional(),
    }),
  ),
  /** Users or items of the open rows whose id or text holds some words, the most frequent first. */
  'predict.find': method<FoundEntity[]>()(
    z.strictObject({
      project: id,
      of: z.enum(['user', 'item']),
      words: z.string().max(200),
      limit: z.number().int().min(1).max(100),
    }),
  ),
  /** The next session, from pasted rows or a file of days; the same checks as for the project's data. */
  'predict.session': method<SessionAnswer>()(
    z.strictObject({
      project: id,
      model: id.optional(),
      from: z.union([z.strictObject({ text: z.string().max(5_000_000) }), source]),
    }),
  ),
  'predict.file': task<StepProgress, PredictedFile>()(
    z.strictObject({ project: id, model: id.optional(), source, target: z.strictObject({ token: id }) }),
  ),
  'model.save': method<null>()(
    z.strictObject({ project: id, model: id, target: z.strictObject({ token: id }) }),
  ),

  /** The report as one self-contained HTML page, for the preview. */
  'report.preview': method<{ html: string }>()(z.strictObject({ project: id, lang })),
  'report.export': task<StepProgress, { files: string[] }>()(
    z.strictObject({
      project: id,
      formats: z.array(z.enum(['html', 'pdf'])).min(1),
      langs: z.array(lang).min(1),
      target: z.strictObject({ token: id }),
    }),
  ),

  'tasks.list': method<TaskInfo[]>()(z.strictObject({})),
  'tasks.cancel': method<null>()(z.strictObject({ task: id })),
  'tasks.pause': method<null>()(z.strictObject({ task: id })),
  'tasks.resume': method<null>()(z.strictObject({ task: id })),

  /** A task changed its state or progress. The client's task handle listens to it. */
  'task.changed': event<TaskInfo & { result?: Json; error?: Json }>(),
  'project.changed': event<{ project: string }>(),
  'settings.changed': event<Settings>(),
  /** What trains here, or what could, changed. */
  'device.changed': event<DeviceState>(),
} as const

export type Contract = typeof contract
export type MethodName = {
  [K in keyof Contract]: Contract[K] extends { kind: 'method' } ? K : never
}[keyof Contract]
export type TaskName = {
  [K in keyof Contract]: Contract[K] extends { kind: 'task' } ? K : never
}[keyof Contract]
export type EventName = {
  [K in keyof Contract]: Contract[K] extends { kind: 'event' } ? K : never
}[keyof Contract]
export type Input<K extends MethodName | TaskName> = z.infer<Contract[K]['input']>
export type Output<K extends MethodName> =
  NonNullable<Contract[K]['output']> | Extract<Contract[K]['output'], null>
export type Progress<K extends TaskName> = NonNullable<Contract[K]['progress']>
export type Result<K extends TaskName> = NonNullable<Contract[K]['result']>
export type Payload<K extends EventName> = NonNullable<Contract[K]['payload']>
