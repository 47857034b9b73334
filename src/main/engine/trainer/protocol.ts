/**
 * What the engine asks of a trainer process: one job a process, except `serve`, which answers many small questions.
 * JSON over the fork's channel. Files are named by absolute paths inside the project folder (or a granted file).
 * The trainer never opens project.db; it reports files that it has written, synced and renamed, and the engine
 * records the pointers.
 */
import type { RowsPage, ErrorRow, StepProgress, TrainProgress, ImportProgress } from '#shared/contract/index'
import type { CostBook, Estimate, MeasuredFit, MeasuredMemory } from '#shared/costs'
import type { Rung, RungReport } from '#shared/device'
import type { ActingSetup } from '../../ml'
import type { WireError } from '#shared/errors'
import type { Json } from '#shared/lang'
import type {
  CheckCard,
  DataVersion,
  ImportOptions,
  Mapping,
  Preview,
  RefusedRow,
  Remedy,
  SplitPlan,
  SplitState,
} from '#shared/project'
import type { FoundEntity, Recommendation } from '#shared/ranking'
import type { Demonstration } from '#shared/demonstration'
import type { BarsView, SessionAnswer } from '#shared/trading'
import type {
  AlertThreshold,
  Counterfactual,
  CurveFinding,
  CurvePoint,
  Judgement,
  Measured,
  ModelExplanation,
  Operation,
  PredictedFile,
  Prediction,
} from '#shared/results'

/** The data of one project as a job needs it. `open` holds no sealed row. */
export interface DataRef {
  template: string
  /** Arrow IPC file of the open rows. */
  open: string
  /** Arrow IPC files of sealed rows. Only `seal` (keys) and `vault` may read them. */
  sealed: string[]
  /** Arrow IPC file: part (0 train, 1 validation, 2 test, -1 left out), fold, cluster for each open row. */
  split: string | null
  version: Pick<DataVersion, 'id' | 'encoding' | 'rows' | 'columns'>
  /** refused.jsonl and lost.jsonl of the import. */
  refused: string
  lost: string
  mapping: Mapping
  remedies: Remedy[]
}

/** A trained model's folder (content-addressed) and its stored scores. */
export interface ModelRef {
  run: string
  model: string
  folder: string
  /** Arrow IPC: row, part, score_0 … score_k. */
  predictions: string
}

/** What the trainer says when one model of a ladder is finished; the engine stores it at once. */
export interface FinishedRun {
  run: string
  model: string
  folder: string
  predictions: string
  seconds: number
  msPerRow: { p50: number; p95: number }
  bytes: number
  /** The headline on the rows that choose. */
  validation: number
  finding: CurveFinding | null
  /** Language-neutral description of the built model. */
  built: Record<string, string | number>
  energyWh: number | null
}

/** Everything the engine must remember while a ladder goes on. */
export type TrainEvent =
  | { kind: 'run-started'; run: string; model: string; epochs: number | null }
  | { kind: 'checkpoint'; run: string; epoch: number }
  | { kind: 'points'; run: string; points: CurvePoint[] }
  /** The fit went on from its checkpoint: these are all of its points so far, in place of those stored. */
  | { kind: 'curve'; run: string; points: CurvePoint[] }
  | { kind: 'run-finished'; finished: FinishedRun }
  | { kind: 'run-failed'; run: string; model: string; error: WireError }
  /** What the ladder took, for the estimate of the next one. */
  | { kind: 'measured'; fits: MeasuredFit[]; memory: MeasuredMemory | null }
  | { kind: 'progress'; progress: TrainProgress }

export interface TrainInput {
  data: DataRef
  splitState: SplitState
  /** Where checkpoints, models/ and predictions/ are written. */
  folder: string
  ladder: string
  /** Model ids to train, in ladder order, with the run id the engine gave each. */
  models: { id: string; run: string }[]
  /** Runs of this ladder that are finished already (resume). */
  finished: FinishedRun[]
  params: Record<string, Json>
  /** Runs that ran out of memory, and how often their batch was halved since. */
  halvings: Record<string, number>
  /** Runs that ran out of memory with the smallest batch: not tried again. */
  givenUp: string[]
  quick: boolean
  seed: number
  bar: number | null
  /** What training took on this machine before. */
  costs: CostBook
  /** Scores of the configurations trained before, of templates that count their tries: paths of `predictions`. */
  trials: string[]
  /** What the goal says of alerts and their costs. */
  operation: Operation
  /** Version of the app, written into each model's folder. */
  appVersion: string
}

