import type { Scorecard, ScoredColumn } from './types'

const name = (column: string): string => `"${column.replaceAll('"', '""')}"`
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

/** One column's points as a CASE: the empty cell first, then bins in their order, what is left last. */
function caseOf({ name: column, cuts, binOf, levels, bins, unknown }: ScoredColumn): string {
  const own = name(column)
  const isEmpty = cuts === null ? `${own} IS NULL OR ${own} = ''` : `${own} IS NULL`
  const lines = [`    WHEN ${isEmpty} THEN ${String(unknown.points)}`]
  let rest = 0
  if (cuts !== null) {
    cuts.forEach((cut, i) => {
      lines.push(`    WHEN ${own} < ${String(cut)} THEN ${String(bins[i]?.points ?? 0)}`)
    })
    rest = bins[cuts.length]?.points ?? 0
  } else {
    bins.forEach((bin, i) => {
      const held = (levels ?? []).filter((_, code) => binOf?.[code] === i)
      if (held.length > 0)
        lines.push(`    WHEN ${own} IN (${held.map(text).join(', ')}) THEN ${String(bin.points)}`)
    })
    rest = bins[binOf?.at(-1) ?? 0]?.points ?? 0
  }
  return ['  CASE', ...lines, `    ELSE ${String(rest)}`, '  END'].join('\n')
}

/**
 * The card as one statement in standard SQL over a table `applicants` whose columns are named as the file's: points,
 * and the probability that they stand for.
 */
export function scorecardSql(card: Scorecard): string {
  const { base, factor, offset, columns } = card
  const sum = [`  ${String(base)}`, ...columns.map(caseOf)].join('\n  +\n')
  return [
    'SELECT scored.*, 1.0 / (1.0 + EXP((points - (' +
      String(offset) +
      ')) / ' +
      String(factor) +
      ')) AS probability',
    'FROM (',
    'SELECT applicants.*,',
    sum,
    '  AS points',
    'FROM applicants',
    ') AS scored;',
    '',
  ].join('\n')
}
