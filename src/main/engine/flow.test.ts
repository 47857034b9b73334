import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TrainProgress } from '#shared/contract/index'
import { templates } from '../templates'
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
    const preset = templates[0]!.manifest.presets[0]!
    const task = await client.start('train.run', {
      project,
      models: linear,
      params: preset.params,
      quick: true,
    })
    task.onProgress((next) => progress.push(next))
    const judgement = await task.done
    expect(judgement.models.map((model) => model.id)).toEqual(['majority', 'lexicon', ...linear])
    expect(progress.length).toBeGreaterThan(1)
    const trained = await state(client, project)
    expect(trained.judgement).toEqual(judgement)
    expect(trained.runs.map((run) => run.state)).toEqual(['done', 'done', 'done', 'done'])
    expect(trained.ledgerCount).toBe(4)
    const ledger = await client.call('ledger.list', { project })
    for (const { config } of ledger.filter(({ kind }) => kind === 'trained')) {
      expect(config).toMatchObject({ preset: preset.id, params: preset.params })
    }
    expect(stepStatus(trained, 'compare')).toBe('done')

    const page = await client.call('data.rows', { project, version: trained.version!, offset: 0, limit: 5 })
    expect(page.rows).toHaveLength(5)
    expect(page.total).toBe(600 - trained.split!.counts.vault)
    const prediction = await client.call('predict.text', {
      project,
      fields: { text: 'I love it, works great' },
    })
    expect(prediction.label).toBe('1')
    const explained = await (await client.start('explain.model', { project, model: 'nb-svm' })).done
    expect(explained.pushes.length).toBeGreaterThan(0)
    const { html } = await client.call('report.preview', { project, lang: 'zh-CN' })
    expect(html).toContain('<html')
  })

  test('a remedy changes the plan and what depends on it; undoing it restores both', async () => {
    const { client } = engine
    const file = engine.file(500)
    const [header = '', ...lines] = readFileSync(file, 'utf8').split('\n')
    writeFileSync(file, [header, ...lines, ...lines.slice(0, 60)].join('\n'))
    const before = await mappedProject(engine, 500, file)
    const project = before.id
    const train = await client.start('train.run', { project, models: ['tfidf-logreg'], quick: true })
    await train.done
    const trained = await state(client, project)
    const card = trained.checks!.cards.find((found) => found.remedy?.op === 'leave-out-duplicates')!
    expect(card.applied).toBe(false)

    const applied = await client.call('checks.apply', { project, card: card.id })
    expect(applied.remedies).toEqual([{ op: 'leave-out-duplicates' }])
    expect(applied.checks!.cards.find((found) => found.id === card.id)?.applied).toBe(true)
    expect(stepStatus(applied, 'split')).toBe('stale')
    expect(stepStatus(applied, 'compare')).toBe('stale')
    expect(await client.call('checks.apply', { project, card: card.id })).toEqual(applied)

    const undone = await client.call('checks.undo', { project, card: card.id })
    expect(undone).toEqual({ ...trained, ledgerCount: undone.ledgerCount })
    const ledger = await client.call('ledger.list', { project })
    expect(ledger.slice(-2).map((entry) => entry.kind)).toEqual(['remedy', 'remedy-undone'])

    // Trained with it, the split is made anew by itself, without the copies.
    await client.call('checks.apply', { project, card: card.id })
    const again = await client.start('train.run', { project, models: ['tfidf-logreg'], quick: true })
    await again.done
    const fresh = await state(client, project)
    expect(stepStatus(fresh, 'compare')).toBe('done')
    expect(fresh.versions).toHaveLength(1)
  })

  test('a file is predicted, a model saved, a report written', async () => {
    const { client, home } = engine
    const { id: project } = await mappedProject(engine, 400)
    const train = await client.start('train.run', { project, models: linear, quick: true })
    await train.done
    const target = (name: string) => ({ token: engine.grant(join(home, name)) })
    const source = { token: engine.grant(engine.file(50)) }
    const predict = await client.start('predict.file', { project, source, target: target('predicted.csv') })
    expect(await predict.done).toEqual({ rows: 50, refused: 0, alerts: null })
    const [header] = readFileSync(join(home, 'predicted.csv'), 'utf8').split('\n')
    expect(header).toContain('prediction,score')

    await client.call('model.save', { project, model: 'nb-svm', target: target('saved') })
    expect(existsSync(join(home, 'saved', 'model.json'))).toBe(true)
    const taken = client.call('model.save', { project, model: 'nb-svm', target: target('saved') })
    await expect(taken).rejects.toMatchObject({ code: 'project-exists' })

    const write = await client.start('report.export', {
      project,
      formats: ['html'],
      langs: ['en', 'zh-CN'],
      target: target('out'),
    })
    const { files } = await write.done
    expect(files).toEqual(['en', 'zh-CN'].map((lang) => join(home, 'out', `report-${lang}.html`)))
    expect(readFileSync(files[1]!, 'utf8')).toContain('<html lang="zh-CN"')
    expect(stepStatus(await state(client, project), 'report')).toBe('done')
    await client.call('results.choose', { project, model: 'majority' })
    expect(stepStatus(await state(client, project), 'report')).toBe('stale')
    const pdf = await client.start('report.export', {
      project,
      formats: ['pdf'],
      langs: ['en'],
      target: target('out'),
    })
    await expect(pdf.done).rejects.toMatchObject({ code: 'bug' })
  })

  test('what cannot be trained is refused with its reason', async () => {
    const { client } = engine
    const { id: project } = await mappedProject(engine, 300)
    const refused = async (input: object) => {
      const task = await client.start('train.run', { project, ...input })
      return task.done.then(
        () => 'nothing was thrown',
        (error: unknown) => (error as { code: string }).code,
      )
    }
    expect(await refused({ models: ['oracle'] })).toBe('unknown-model')
    expect(await refused({ params: { magic: 1 } })).toBe('unknown-param')
    const { mapping } = await state(client, project)
    const map = async (roles: Record<string, string[]>) => {
      const task = await client.start('data.map', { project, mapping: { ...mapping!, roles } })
      return task.done.then(
        () => 'nothing was thrown',
        (error: unknown) => (error as { code: string }).code,
      )
    }
    expect(await map({ text: ['sentence'] })).toBe('role-missing')
    expect(await map({ text: ['sentence'], label: ['nowhere'] })).toBe('column-missing')
    expect(await map({ text: ['label'], label: ['label'] })).toBe('column-type')
    expect(await map({ text: ['sentence', 'source'], label: ['label'] })).toBe('invalid-input')
  })
})