/** name → input, progress, result */
export interface Jobs {
  inspect: { input: { path: string; options: ImportOptions }; progress: never; result: Preview }
  import: {
    input: { path: string; folder: string; options: ImportOptions }
    progress: ImportProgress
    /** Files are written below `folder` under their final names. */
    result: {
      arrow: string
      refused: string
      lost: string
      sourceHash: string
      encoding: DataVersion['encoding']
      delimiter: string
      rows: DataVersion['rows']
      columns: DataVersion['columns']
    }
  }
  propose: {
    input: { template: string; arrow: string; columns: DataVersion['columns'] }
    progress: never
    result: Mapping
  }
  /** Clusters, groups, split; moves the sealed rows out of the open file into a file of their own. */
  seal: {
    input: {
      data: DataRef
      folder: string
      plan: Partial<Omit<SplitPlan, 'reason'>> & { seed: number }
      /** Rows are sealed only on the first call; a later one re-splits the open rows (and may only add to the vault). */
      seal: boolean
    }
    progress: StepProgress
    result: { open: string; sealed: string | null; split: string; state: SplitState; mapping: Mapping }
  }
  checks: { input: { data: DataRef; splitState: SplitState }; progress: StepProgress; result: CheckCard[] }
  price: {
    input: { data: DataRef; splitState: SplitState; card: CheckCard }
    progress: StepProgress
    result: CheckCard
  }
  /** The walk through the mistakes of a published headline, on a bundled sample. */
  demonstrate: {
    input: { template: string; path: string; roles: Record<string, string[]> }
    progress: StepProgress
    result: Demonstration
  }
  train: { input: TrainInput; progress: TrainEvent; result: Judgement }
  explain: {
    input: { data: DataRef; model: ModelRef; seed: number }
    progress: StepProgress
    result: ModelExplanation
  }
  vault: {
    input: {
      data: DataRef
      model: ModelRef
      seed: number
      /** How the judgement acted on the model's scores; null where it did not. */
      acting: ActingSetup | null
    }
    progress: StepProgress
    result: { metrics: Record<string, Measured> }
  }
  'predict-file': {
    input: {
      data: DataRef
      model: ModelRef
      source: string
      target: string
      abstainBelow: number | null
      alertFrom: AlertThreshold | null
      options: ImportOptions
    }
    progress: StepProgress
    result: PredictedFile
  }
  /** `version`: of the library that computed. */
  'probe-rung': { input: { rung: Rung }; progress: never; result: RungReport & { version?: string } }
  serve: { input: { data: DataRef | null }; progress: never; result: null }
}

export type JobName = keyof Jobs

/** Questions that a `serve` process answers while it lives. */
export interface Questions {
  rows: { input: { arrow: string; offset: number; limit: number }; result: RowsPage }
  refused: {
    input: { file: string; offset: number; limit: number }
    result: { total: number; rows: RefusedRow[] }
  }
  lost: {
    input: { file: string; offset: number; limit: number }
    result: { total: number; cells: { line: number; column: string; raw: string }[] }
  }
  /** The different values of a column, most frequent first; none where there are more than `limit`. */
  classes: { input: { arrow: string; column: string; limit: number }; result: string[] }
  /** What a ladder will take. */
  estimate: {
    input: {
      data: DataRef
      splitState: SplitState
      models: string[]
      params: Record<string, Json>
      quick: boolean
      seed: number
      costs: CostBook
    }
    result: Estimate
  }
  errors: {
    input: {
      data: DataRef
      model: ModelRef
      truth: string
      predicted: string
      /** As the judgement acted: raw score from which on the positive class is said; null: the likelier class is. */
      threshold: number | null
      offset: number
      limit: number
    }
    result: { total: number; rows: ErrorRow[] }
  }
  recommend: {
    input: {
      data: DataRef
      model: ModelRef
      user: string | null
      history: string[] | null
      k: number
      diversity: number
    }
    result: Recommendation
  }
  find: {
    input: { data: DataRef; of: 'user' | 'item'; words: string; limit: number }
    result: FoundEntity[]
  }
  /** Of templates whose forecasts are traded. `now`: ms since 1970, to tell what has expired. */
  'predict-session': {
    input: { model: ModelRef; source: { path: string } | { text: string }; now: number }
    result: SessionAnswer
  }
  /** A ticker's days with indicators and what a model said of them. */
  bars: {
    input: { data: DataRef; model: ModelRef; params: Record<string, Json>; ticker: string | null }
    result: BarsView
  }
  predict: {
    input: {
      data: DataRef
      model: ModelRef
      fields: Record<string, string>
      abstainBelow: number | null
      alertFrom: AlertThreshold | null
    }
    result: Prediction
  }
  change: {
    input: {
      data: DataRef
      model: ModelRef
      fields: Record<string, string>
      columns: string[]
      alertFrom: AlertThreshold | null
    }
    result: { found: Counterfactual | null }
  }
}

export type QuestionName = keyof Questions

/** Engine → trainer. */
export type ToTrainer =
  /** Comes first: variables of the process, before anything is loaded that reads them. */
  | { kind: 'environment'; variables: Record<string, string> }
  | { kind: 'start'; job: JobName; input: Json }
  | { kind: 'cancel' }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'ask'; id: number; question: QuestionName; input: Json }

/** Trainer → engine. `alive` at least once a second, from a thread that training does not block. */
export type FromTrainer =
  | { kind: 'alive' }
  | { kind: 'progress'; progress: Json }
  | { kind: 'done'; result: Json }
  | { kind: 'failed'; error: WireError }
  | { kind: 'answer'; id: number; result?: Json; error?: WireError }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; message: string }
