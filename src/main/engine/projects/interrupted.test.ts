import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { SplitState } from '#shared/project'
import { sentiment } from '../../templates/sentiment'
import { createStore, type LadderRow } from '../store'
import type { FinishedRun } from '../trainer/protocol'
import { projectState } from './state'

const finished: FinishedRun = {
  run: 'r1',
  model: 'majority',
  folder: 'models/m',
  predictions: 'predictions/p',
  seconds: 1,
  msPerRow: { p50: 1, p95: 1 },
  bytes: 1,
  validation: 0.5,
  finding: null,
  built: {},
  energyWh: null,
}

const version: Parameters<Awaited<ReturnType<typeof createStore>>['versions']['add']>[0] = {
  id: 'v1',
  createdAt: '2026-01-01T00:00:00Z',
  fileName: 'reviews.csv',
  sourceHash: '0'.repeat(64),
  encoding: 'utf-8',
  delimiter: ',',
  rows: { read: 10, used: 10, refused: 0 },
  columns: [],
  arrow: 'data/open.arrow',
  refused: 'data/refused.jsonl',
  lost: 'data/lost.jsonl',
}

const split: SplitState = {
  kind: 'stratified',
  group: null,
  time: null,
  gapDays: 0,
  seed: 1,
  reason: { code: 'plain', params: {} },
  counts: { kind: 'stratified', train: 6, validation: 1, test: 2, vault: 1 },
  classes: [],
  detectable: 0.1,
  nearDuplicateClusters: 0,
}

test('a ladder that stopped while its models were compared can be gone on with', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-interrupted-'))
  const store = await createStore(folder, 'reviews')
  try {
    const at = '2026-01-01T00:00:00Z'
    const ladder: LadderRow = {
      id: 'l1',
      createdAt: at,
      state: 'running',
      version: 'v1',
      split: 1,
      inputs: 'x',
      request: { models: ['majority'], params: {}, quick: true, seed: 1, reused: {} },
      data: {
        open: 'data/open.arrow',
        mapping: { roles: {}, positive: null, order: null, rating: null, params: {}, guessed: [] },
        remedies: [],
      },
    }
    store.edit(() => {
      store.project.create({ id: 'p1', name: 'reviews', template: 'sentiment', createdAt: at })
      store.versions.add(version)
      expect(store.split.add(version.id, at, { path: 'data/split.arrow', state: split, inputs: 'x' })).toBe(1)
      store.runs.addLadder(ladder)
      store.runs.add({ id: 'r1', ladder: 'l1', model: 'majority', at })
      store.runs.finish(finished)
      store.runs.stop('l1', 'interrupted')
    })
    const state = projectState(store, folder, sentiment.manifest)
    expect(state.interrupted).toEqual({ ladder: 'l1', model: 'majority' })
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
