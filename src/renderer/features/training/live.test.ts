import { describe, expect, it } from 'vitest'
import type { TrainProgress } from '#shared/contract/index'
import type { CurvePoint } from '#shared/results'
import { LiveTraining } from './live'

const at = new Date('2026-01-01T09:41:07Z')

const message = (points: CurvePoint[], change: Partial<TrainProgress> = {}): TrainProgress => ({
  ladder: 'l1',
  done: 0.5,
  secondsLeft: null,
  model: 'textcnn',
  run: 'r1',
  phase: 'training',
  epoch: 1,
  epochs: 10,
  rowsPerSecond: null,
  learningRate: null,
  points,
  fold: null,
  ...change,
})

describe('live training', () => {
  it('joins the points of many messages and logs the ends of epochs', () => {
    const live = new LiveTraining()
    live.take(message([{ epoch: 0.5, loss: 0.7 }]), at)
    live.take(message([{ epoch: 1, loss: 0.6, validationLoss: 0.58 }]), at)
    expect(live.curves.get('r1')?.points).toHaveLength(2)
    expect(live.log).toEqual([
      { at, model: 'textcnn', fold: null, point: { epoch: 1, loss: 0.6, validationLoss: 0.58 } },
    ])
  })

  it('does not draw twice what a resumed fit sends again', () => {
    const live = new LiveTraining()
    live.take(
      message([
        { epoch: 1, validationLoss: 0.6 },
        { epoch: 1.5, loss: 0.5 },
      ]),
      at,
    )
    live.take(
      message([
        { epoch: 1, validationLoss: 0.6 },
        { epoch: 2, validationLoss: 0.5 },
      ]),
      at,
    )
    expect(live.curves.get('r1')?.points.map(({ epoch }) => epoch)).toEqual([1, 2])
    expect(live.log.map(({ point }) => point.epoch)).toEqual([1, 2])
  })

  it('begins anew with each fold and with each ladder', () => {
    const live = new LiveTraining()
    live.take(message([{ epoch: 1, validationLoss: 0.6 }], { fold: { index: 0, of: 5 } }), at)
    live.take(message([{ epoch: 0.2, loss: 0.7 }], { fold: { index: 1, of: 5 } }), at)
    expect(live.curves.get('r1')?.points).toHaveLength(1)
    expect(live.log).toHaveLength(1)
    live.take(message([], { ladder: 'l2', run: 'r2' }), at)
    expect([...live.curves.keys()]).toEqual(['r2'])
    expect(live.log).toEqual([])
  })

  it('restores stored curves without touching what grows', () => {
    const live = new LiveTraining()
    live.take(message([{ epoch: 3, loss: 0.1 }]), at)
    live.restore('l1', [
      { run: 'r1', model: 'textcnn', points: [{ epoch: 1, loss: 1 }] },
      { run: 'r0', model: 'fasttext', points: [{ epoch: 1, validationLoss: 1 }] },
    ])
    expect(live.curves.get('r1')?.points).toEqual([{ epoch: 3, loss: 0.1 }])
    expect(live.curves.get('r0')?.points).toHaveLength(1)
    live.restore('other', [{ run: 'x', model: 'lstm', points: [{ epoch: 1 }] }])
    expect(live.curves.has('x')).toBe(false)
  })
})
