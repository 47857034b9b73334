import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Judgement } from '#shared/results'
import { hasReviews, mappedProject, testEngine, type TestEngine } from '../testing/engine'

describe.skipIf(!hasReviews)('what was measured and chosen is what trains (needs ../shared/data)', () => {
  let engine: TestEngine
  let project: string
  beforeAll(async () => {
    engine = await testEngine()
    project = (await mappedProject(engine, 300)).id
  })
  afterAll(() => engine.end())

  async function train(seed: number): Promise<Judgement> {
    const { client } = engine
    // Small enough for plain JavaScript.
    const params = {
      fasttextBigrams: false,
      fasttextVocabulary: 300,
      fasttextEmbedding: 8,
      fasttextEpochs: 1,
    }
    const task = await client.start('train.run', { project, models: ['fasttext'], quick: true, seed, params })
    return task.done
  }

  test('the fastest rung is the default; the user may fix another, which outlives the engine', async () => {
    expect((await engine.client.call('device.get', {})).doctor).toBeNull()
    const doctor = await (await engine.client.start('device.probe', {})).done
    expect(doctor.rungs.map(({ rung }) => rung)).toEqual(['cuda', 'webgpu', 'tensorflow-cpu', 'javascript'])
    expect((await train(1)).device.rung).toBe(doctor.chosen)

    const state = await engine.client.call('device.choose', { choice: 'javascript' })
    expect(state).toMatchObject({ choice: 'javascript', doctor: { chosen: 'javascript' } })
    expect((await train(2)).device.rung).toBe('javascript')
    const { device } = await engine.client.call('app.info', {})
    expect(device).toMatchObject({ rung: 'javascript', measured: true, speedUp: null })
  })
})

describe.skipIf(!hasReviews)('memory that runs out while training (needs ../shared/data)', () => {
  let folder: string
  let engine: TestEngine
  let project: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-memory-'))
    // The real trainer, but its net finds no memory before its batch was halved twice.
    const hook = join(folder, 'no-memory.cjs')
    writeFileSync(
      hook,
      `const on = process.on.bind(process)
       process.on = (name, listener) => on(name, name !== 'message' ? listener : (message) => {
         const input = message.job === 'train' ? message.input : null
         const run = input?.models.find(({ id }) => id === 'fasttext')?.run
         if (run === undefined || (input.halvings[run] ?? 0) >= 2) return listener(message)
         process.send({ kind: 'progress', progress: { kind: 'run-started', run, model: 'fasttext', epochs: null } })
         process.send({ kind: 'failed', error: { code: 'out-of-memory', params: { model: 'fasttext' } } })
       })`,
    )
    process.env['NODE_OPTIONS'] = `--require ${hook}`
    engine = await testEngine()
    project = (await mappedProject(engine, 300)).id
  })
  afterAll(async () => {
    delete process.env['NODE_OPTIONS']
    await engine.end()
    rmSync(folder, { recursive: true, force: true })
  })

  test('is tried again with half the batch, and said in the judgement and the ledger', async () => {
    const { client } = engine
    const judgement = await (
      await client.start('train.run', { project, models: ['fasttext'], quick: true })
    ).done
    expect(judgement.models.map(({ id }) => id)).toContain('fasttext')
    expect(judgement.warnings).toContainEqual({
      code: 'batch-halved',
      params: { model: 'fasttext', divisor: 4 },
    })
    const trained = (await client.call('ledger.list', { project })).filter(({ kind }) => kind === 'trained')
    expect(trained.find(({ model }) => model === 'fasttext')?.config).toMatchObject({ batchDivisor: 4 })
    const baseline = trained.find(({ model }) => model === 'majority')?.config
    expect(baseline).not.toHaveProperty('batchDivisor')
  })
})
