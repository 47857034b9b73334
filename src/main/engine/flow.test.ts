import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrainProgress } from '#shared/contract/index'
import { hasReviews, mappedProject, state, stepStatus, testEngine, type TestEngine } from './testing/engine'

const linear = ['tfidf-logreg', 'nb-svm']

describe.skipIf(!hasReviews)('one project, from a file to a report (needs ../shared/data)', () => {
  let engine: TestEngine
  beforeAll(async () => {
    engine = await testEngine()
  })
  afterAll(() => engine.end())

  test('import, seal, check, train, judge, explain, predict', async () => {
    const { client } = engine
    const mapped = await mappedProject(engine, 600)
    const project = mapped.id
    expect(mapped.versions).toHaveLength(1)
    expect(mapped.versions[0]?.sealed).toBe(true)
    expect(mapped.split?.counts.vault).toBeGreaterThan(60)
    expect(stepStatus(mapped, 'split')).toBe('done')
    expect(stepStatus(mapped, 'train')).toBe('todo')

    const progress: TrainProgress[] = []
    const task = await client.start('train.run', { project, models: linear, quick: true })
    task.onProgress((next) => progress.push(next))
    const judgement = await task.done
    expect(judgement.models.map((model) => model.id)).toEqual(['majority', 'lexicon', ...linear])
    expect(progress.length).toBeGreaterThan(1)
    const trained = await state(client, project)
    expect(trained.judgement).toEqual(judgement)
    expect(trained.runs.map((run) => run.state)).toEqual(['done', 'done', 'done', 'done'])
    expect(trained.ledgerCount).toBe(4)
    expect(stepStatus(trained, 'compare')).toBe('done')

    const page = await client.call('data.rows', { project, version: trained.version!, offset: 0, limit: 5 })
    expect(page.rows).toHaveLength(5)
    expect(page.total).toBe(600 - trained.split!.counts.vault)
    const prediction = await client.call('predict.text', { project, fields: { text: 'I love it, works great' } })
    expect(prediction.label).toBe('1')
    const explained = await (await client.start('explain.model', { project, model: 'nb-svm' })).done
    expect(explained.pushes.length).toBeGreaterThan(0)
    const { html } = await client.call('report.preview', { project, lang: 'zh-CN' })
    expect(html).toContain('<html')
  })
})
