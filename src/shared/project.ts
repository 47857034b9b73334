/** The state of a project as the screens and the terminal see it. JSON only. */
import type { Json, Lang } from './lang'
import type { CheckCode, ColumnType, StepId } from './manifest'
import type {
  CurveFinding,
  Judgement,
  Measured,
  Price,
  Severity,
  SplitCounts,
  SplitKind,
  Verdict,
} from './results'

export interface RecentProject {
  id: string
  path: string
  name: string
  template: string
  openedAt: string
  /** The folder is gone or cannot be read. */
  missing: boolean
  /** Of the last judgement; null before there is one. */
  best: { model: string; verdict: Verdict | null; difference: number | null; headline: string } | null
}

export interface Goal {
  /** The decision the model is for, in the analyst's words. */
  decision: string
  /** Worth building from this value of the headline on; null = not set. */
  bar: number | null
  /** What one wrong answer costs, in the analyst's currency; null = not set. */
  missCost: number | null
  falseAlarmCost: number | null
  /** May the model answer "don't know"? */
  abstain: boolean
  /** Below this calibrated score the answer is "don't know"; chosen at Decide. */
  abstainBelow: number | null
  /** How scores are acted on, for templates whose rows are alerts; absent where nobody was asked. */
  acting?: Acting
}

export interface Acting {
  /** What looking at one alert costs. */
  reviewCost: number | null
  /** Alerts a day that people can look at. */
  capacity: number | null
  /** Chosen at Decide; null: as validation chose. */
  point: ChosenPoint | null
}

/** Rows with this score or more are alerts, and what that saved on test rows. */
export interface ChosenPoint {
  model: string
  threshold: number
  /** The calibrated probability that belongs to the threshold. */
  probability: number
  /** Money with its 95 % interval; null where money is not counted. */
  saved: { value: number; low: number; high: number } | null
}

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be' | 'big5' | 'windows-1252' | 'shift_jis'

export interface ImportOptions {
  encoding?: Encoding
  delimiter?: string
  header?: boolean
  /** Rows with another number of fields than the header: refuse and list them, or keep them (short rows padded). */
  ragged?: 'refuse' | 'keep'
  /** Column name → type; what is absent is proposed. */
  types?: Record<string, ColumnType>
}

export interface ColumnPreview {
  name: string
  proposed: ColumnType
  /** Share of the sampled cells that are empty. */
  empty: number
  distinct: number
  examples: string[]
}

/** What the first look at a file says, before anything is imported. */
export interface Preview {
  fileName: string
  bytes: number
  encoding: Encoding | null
  /** How the encoding was known. `ask`: it was not; the candidates are shown decoded. */
  encodingFrom: 'bom' | 'strict' | 'chosen' | 'ask'
  candidates: { encoding: Encoding; sample: string }[]
  delimiter: string
  /** `none`: quotation marks did not fit together and are read as ordinary characters. */
  quotes: 'standard' | 'none'
  header: boolean
  columns: ColumnPreview[]
  rows: string[][]
  /** Rows of the preview with another number of fields. */
  ragged: number
}

export interface StoredColumn {
  name: string
  type: ColumnType
  nulls: number
  distinct: number
  /** Cells that could not be read as `type` and became empty; listed in `lost`. */
  lost: number
}

export type RefusalReason = 'ragged' | 'quote' | 'undecodable' | 'cell-too-large'

export interface RefusedRow {
  /** 1-based line of the source file where the row starts. */
  line: number
  reason: RefusalReason
  fields: number
  expected: number
  /** The first 500 characters. */
  raw: string
}

export interface DataVersion {
  id: string
  number: number
  createdAt: string
  fileName: string
  /** SHA-256 of the source file. */
  sourceHash: string
  encoding: Encoding
  delimiter: string
  rows: { read: number; used: number; refused: number }
  columns: StoredColumn[]
  sealed: boolean
}

