import type { CheckCode, RoleSpec } from '#shared/manifest'
import type { CheckCard, Mapping, Remedy, SplitPlan, StoredColumn } from '#shared/project'
import type { Severity } from '#shared/results'
import type { RowParts } from '../splits/split-file'
import type { Table, TextColumn } from '../table'
import { cellTexts } from '../table-from-columns'

/** Everything that checks may look at. Open rows only: none of the vault's are in `table`. */
export interface CheckInput {
  table: Table
  roles: Readonly<Record<string, RoleSpec>>
  mapping: Mapping
  /** As stored with the data version: carries what import lost. */
  columns: readonly StoredColumn[]
  /** lost.jsonl of the import; null where there is none. */
  lost: string | null
  /** The split of the open rows; null before there is one. */
  split: { plan: Pick<SplitPlan, 'kind' | 'group'>; rows: RowParts } | null
  /** Classes as the models see them, -1 for rows without one; null: the label column as it is. */
  classes: { names: readonly string[]; labels: Int32Array } | null
  /** Out of fold, truth by prediction in rows, in the order of `classes.names`; null before training. */
  confusion: readonly (readonly number[])[] | null
  signal?: AbortSignal | undefined
}

/** One trap: looks at the data and gives a card for each place where it is found. */
export type Check = (input: CheckInput) => CheckCard[] | Promise<CheckCard[]>

/** Rows shown on a card. */
export const EVIDENCE_ROWS = 20

/** Characters of a row shown on a card. */
const EVIDENCE_CHARACTERS = 300

export type Evidence = CheckCard['evidence'][number]

interface CardParts {
  code: CheckCode
  severity: Severity
  column: string | null
  /** What tells cards of one code and column apart, such as a class. */
  about?: string
  params: CheckCard['params']
  evidence?: Evidence[]
  remedy?: Remedy | null
}

export function card({ code, severity, column, about, params, evidence, remedy }: CardParts): CheckCard {
  return {
    id: [code, column, about].filter((part) => part !== undefined && part !== null).join(':'),
    code,
    severity,
    column,
    params,
    evidence: (evidence ?? []).slice(0, EVIDENCE_ROWS),
    price: null,
    remedy: remedy ?? null,
    applied: false,
  }
}

/** A row as evidence: its number in the open data and the start of its text. */
export function rowEvidence(cells: TextColumn, row: number): Evidence {
  return { row, line: null, text: (cells.get(row) ?? '').slice(0, EVIDENCE_CHARACTERS) }
}

/** Columns mapped to roles that play a part. */
export function columnsOf({ roles, mapping }: CheckInput, part: RoleSpec['part']): string[] {
  return Object.entries(mapping.roles).flatMap(([role, columns]) =>
    roles[role]?.part === part ? columns : [],
  )
}

/** The classes of the rows, from the label column where the caller gave none; null without a label. */
export function classesOf(input: CheckInput): { names: readonly string[]; labels: Int32Array } | null {
  if (input.classes !== null) return input.classes
  const [column] = columnsOf(input, 'label')
  if (column === undefined) return null
  const cells = cellTexts(input.table, column)
  const codes = new Map<string, number>()
  const labels = Int32Array.from({ length: input.table.rows }, (_, row) => {
    const name = cells.get(row)?.trim() ?? ''
    if (name === '') return -1
    const code = codes.get(name) ?? codes.size
    codes.set(name, code)
    return code
  })
  return { names: [...codes.keys()], labels }
}

/** The distinct filled cells of a column with their rows counted. */
export function countValues(cells: TextColumn): Map<string, number> {
  const counts = new Map<string, number>()
  for (let row = 0; row < cells.length; row++) {
    const cell = cells.get(row)
    if (cell !== null) counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return counts
}
