import type { ScoredColumn } from './types'

/** What a bin holds, in signs that every language reads. */
export function binLabel(
  { cuts, binOf, levels }: Pick<ScoredColumn, 'cuts' | 'binOf' | 'levels'>,
  bin: number,
): string {
  if (cuts !== null) {
    if (cuts.length === 0) return '…'
    if (bin === 0) return `< ${String(cuts[0])}`
    if (bin === cuts.length) return `≥ ${String(cuts[bin - 1])}`
    return `${String(cuts[bin - 1])} … < ${String(cuts[bin])}`
  }
  return (binOf ?? []).flatMap((of, code) => (of === bin ? [levels?.[code] ?? '…'] : [])).join(', ')
}
