import { describe, expect, it } from 'vitest'
import type { RunSummary } from '#shared/project'
import { changedParams, differences } from './differences'

const run: RunSummary = {
  id: 'r1',
  ladder: 'l1',
  model: 'lstm',
  state: 'done',
  startedAt: '2026-01-01T00:00:00Z',
  seconds: 3,
  validation: 0.8,
  params: { epochs: 8, units: [64] },
  seed: 7,
  resumable: false,
  epoch: 8,
  epochs: 8,
  finding: null,
  error: null,
}

describe('differences of runs', () => {
  it('names model, seed and settings that differ', () => {
    const other = { ...run, model: 'textcnn', seed: 8, params: { epochs: 8, units: [32], dropout: 0.5 } }
    expect(differences(run, other)).toEqual([
      { setting: 'model', kind: 'model', a: 'lstm', b: 'textcnn' },
      { setting: 'seed', kind: 'seed', a: 7, b: 8 },
      { setting: 'dropout', kind: 'param', a: null, b: 0.5 },
      { setting: 'units', kind: 'param', a: [64], b: [32] },
    ])
  })

  it('finds none between equal runs, whenever they ran', () => {
    expect(differences(run, { ...run, id: 'r2', seconds: 9, params: { units: [64], epochs: 8 } })).toEqual([])
  })

  it('tells what a run set differently from the template', () => {
    expect(changedParams(run, { epochs: 8, units: [32] })).toEqual(['units'])
  })
})