export interface Mapping {
  /** Role → columns (one, unless the role is repeatable). */
  roles: Record<string, string[]>
  /** The positive class, of two. */
  positive: string | null
  /** Classes in their order where they are ordinal (stars), else null. */
  order: string[] | null
  /** Ratings turned into classes: at or above `positiveFrom` positive, at or below `negativeTo` negative, between left out. */
  rating: { positiveFrom: number; negativeTo: number } | null
  params: Record<string, Json>
  /** What was guessed and not confirmed. */
  guessed: { role: string; column: string; reason: string }[]
}

export interface SplitPlan {
  kind: SplitKind
  /** Column whose groups stay on one side, for `grouped`. */
  group: string | null
  time: string | null
  /** Days between the parts where the label arrives late. */
  gapDays: number
  seed: number
  /** Why this kind was proposed: a message id with parameters. */
  reason: { code: string; params: Record<string, string | number> }
}

export interface SplitState extends SplitPlan {
  counts: SplitCounts
  /** Rows by class in each part of the open data (never of the vault). */
  classes: { label: string; train: number; validation: number; test: number }[]
  /** Smallest difference of the headline that the test part can show with 80 % power. */
  detectable: number
  nearDuplicateClusters: number
}

/** A remedy: an edit of the plan by which rows and columns reach training. Undone by removing it. */
export type Remedy =
  | { op: 'leave-out-column'; column: string }
  | { op: 'leave-out-duplicates' }
  | { op: 'leave-out-class'; label: string }
  /** Rows that may teach, named by their contents: row numbers change when rows are sealed. */
  | { op: 'leave-out-rows'; rows: string[] }
  | { op: 'merge-class'; from: string; into: string }
  | { op: 'group-by'; column: string }
  | { op: 'set-order'; order: string[] }
  | { op: 'set-param'; param: string; value: Json }

export interface CheckCard {
  /** Stable over re-runs: code and column. */
  id: string
  code: CheckCode
  severity: Severity
  column: string | null
  /** Parameters of the message `checks.<code>`. */
  params: Record<string, string | number>
  /** `key` names a row by its contents, where the remedy is about chosen rows. */
  evidence: { row: number | null; line: number | null; text: string; key?: string }[]
  price: Price | null
  remedy: Remedy | null
  applied: boolean
}

export type RunState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'interrupted'

/** One model trained once: a line of the ledger with its curves. */
export interface RunSummary {
  id: string
  ladder: string
  model: string
  state: RunState
  startedAt: string
  seconds: number
  validation: number | null
  params: Record<string, Json>
  seed: number
  /** Interrupted or cancelled with a checkpoint to go on from. */
  resumable: boolean
  epoch: number | null
  epochs: number | null
  finding: CurveFinding | null
  error: { code: string; params: Record<string, string | number> } | null
}

export type StepStatus = 'todo' | 'done' | 'attention' | 'stale'

export interface ProjectState {
  id: string
  path: string
  name: string
  template: string
  createdAt: string
  goal: Goal | null
  versions: DataVersion[]
  /** Current data version; null before the first import. */
  version: string | null
  mapping: Mapping | null
  split: SplitState | null
  checks: { cards: CheckCard[]; at: string } | null
  remedies: Remedy[]
  runs: RunSummary[]
  judgement: Judgement | null
  /** The model in use for Predict and the report; the recommended one unless chosen. */
  chosen: string | null
  vault: {
    opened: {
      at: string
      model: string
      reason: string
      spent: boolean
      metrics: Record<string, Measured>
    }[]
  }
  ledgerCount: number
  steps: { id: StepId; status: StepStatus; count: number }[]
  /** A ladder that stopped half-way and can be resumed. */
  interrupted: { ladder: string; model: string } | null
}

export interface Settings {
  lang: Lang
  theme: 'light' | 'dark' | 'system'
  /** Folder in which new projects are made. */
  projectsFolder: string
}
