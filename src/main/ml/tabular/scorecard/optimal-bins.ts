/** Rows and positives of one bin. */
export interface Counts {
  rows: number
  positives: number
}

export type Trend = 'ascending' | 'descending' | 'peak' | 'valley'

export interface BinSettings {
  /** Most bins of one column. */
  most: number
  /** Least share of all rows in a bin. */
  leastShare: number
}

/** In which ways the share of positives may go from bin to bin, one after the other. */
const directions: Record<Trend, readonly (1 | -1)[]> = {
  ascending: [1],
  descending: [-1],
  peak: [1, -1],
  valley: [-1, 1],
}
/** A peak or valley is taken only where it tells this much more than the best straight trend. */
const bendGain = 1.05
/** Counted into each class of each bin, so that one without either has a weight. */
const smoothing = 0.5

/** Weight of evidence of a bin: ln of its share of positives over its share of negatives, smoothed. */
export function weightOfEvidence({ rows, positives }: Counts, all: Counts): number {
  const negatives = rows - positives
  const share = (count: number, of: number): number => (count + smoothing) / (of + smoothing)
  return Math.log(share(positives, all.positives) / share(negatives, all.rows - all.positives))
}

/** What a bin adds to the information value. */
export function informationOf(bin: Counts, all: Counts): number {
  const negatives = all.rows - all.positives
  const apart = bin.positives / all.positives - (bin.rows - bin.positives) / negatives
  return apart * weightOfEvidence(bin, all)
}

/**
 * Joins neighbouring pre-bins into bins with the highest information value among all that keep to a trend, hold the
 * least share of rows and both classes: dynamic programming over the last bin (the exact solution of what
 * Navas-Palencia 2020, "Optimal binning", states as an integer program).
 * @param pre in the order of their values
 * @returns the number of the pre-bin after each bin's last, ascending; null where no two bins keep to the trend
 */
export function binsAlong(
  pre: readonly Counts[],
  all: Counts,
  trend: Trend,
  { most, leastShare }: BinSettings,
): { ends: number[]; value: number } | null {
  const count = pre.length
  const sums: Counts[] = [{ rows: 0, positives: 0 }]
  for (const { rows, positives } of pre) {
    const last = sums.at(-1) ?? { rows: 0, positives: 0 }
    sums.push({ rows: last.rows + rows, positives: last.positives + positives })
  }
  const binOf = (from: number, to: number): Counts => ({
    rows: (sums[to]?.rows ?? 0) - (sums[from]?.rows ?? 0),
    positives: (sums[to]?.positives ?? 0) - (sums[from]?.positives ?? 0),
  })
  const allowed = ({ rows, positives }: Counts): boolean =>
    rows >= leastShare * all.rows && positives > 0 && positives < rows
  const rateOf = ({ rows, positives }: Counts): number => positives / rows

  const phases = directions[trend]
  interface State {
    value: number
    from: number
    to: number
    before: State | null
  }
  // best[bins so far][phase][from][to]: the last bin is pre-bins from … to.
  const key = (from: number, to: number): number => from * (count + 1) + to
  let layer = phases.map(() => new Map<number, State>())
  for (let to = 1; to <= count; to += 1) {
    const bin = binOf(0, to)
    if (allowed(bin)) layer[0]?.set(key(0, to), { value: informationOf(bin, all), from: 0, to, before: null })
  }
  let best: State | null = null
  for (let bins = 2; bins <= most; bins += 1) {
    const next = phases.map(() => new Map<number, State>())
    layer.forEach((states, phase) => {
      for (const state of states.values()) {
        const rate = rateOf(binOf(state.from, state.to))
        for (let to = state.to + 1; to <= count; to += 1) {
          const bin = binOf(state.to, to)
          if (!allowed(bin)) continue
          const value = state.value + informationOf(bin, all)
          for (let turn = phase; turn < Math.min(phases.length, phase + 2); turn += 1) {
            const rises = (rateOf(bin) - rate) * (phases[turn] ?? 1)
            if (rises <= 0) continue
            const known = next[turn]?.get(key(state.to, to))
            if (known === undefined || value > known.value) {
              next[turn]?.set(key(state.to, to), { value, from: state.to, to, before: state })
            }
          }
        }
      }
    })
    for (const states of next) {
      for (const state of states.values()) {
        if (state.to === count && (best === null || state.value > best.value)) best = state
      }
    }
    layer = next
  }
  if (best === null) return null
  const ends: number[] = []
  for (let state: State | null = best; state !== null; state = state.before) ends.unshift(state.to)
  return { ends, value: best.value }
}

/** The trend that tells most, and its bins; one bin of everything where no trend divides the column. */
export function optimalBins(
  pre: readonly Counts[],
  all: Counts,
  settings: BinSettings,
): { ends: number[]; trend: Trend | null } {
  const found = (Object.keys(directions) as Trend[]).flatMap((trend) => {
    const bins = binsAlong(pre, all, trend, settings)
    return bins === null
      ? []
      : [{ ...bins, trend, worth: bins.value / (directions[trend].length > 1 ? bendGain : 1) }]
  })
  const best = found.sort((a, b) => b.worth - a.worth)[0]
  return best === undefined ? { ends: [pre.length], trend: null } : { ends: best.ends, trend: best.trend }
}
