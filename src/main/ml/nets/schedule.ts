/** How the learning rate goes over a run: unchanged, down to 0 in a straight line, or along half a cosine. */
export interface Schedule {
  kind: 'constant' | 'linear' | 'cosine'
  rate: number
  /** Share of the run, 0 to 1, in which the rate first climbs from 0. */
  warmup?: number
}

/** Learning rate of step `step` (0 for the first) of `steps`. */
export function rateAt({ kind, rate, warmup = 0 }: Schedule, step: number, steps: number): number {
  const climbing = Math.round(warmup * steps)
  if (step < climbing) return (rate * (step + 1)) / climbing
  const done = (step - climbing) / Math.max(1, steps - climbing)
  switch (kind) {
    case 'constant':
      return rate
    case 'linear':
      return rate * (1 - done)
    case 'cosine':
      return (rate * (1 + Math.cos(Math.PI * done))) / 2
  }
}
