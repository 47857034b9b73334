/** Characters that a terminal sets two cells wide: Chinese, full-width forms, emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Cells that a text takes on a terminal. */
export const widthOf = (text: string): number =>
  [...characters.segment(text)].reduce((sum, { segment }) => sum + (wide.test(segment) ? 2 : 1), 0)

/** Lines of a table, columns two blanks apart: the first set left, the others right, a last one of words left too. */
export function formatTable(rows: readonly (readonly string[])[], left: readonly number[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...rows.map((row) => widthOf(row[c] ?? ''))),
  )
  const lines = rows.map((row) =>
    row
      .map((cell, c) => {
        const blanks = ' '.repeat((widths[c] ?? 0) - widthOf(cell))
        return left.includes(c) ? cell + blanks : blanks + cell
      })
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}
