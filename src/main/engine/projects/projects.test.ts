import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { AppError } from '#shared/errors'
import type { ProjectState } from '#shared/project'
import { createEngine, type RunningEngine } from '../index'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'

const home = mkdtempSync(join(tmpdir(), 'plumbline-projects-'))
let engine: RunningEngine

const newEngine = (): RunningEngine =>
  createEngine({
    home: join(home, 'app'),
    projectsFolder: join(home, 'projects'),
    samples: home,
    lang: 'en',
    electron: null,
    // No job is started here.
    entries: { trainer: 'none', report: 'none' },
    node: process.execPath,
    host: { printPdf: () => Promise.reject(new Error('no window here')) },
  })

beforeEach(() => {
  engine = newEngine()
})
afterEach(async () => {
  await engine.close()
  rmSync(join(home, 'app'), { recursive: true, force: true })
  rmSync(join(home, 'projects'), { recursive: true, force: true })
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const create = (name: string): Promise<ProjectState> =>
  engine.client.call('projects.create', { template: 'sentiment', name })

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was thrown',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  )

test('a project is made, renamed, closed and opened again', async () => {
  const { client } = engine
  const made = await create('酒店 / reviews: 2026?')
  expect(made.path).toBe(join(home, 'projects', '酒店 - reviews- 2026-'))
  expect(readdirSync(made.path)).toContain('project.db')
  const renamed = await client.call('projects.rename', { project: made.id, name: 'Hotel' })
  expect(renamed.name).toBe('Hotel')
  await client.call('projects.close', { project: made.id })
  expect(readdirSync(made.path).filter((name) => /-wal$|-shm$/.test(name))).toEqual([])
  const list = await client.call('projects.list', {})
  expect(list).toMatchObject([{ id: made.id, name: 'Hotel', missing: false, template: 'sentiment' }])
  expect(await client.call('projects.open', { project: made.id })).toEqual(renamed)
})

test('two of the same name live in two folders; a folder that holds something is refused', async () => {
  const [one, two] = [await create('Reviews'), await create('Reviews')]
  expect(two.path).toBe(`${one.path} 2`)
  const taken = join(home, 'projects', 'taken')
  mkdirSync(taken)
  writeFileSync(join(taken, 'thesis.txt'), 'mine')
  const folder = { token: engine.grant(taken) }
  const call = engine.client.call('projects.create', { template: 'sentiment', name: 'x', folder })
  expect(await codeOf(call)).toBe('project-exists')
  expect(readdirSync(taken)).toEqual(['thesis.txt'])
  expect(await codeOf(engine.client.call('projects.create', { template: 'tarot', name: 'x' }))).toBe(
    'unknown-template',
  )
  expect(readdirSync(join(home, 'projects')).sort()).toEqual(['Reviews', 'Reviews 2', 'taken'])
})

test('a copy is another project with the same past', async () => {
  const made = await create('Reviews')
  const goal = {
    decision: 'd',
    bar: 0.9,
    missCost: 1,
    falseAlarmCost: null,
    abstain: false,
    abstainBelow: null,
  }
  await engine.client.call('goal.set', { project: made.id, goal })
  mkdirSync(join(made.path, 'data'))
  writeFileSync(join(made.path, 'data', 'notes.txt'), 'kept')
  const copy = await engine.client.call('projects.duplicate', { project: made.id, name: 'Copy' })
  expect(copy.id).not.toBe(made.id)
  const opened = await engine.client.call('projects.open', { project: copy.id })
  expect(opened).toMatchObject({ name: 'Copy', goal })
  expect(readFileSync(join(opened.path, 'data', 'notes.txt'), 'utf8')).toBe('kept')
  await engine.client.call('goal.set', { project: copy.id, goal: { ...goal, decision: 'other' } })
  expect((await engine.client.call('projects.get', { project: made.id })).goal?.decision).toBe('d')
})

test('deleting takes our files and leaves every other', async () => {
  const made = await create('Reviews')
  for (const path of ['thesis.docx', 'data/mine.txt', 'models/a/b/photo.png']) {
    mkdirSync(join(made.path, path, '..'), { recursive: true })
    writeFileSync(join(made.path, path), 'mine')
  }
  mkdirSync(join(made.path, 'predictions'))
  writeFileSync(join(made.path, 'predictions', 'x.arrow'), 'ours')
  writeFileSync(join(made.path, 'data', 'x.arrow'), 'ours')
  await engine.client.call('projects.delete', { project: made.id })
  const left = readdirSync(made.path, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  expect(left.map((entry) => entry.name).sort()).toEqual(['mine.txt', 'photo.png', 'thesis.docx'])
  expect(await engine.client.call('projects.list', {})).toEqual([])

  const clean = await create('Clean')
  await engine.client.call('projects.delete', { project: clean.id })
  expect(existsSync(clean.path)).toBe(false)
})

test('a project that is gone, locked or damaged says so', async () => {
  const { client } = engine
  const [gone, locked, damaged] = [await create('Gone'), await create('Locked'), await create('Damaged')]
  const other = newEngine()
  const opening = other.client.call('projects.open', { project: locked.id })
  expect(await codeOf(opening)).toBe('project-locked')
  expect(await codeOf(other.client.call('projects.delete', { project: locked.id }))).toBe('project-locked')
  await other.close()

  for (const { id } of [gone, damaged]) await client.call('projects.close', { project: id })
  rmSync(gone.path, { recursive: true })
  expect(await codeOf(client.call('projects.open', { project: gone.id }))).toBe('project-not-found')
  const missing = (await client.call('projects.list', {})).find((project) => project.id === gone.id)
  expect(missing?.missing).toBe(true)
  await client.call('projects.delete', { project: gone.id })

  const file = join(damaged.path, 'project.db')
  writeFileSync(file, readFileSync(file).fill(0x5a, 4096))
  expect(await codeOf(client.call('projects.open', { project: damaged.id }))).toBe('project-damaged')
  const restored = await client.call('projects.restore', { project: damaged.id })
  expect(restored.name).toBe('Damaged')
  expect(readdirSync(damaged.path).some((name) => name.startsWith('project.damaged-'))).toBe(true)
  expect(await codeOf(client.call('projects.get', { project: 'never made' }))).toBe('project-not-found')
})

test('a folder copied by hand becomes a project of its own', async () => {
  const made = await create('Reviews')
  await engine.client.call('projects.close', { project: made.id })
  const copy = join(home, 'projects', 'by hand')
  cpSync(made.path, copy, { recursive: true })
  const opened = await engine.client.call('projects.openFolder', { token: engine.grant(copy) })
  expect(opened.id).not.toBe(made.id)
  expect((await engine.client.call('projects.get', { project: made.id })).path).toBe(made.path)
})

test('paths come only from grants', async () => {
  const opened = engine.client.call('projects.openFolder', { token: '/etc' })
  expect(await codeOf(opened)).toBe('file-not-granted')
  const { id } = await create('Reviews')
  const source = { sample: '../../../../etc/passwd' }
  const inspected = engine.client.call('data.inspect', { project: id, source, options: {} })
  expect(await codeOf(inspected)).toBe('file-not-found')
})

test('settings and recent projects survive a restart, also beside a damaged file', async () => {
  const { client } = engine
  await client.call('settings.set', { lang: 'zh-CN', theme: 'dark' })
  const made = await create('Reviews')
  await engine.close()
  engine = newEngine()
  expect(await engine.client.call('settings.get', {})).toMatchObject({ lang: 'zh-CN', theme: 'dark' })
  expect(await engine.client.call('projects.list', {})).toMatchObject([{ id: made.id }])
  await engine.close()
  writeFileSync(join(home, 'app', 'settings.json'), '{ "lang": "kl')
  engine = newEngine()
  expect((await engine.client.call('settings.get', {})).lang).toBe('en')
  expect(existsSync(join(home, 'app', 'settings.json.damaged'))).toBe(true)
})

test('the log holds no path and no quoted word of the user', async () => {
  const secret = join(home, 'projects', 'Secret Patient Ming')
  engine.log.error('test', `ENOENT: no such file '${secret}/project.db', cell "very private"`)
  const { lines } = await engine.client.call('logs.tail', { limit: 20 })
  expect(lines.join('\n')).toContain('ENOENT')
  expect(lines.join('\n')).not.toMatch(/Ming|private/)
})
