import { card, rowEvidence, type Check } from './input'

/** Traces that a text leaves when it was once read in the wrong encoding. */
const signs: readonly RegExp[] = [
  // Bytes that could not be read at all.
  /\uFFFD/,
  // U+FFFD itself read as GBK, and the fillers of uninitialised memory read as GBK.
  /锟斤拷|锟叫|烫烫烫|屯屯屯/,
  // UTF-8 read as Latin-1 or Windows-1252: "Ã©", "â€™", "Â°".
  /Ã[\u0080-\u00BF\u0152\u0153\u0160\u0161\u2013-\u2122]|â€|Â[\u00A0-\u00BF]|ï»¿/,
  // Chinese UTF-8 read as Latin-1: runs such as "å¥½" (a lead byte E4–E9 and two continuation bytes).
  /[ä-é][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u2013-\u2122]{2}/,
  // Chinese UTF-8 read as GBK: the lead bytes of common characters and of "，。！" become these.
  /锛[\u4e00-\u9fff€-]|銆[\u4e00-\u9fff€-]|鐨勫|鐨勬|鐨勭|浣犲ソ|涓€|鈥/,
  // GBK read as Latin-1: capital accented letters and signs in runs, as in "ÄãºÃ".
  /(?:[À-Þ][\u00A1-\u00FF]){2}/,
]

/** From this share of rows on the words that models learn from are damaged. */
const WARN_SHARE = 0.001

/** Text columns with traces of a wrong encoding in their cells. */
export const encoding: Check = ({ table }) =>
  table.columns.flatMap(({ name, type }) => {
    if (type !== 'text') return []
    const cells = table.text(name)
    const damaged: number[] = []
    for (let row = 0; row < table.rows; row++) {
      const cell = cells.get(row)
      if (cell !== null && looksGarbled(cell)) damaged.push(row)
    }
    if (damaged.length === 0) return []
    return [
      card({
        code: 'encoding',
        severity: damaged.length >= WARN_SHARE * table.rows ? 'warn' : 'info',
        column: name,
        params: { column: name, rows: damaged.length },
        evidence: damaged.slice(0, 20).map((row) => rowEvidence(cells, row)),
      }),
    ]
  })

const looksGarbled = (text: string): boolean => /[^ -~\s]/.test(text) && signs.some((sign) => sign.test(text))
