import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { contract, type Input, type MethodName, type TaskName } from '#shared/contract/index'
import type { ProjectState } from '#shared/project'
import {
  hasReviews,
  importRows,
  mappedProject,
  state,
  stepStatus,
  testEngine,
  type TestEngine,
} from './testing/engine'

/** Loaded into every trainer: notes each file that any thread of it opens. */
const watch = (log: string) => `
const fs = require('node:fs')
const note = (path) => { if (typeof path === 'string' && path.includes('data')) append(${JSON.stringify(log)}, path + '\\n') }
const append = fs.appendFileSync
for (const [holder, names] of [
  [fs, ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream', 'copyFile', 'copyFileSync', 'cp', 'cpSync']],
  [fs.promises, ['open', 'readFile', 'copyFile', 'cp']],
]) for (const name of names) {
  const original = holder[name]
  holder[name] = function (path, ...rest) { note(path); return original.call(this, path, ...rest) }
}
require('node:module').syncBuiltinESMExports()
`

describe.skipIf(!hasReviews)('the vault (needs ../shared/data)', () => {
  let engine: TestEngine
  let project: ProjectState
  let log: string
  const options = process.env['NODE_OPTIONS']

  beforeAll(async () => {
    // Nobody listens on the discard port: nothing is fetched here.
    vi.stubEnv('PIP_INDEX_URL', 'http://127.0.0.1:9/simple')
    engine = await testEngine()
    log = join(engine.home, 'opened.txt')
    const hook = join(engine.home, 'watch.cjs')
    engine.file(1)
    writeFileSync(hook, watch(log))
    process.env['NODE_OPTIONS'] = `--require ${hook}`
    project = await mappedProject(engine, 600)
  })
  afterAll(async () => {
    vi.unstubAllEnvs()
    if (options === undefined) delete process.env['NODE_OPTIONS']
    else process.env['NODE_OPTIONS'] = options
    await engine.end()
  })

  const sealedFiles = () =>
    readdirSync(join(project.path, 'data')).filter((name) => name.startsWith('sealed'))
  /** Sealed files that were opened since the last time. */
  const opened = (): string[] => {
    const paths = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []
    rmSync(log, { force: true })
    return paths.filter((path) => sealedFiles().some((name) => path.endsWith(name)))
  }

  /** Every method and task of the contract with an input that makes it do its work. */
  const inputs: { [K in MethodName | TaskName]: () => Input<K> } = {
    'app.info': () => ({}),
    'settings.get': () => ({}),
    'settings.set': () => ({ theme: 'dark' }),
    'templates.list': () => ({}),
    'device.get': () => ({}),
    'device.probe': () => ({}),
    'device.choose': () => ({ choice: 'automatic' }),
    'runtime.install': () => ({ runtime: 'cpu' }),
    'runtime.remove': () => ({ runtime: 'cpu' }),
    'logs.tail': () => ({ limit: 10 }),
    'projects.list': () => ({}),
    'projects.create': () => ({ template: 'sentiment', name: 'Another' }),
    'projects.open': () => ({ project: project.id }),
    'projects.openFolder': () => ({ token: engine.grant(project.path) }),
    'projects.get': () => ({ project: project.id }),
    'projects.rename': () => ({ project: project.id, name: 'Renamed' }),
    'projects.duplicate': () => ({ project: project.id, name: 'Copy' }),
    'projects.delete': () => ({ project: 'none' }),
    'projects.close': () => ({ project: project.id }),
    'projects.restore': () => ({ project: 'none' }),
    'goal.set': () => ({
      project: project.id,
      goal: { decision: '', bar: 0.8, missCost: 1, falseAlarmCost: 1, abstain: true, abstainBelow: 0.6 },
    }),
    'data.inspect': () => ({
      project: project.id,
      source: { token: engine.grant(engine.file(600)) },
      options: {},
    }),
    'data.import': () => ({
      project: project.id,
      source: { token: engine.grant(engine.file(600)) },
      options: {},
    }),
    'data.rows': () => ({ project: project.id, version: project.version!, offset: 0, limit: 1000 }),
    'data.refused': () => ({ project: project.id, version: project.version!, offset: 0, limit: 1000 }),
    'data.lost': () => ({ project: project.id, version: project.version!, offset: 0, limit: 1000 }),
    'data.classes': () => ({ project: project.id, version: project.version!, column: 'label' }),
    'data.propose': () => ({ project: project.id }),
    'data.map': () => ({ project: project.id, mapping: project.mapping! }),
    'checks.run': () => ({ project: project.id }),
    'checks.apply': () => ({ project: project.id, card: 'near-duplicates' }),
    'checks.undo': () => ({ project: project.id, card: 'near-duplicates' }),
    'checks.price': () => ({ project: project.id, card: 'duplicates' }),
    'split.make': () => ({ project: project.id, seed: 5 }),
    'train.run': () => ({ project: project.id, models: ['tfidf-logreg'], quick: true }),
    'train.resume': () => ({ project: project.id, ladder: 'none' }),
    'train.estimate': () => ({ project: project.id }),
    'train.curves': () => ({ project: project.id, runs: ['none'] }),
    'results.errors': () => ({
      project: project.id,
      model: 'tfidf-logreg',
      truth: '1',
      predicted: '0',
      offset: 0,
      limit: 1000,
    }),
    'results.choose': () => ({ project: project.id, model: 'tfidf-logreg' }),
    'explain.model': () => ({ project: project.id, model: 'tfidf-logreg' }),
    'vault.open': () => ({ project: project.id, model: 'tfidf-logreg', reason: 'the decision is made' }),
    'ledger.list': () => ({ project: project.id }),
    'predict.text': () => ({ project: project.id, fields: { text: 'good' } }),
    'predict.change': () => ({ project: project.id, fields: { text: 'good' }, columns: ['text'] }),
    'predict.recommend': () => ({ project: project.id, user: 'nobody', history: null, k: 5 }),
    'predict.find': () => ({ project: project.id, of: 'user', words: '', limit: 5 }),
    'demo.show': () => ({ project: project.id }),
    'predict.session': () => ({ project: project.id, from: { text: 'date,close\n2024-01-02,1' } }),
    'results.bars': () => ({ project: project.id, model: 'tfidf-logreg', ticker: null }),
    'predict.file': () => ({
      project: project.id,
      source: { token: engine.grant(engine.file(100)) },
      target: { token: engine.grant(join(engine.home, 'predicted.csv')) },
    }),
    'model.save': () => ({
      project: project.id,
      model: 'tfidf-logreg',
      target: { token: engine.grant(join(engine.home, 'saved')) },
    }),
    'report.preview': () => ({ project: project.id, lang: 'en' }),
    'report.export': () => ({
      project: project.id,
      formats: ['html'],
      langs: ['en'],
      target: { token: engine.grant(join(engine.home, 'out')) },
    }),
    'tasks.list': () => ({}),
    'tasks.cancel': () => ({ task: 'none' }),
    'tasks.pause': () => ({ task: 'none' }),
    'tasks.resume': () => ({ task: 'none' }),
  }

  async function ask(name: MethodName | TaskName): Promise<void> {
    const input = inputs[name]() as never
    if (contract[name].kind === 'task') await (await engine.client.start(name as TaskName, input)).done
    else await engine.client.call(name as MethodName, input)
  }

  /** These fail because what they ask for is not there; that they fail for that reason is part of the walk. */
  const refused = [
    'projects.delete',
    'projects.restore',
    'train.resume',
    'checks.apply',
    'checks.undo',
    'checks.price',
    'runtime.install',
    'results.bars',
    'predict.session',
    'demo.show',
    // A classifier makes no lists.
    'predict.recommend',
  ]

  test('the sealed rows are a file of their own, and the file with all rows is gone', () => {
    expect(sealedFiles()).toHaveLength(1)
    const arrows = readdirSync(join(project.path, 'data')).filter((name) => name.endsWith('.arrow'))
    expect(arrows.filter((name) => !/sealed|split/.test(name))).toHaveLength(1)
  })

  test('nothing but splitting and opening it ever reads it', async () => {
    opened()
    // Training first, so that results are there to be asked for; the vault and what changes the data last.
    const last = ['split.make', 'data.map', 'vault.open', 'data.import']
    const names = Object.keys(inputs) as (MethodName | TaskName)[]
    const order = [
      'train.run' as const,
      ...names.filter((name) => name !== 'train.run' && !last.includes(name)),
    ]
    for (const name of order) {
      const failed = await ask(name).then(
        () => false,
        () => true,
      )
      expect([name, failed && !refused.includes(name)]).toEqual([name, false])
      expect([name, opened()]).toEqual([name, []])
    }
    await ask('vault.open')
    expect(opened().length).toBeGreaterThan(0)
    // Keys only, so that near-duplicates of what is sealed stay on its side.
    await ask('split.make')
    await ask('data.map')
    expect(sealedFiles()).toHaveLength(1)
    opened()
    await ask('data.import')
    expect(opened()).toEqual([])
  }, 240_000)

  test('opening it is dated in the ledger, and a second time is marked', async () => {
    const other = await mappedProject(engine, 400)
    const { client } = engine
    const train = await client.start('train.run', {
      project: other.id,
      models: ['tfidf-logreg'],
      quick: true,
    })
    await train.done
    const open = async (model: string) =>
      (await client.start('vault.open', { project: other.id, model, reason: `why ${model}` })).done
    const { metrics } = await open('tfidf-logreg')
    expect(metrics['macroF1']?.n).toBe(other.split?.counts.vault)
    await open('majority')
    const { vault } = await state(client, other.id)
    expect(vault.opened).toMatchObject([
      { model: 'tfidf-logreg', reason: 'why tfidf-logreg', spent: false },
      { model: 'majority', reason: 'why majority', spent: true },
    ])
    const ledger = await client.call('ledger.list', { project: other.id })
    expect(ledger.map((entry) => entry.kind).filter((kind) => kind.startsWith('vault'))).toEqual([
      'vault-opened',
      'vault-spent',
    ])
  })

  test('before the mapping is confirmed no row is shown', async () => {
    const { client } = engine
    const fresh = await client.call('projects.create', { template: 'sentiment', name: 'Fresh' })
    await importRows(engine, fresh.id, 300)
    const { version } = await state(client, fresh.id)
    const rows = client.call('data.rows', { project: fresh.id, version: version!, offset: 0, limit: 1 })
    await expect(rows).rejects.toMatchObject({ code: 'not-mapped' })
    const train = await client.start('train.run', { project: fresh.id })
    await expect(train.done).rejects.toMatchObject({ code: 'not-mapped' })
  })

  test('new data becomes another version; its vault keeps what was sealed, and what came before is stale', async () => {
    const { client } = engine
    const first = await mappedProject(engine, 500)
    const train = await client.start('train.run', {
      project: first.id,
      models: ['tfidf-logreg'],
      quick: true,
    })
    await train.done
    await importRows(engine, first.id, 900)
    const between = await state(client, first.id)
    expect(between.versions.map((version) => version.sealed)).toEqual([true, false])
    expect(stepStatus(between, 'data')).toBe('attention')
    const mapping = await client.call('data.propose', { project: first.id })
    expect(mapping.roles).toEqual(first.mapping?.roles)
    const map = await client.start('data.map', { project: first.id, mapping })
    const second = await map.done
    expect(second.split!.counts.vault).toBeGreaterThanOrEqual(first.split!.counts.vault)
    expect(stepStatus(second, 'compare')).toBe('stale')
    // The old judgement still answers, on its own rows.
    const page = { truth: '1', predicted: '0', offset: 0, limit: 5 }
    const errors = await client.call('results.errors', { project: first.id, model: 'tfidf-logreg', ...page })
    expect(errors.total).toBeGreaterThan(0)
  })
})
