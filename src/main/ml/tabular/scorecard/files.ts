import { unzipSync, zipSync } from 'fflate'
import writeExcel from 'write-excel-file/node'
import { binLabel } from './bin-label'
import { scorecardSql } from './sql'
import type { Scorecard, TestVector } from './types'

type Cell = string | number | null

/** One sheet as rows of plain cells. */
function cardRows(card: Scorecard): Cell[][] {
  const rows: Cell[][] = [
    ['column', 'bin', 'rows', 'share positive', 'weight of evidence', 'points'],
    ['(start)', '', null, null, null, card.base],
  ]
  for (const column of card.columns) {
    const bins = column.bins.map((bin, i) => ({ ...bin, label: binLabel(column, i) }))
    for (const bin of [...bins, { ...column.unknown, label: '(empty)' }]) {
      const share = bin.rows === 0 ? null : bin.positives / bin.rows
      rows.push([column.name, bin.label, bin.rows, share, bin.woe, bin.points])
    }
  }
  return rows
}

const scalingRows = ({ pdo, baseScore, baseOdds, factor, offset }: Scorecard): Cell[][] => [
  ['points to double the odds', pdo],
  ['base score', baseScore],
  ['odds at the base score', baseOdds],
  ['factor', factor],
  ['offset', offset],
  ['probability', '1 / (1 + exp((points - offset) / factor))'],
]

const vectorRows = (card: Scorecard, vectors: readonly TestVector[]): Cell[][] => [
  [...card.columns.map(({ name }) => name), 'points', 'probability'],
  ...vectors.map(({ cells, points, probability }) => [...cells, points, probability]),
]

/** Text stays text: a cell that begins like a formula is none. */
const typed = (rows: readonly Cell[][]) =>
  rows.map((row) =>
    row.map((value) => {
      if (value === null) return null
      return typeof value === 'number' ? { value, type: Number } : { value, type: String }
    }),
  )

const csvCell = (cell: Cell): string => {
  const text = cell === null ? '' : String(cell)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The same contents give the same bytes: a workbook is a zip, whose entries carry the time of writing. */
function timeless(workbook: Uint8Array): Uint8Array {
  return zipSync(unzipSync(workbook), { mtime: new Date(2000, 0, 1) })
}

/** The card for other programs: SQL, a workbook, and applications with their scores to check a copy by. */
export async function scorecardFiles(
  card: Scorecard,
  vectors: readonly TestVector[],
): Promise<[name: string, bytes: Uint8Array][]> {
  const workbook = await writeExcel([
    { sheet: 'scorecard', data: typed(cardRows(card)) },
    { sheet: 'scaling', data: typed(scalingRows(card)) },
    { sheet: 'test', data: typed(vectorRows(card, vectors)) },
  ]).toBuffer()
  const csv = vectorRows(card, vectors)
    .map((row) => row.map(csvCell).join(','))
    .join('\n')
  return [
    ['scorecard.sql', Buffer.from(scorecardSql(card))],
    ['scorecard.xlsx', timeless(new Uint8Array(workbook))],
    ['test-vectors.csv', Buffer.from(`${csv}\n`)],
  ]
}
