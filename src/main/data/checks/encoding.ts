import { card, rowEvidence, type Check } from './input'

/** Traces that a text leaves when it was once read in the wrong encoding. */
const signs: readonly RegExp[] = [
  // Bytes that could not be read at all.
  /\uFFFD/,
  // U+FFFD itself read as GBK.
  /锟斤拷|锟叫/,
  // UTF-8 read as Latin-1 or Windows-1252: "Ã©", "â€™", "Â°".
  /Ã[\u0080-\u00BF\u0152\u0153\u0160\u0161\u2013-\u2122]|â€|Â[\u00A0-\u00BF]|ï»¿/,
  // Chinese UTF-8 read as Latin-1: runs such as "å¾ˆå¥½" (each a lead byte E4–E9 and two continuation bytes).
  /(?:[ä-é][\u0080-\u00BF\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u0192\u02C6\u02DC\u2013-\u2122]{2}){2}/,
  // Chinese UTF-8 read as GBK, as in "浣犲ソ".
  new RegExp(`[锛銆鐨][${halvesAfter()}]|浣犲ソ|涓€|鈥`),
  // GBK read as Latin-1: capital accented letters and signs in runs, as in "ÄãºÃ".
  /(?:[À-Þ][\u00A1-\u00FF]){2}/,
]

/**
 * UTF-8 read as GBK pairs the wrong bytes: "，！？：" end in 8C, 81, 9F, 9A, "。" in 82, "的" in 84, and meet the lead
 * byte (E3 to E9) of the next character. No text written in Chinese has these rare characters there.
 */
function halvesAfter(): string {
  const pairs = [0x8c, 0x81, 0x9f, 0x9a, 0x82, 0x84].flatMap((end) =>
    Array.from({ length: 7 }, (_, i) => [end, 0xe3 + i]).flat(),
  )
  return new TextDecoder('gb18030').decode(Uint8Array.from(pairs))
}

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
