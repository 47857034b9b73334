import { writeAtomically } from './files'

export type CsvCell = string | number | null

/** Cells that a spreadsheet would run as a formula, also behind spaces and in full width. */
const FORMULA = /^[\s\uFEFF]*[=+\-@\t\r＝＋－＠]/

/** A plain negative number begins like a formula and is none. */
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/

const MUST_QUOTE = /[",\r\n]|^\s|\s$/

/** Characters gathered before they are written. */
const PIECE = 1 << 20

/**
 * Writes a CSV file that spreadsheets open as it is: UTF-8 with a mark, RFC 4180 quoting, formulas defused by an
 * apostrophe. The file appears whole or not at all.
 * @returns the number of rows
 * @throws AppError `disk-full`, `not-writable`, and what the rows throw
 */
export async function writeCsv(
  path: string,
  header: readonly string[],
  rows: AsyncIterable<readonly CsvCell[]> | Iterable<readonly CsvCell[]>,
): Promise<number> {
  return writeAtomically(path, async (file) => {
    let count = 0
    let held = `\uFEFF${csvLine(header)}`
    for await (const row of rows) {
      held += csvLine(row)
      count++
      if (held.length < PIECE) continue
      await file.appendFile(held, 'utf8')
      held = ''
    }
    await file.appendFile(held, 'utf8')
    return count
  })
}

const csvLine = (cells: readonly CsvCell[]) => `${cells.map(csvCell).join(',')}\r\n`

function csvCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  const safe = FORMULA.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell
  return MUST_QUOTE.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
