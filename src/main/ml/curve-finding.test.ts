import { describe, expect, it } from 'vitest'
import type { CurvePoint } from '#shared/results'
import { curveFinding } from './curve-finding'

/** One point an epoch, with the losses given. */
const curve = (loss: number[], validation: number[]): CurvePoint[] =>
  validation.map((validationLoss, i) => ({ epoch: i + 1, loss: loss[i] ?? 0, validationLoss }))

describe('what a finished curve says', () => {
  it('memorising from epoch 6, when 5 was the best', () => {
    const points = curve(
      [0.6, 0.5, 0.42, 0.36, 0.3, 0.24, 0.18, 0.12],
      [0.62, 0.55, 0.5, 0.47, 0.45, 0.47, 0.5, 0.55],
    )
    expect(curveFinding(points)).toEqual({ kind: 'memorising', epoch: 6, bestEpoch: 5 })
  })

  it('is memorising from where the rise begins for good, not from a level stretch before it', () => {
    const points = curve([0.6, 0.5, 0.4, 0.35, 0.3, 0.2, 0.1], [0.6, 0.5, 0.45, 0.452, 0.453, 0.49, 0.53])
    expect(curveFinding(points)).toMatchObject({ kind: 'memorising', epoch: 6, bestEpoch: 3 })
  })

  it('does not call one bad epoch a direction, nor a rise while training loss rises too', () => {
    expect(curveFinding(curve([0.6, 0.5, 0.4, 0.35], [0.6, 0.5, 0.45, 0.5]))?.kind).toBe('converged')
    expect(curveFinding(curve([0.6, 0.5, 0.4, 0.5, 0.6], [0.6, 0.5, 0.45, 0.5, 0.55]))?.kind).toBe(
      'converged',
    )
  })

  it('still improving at the end', () => {
    const points = curve([0.65, 0.55, 0.48, 0.42], [0.66, 0.57, 0.51, 0.46])
    expect(curveFinding(points)).toEqual({ kind: 'still-improving', epoch: 4, bestEpoch: 4 })
  })

  it('converged at the epoch from which nothing was gained', () => {
    const points = curve([0.6, 0.4, 0.31, 0.3, 0.299, 0.298], [0.6, 0.45, 0.401, 0.4, 0.3998, 0.3997])
    expect(curveFinding(points)).toEqual({ kind: 'converged', epoch: 3, bestEpoch: 6 })
  })

  it('diverged where a loss is not finite or runs away', () => {
    const broken = curve([0.6, 0.5, Number.NaN, Number.NaN], [0.6, 0.55, Number.NaN, Number.NaN])
    expect(curveFinding(broken)).toEqual({ kind: 'diverged', epoch: 3, bestEpoch: 2 })
    expect(curveFinding(curve([0.6, 0.85, 2, 5], [0.6, 0.8, 1.5, 4]))).toMatchObject({
      kind: 'diverged',
      epoch: 3,
    })
    expect(curveFinding([{ epoch: 0.5, loss: Number.POSITIVE_INFINITY }])?.kind).toBe('diverged')
  })

  it('no learning where both losses stay flat', () => {
    const points = curve([0.693, 0.694, 0.692, 0.693], [0.693, 0.693, 0.694, 0.693])
    expect(curveFinding(points)).toMatchObject({ kind: 'no-learning', epoch: 4 })
  })

  it('knows from the shares of the classes whether a flat curve had learnt in its first epoch', () => {
    const points = curve([0.2, 0.2, 0.2], [0.25, 0.25, 0.25])
    expect(curveFinding(points)?.kind).toBe('no-learning')
    expect(curveFinding(points, { noSkillLoss: 0.69 })?.kind).toBe('converged')
    const memorised = curve([0.69, 0.5, 0.3, 0.1], [0.7, 0.75, 0.8, 0.9])
    expect(curveFinding(memorised, { noSkillLoss: 0.69 })?.kind).toBe('no-learning')
  })

  it('speaks of the epoch that was kept where training chose it otherwise', () => {
    const points = curve([0.6, 0.5, 0.4, 0.3, 0.2], [0.6, 0.5, 0.45, 0.5, 0.56])
    expect(curveFinding(points, { bestEpoch: 4 })).toEqual({ kind: 'memorising', epoch: 4, bestEpoch: 4 })
  })

  it('reads points within epochs, and says nothing of fewer than two validated ones', () => {
    const within: CurvePoint[] = [
      { epoch: 0.5, loss: 0.7 },
      { epoch: 1, loss: 0.6, validationLoss: 0.62 },
      { epoch: 1.5, loss: 0.5 },
      { epoch: 2, loss: 0.45, validationLoss: 0.52 },
    ]
    expect(curveFinding(within)).toEqual({ kind: 'still-improving', epoch: 2, bestEpoch: 2 })
    expect(curveFinding(within.slice(0, 2))).toBeNull()
    expect(curveFinding([])).toBeNull()
  })
})
