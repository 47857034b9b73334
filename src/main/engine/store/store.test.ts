import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AppError } from '#shared/errors'
import { random } from '#shared/random'
import { createDatabase, openDatabase } from './connection'
import { createStore, listBackups, openStore, restoreNewestBackup, type Store } from './index'
import { migrations } from './migrations'

let folder: string
const file = () => join(folder, 'project.db')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-store-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

async function newStore(): Promise<Store> {
  const store = await createStore(folder, 'reviews')
  store.edit(() => {
    store.project.create({
      id: 'p1',
      name: 'reviews',
      template: 'sentiment',
      createdAt: '2026-01-01T00:00:00Z',
    })
  })
  return store
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing was thrown',
    (error: unknown) => (error as AppError).code,
  )

const goal = (decision: string) => ({
  decision,
  bar: 0.85,
  missCost: null,
  falseAlarmCost: null,
  abstain: true,
  abstainBelow: null,
})

test('what was written is read back after closing', async () => {
  const store = await newStore()
  store.edit(() => store.goal.set(goal('answer complaints first')))
  await store.close()
  const again = await openStore(folder, 'reviews')
  expect(again.project.get().name).toBe('reviews')
  expect(again.goal.get()).toEqual(goal('answer complaints first'))
  await again.close()
})

test('an edit that fails half-way leaves nothing behind', async () => {
  const store = await newStore()
  expect(() =>
    store.edit(() => {
      store.goal.set(goal('half'))
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(store.goal.get()).toBeNull()
  await store.close()
})

test('the database is durable, checked and distrusts its own schema', async () => {
  const store = await newStore()
  await store.close()
  const db = await openDatabase(file(), { name: 'x', migrations, beforeMigration: () => Promise.resolve() })
  const pragma = (name: string): unknown => db.pragma(name, { simple: true })
  expect(pragma('journal_mode')).toBe('wal')
  expect(pragma('synchronous')).toBe(2)
  expect(pragma('foreign_keys')).toBe(1)
  expect(pragma('trusted_schema')).toBe(0)
  expect(pragma('cell_size_check')).toBe(1)
  const loose = db
    .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0")
    .all()
    .map((row) => (row as { name: string }).name)
  expect(loose.filter((name) => !name.startsWith('sqlite_'))).toEqual([])
  db.close()
})

test('a second opening is refused, in this process and from another', async () => {
  const store = await newStore()
  expect(await codeOf(openStore(folder, 'reviews'))).toBe('project-locked')
  const script = `const D = require('better-sqlite3'); const d = new D(${JSON.stringify(file())}, { timeout: 0 });
    try { d.prepare('SELECT * FROM project').all(); console.log('read') } catch (e) { console.log(e.code) }`
  expect(await output(script)).toBe('SQLITE_BUSY')
  await store.close()
  await (await openStore(folder, 'reviews')).close()
})

function output(script: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['-e', script], { cwd: process.cwd() })
    let text = ''
    child.stdout.on('data', (chunk) => (text += String(chunk)))
    child.on('exit', () => resolve(text.trim()))
  })
}

test('a process that is killed leaves no lock and loses no acknowledged edit', async () => {
  await (await newStore()).close()
  // Each line that the child prints is an edit whose transaction returned.
  const script = `
    const D = require('better-sqlite3'); const d = new D(${JSON.stringify(file())})
    for (const p of ['locking_mode = EXCLUSIVE', 'journal_mode = WAL', 'synchronous = FULL']) d.pragma(p)
    const add = d.prepare("INSERT INTO ledger (at, kind, config, note) VALUES ('t', 'trained', '{}', ?)")
    for (let i = 0; ; i++) { d.transaction(() => add.run(String(i)))(); require('fs').writeSync(1, i + '\\n') }`
  const source = random(7)
  let acknowledged = -1
  for (let round = 0; round < 12; round++) {
    const child = spawn(process.execPath, ['-e', script])
    let text = ''
    child.stdout.on('data', (chunk) => (text += String(chunk)))
    await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()))
    await new Promise((resolve) => setTimeout(resolve, source.int(60)))
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('exit', resolve))
    acknowledged = Number(text.trim().split('\n').at(-1))
    const store = await openStore(folder, 'reviews')
    const notes = store.ledger.list().map((entry) => Number(entry.note))
    const last = notes.slice(notes.lastIndexOf(0))
    expect(last.length).toBeGreaterThan(acknowledged)
    expect(last).toEqual([...last.keys()])
    expect(store.ledger.trained()).toBe(notes.length)
    await store.close()
  }
})

test('the ledger only grows, and counts what was trained', async () => {
  const store = await newStore()
  const line = { at: 't', model: 'nb-svm', config: { seed: 1 }, headline: 0.9, note: '', energyWh: null }
  store.edit(() => {
    store.ledger.add({ ...line, kind: 'trained' })
    store.ledger.add({ ...line, kind: 'split' })
    store.ledger.add({ ...line, kind: 'trained' })
  })
  expect(store.ledger.trained()).toBe(2)
  expect(store.ledger.list().map((entry) => entry.kind)).toEqual(['trained', 'split', 'trained'])
  await store.close()
  const db = new Database(file())
  expect(() => db.exec('DELETE FROM ledger')).toThrow('append only')
  expect(() => db.exec('UPDATE ledger SET headline = 1')).toThrow('append only')
  expect(() => db.exec('UPDATE ledger_count SET trained = 0')).toThrow('only rises')
  expect(() => db.exec('DELETE FROM ledger_count')).toThrow('only rises')
  db.close()
})

test('other files, newer formats and foreign schemas are named, and left as they were', async () => {
  writeFileSync(file(), 'text,label\ngood,1\n')
  expect(await codeOf(openStore(folder, 'x'))).toBe('project-damaged')
  rmSync(file())
  new Database(file()).exec('CREATE TABLE notes (x)').close()
  expect(await codeOf(openStore(folder, 'x'))).toBe('not-a-project')
  rmSync(file())
  expect(await codeOf(openStore(folder, 'x'))).toBe('not-a-project')

  await (await newStore()).close()
  expect(await codeOf(createStore(folder, 'x'))).toBe('project-exists')
  const db = new Database(file())
  db.pragma(`user_version = ${migrations.length + 1}`)
  db.close()
  const before = readFileSync(file())
  expect(await codeOf(openStore(folder, 'x'))).toBe('project-from-newer-version')
  expect(readFileSync(file()).equals(before)).toBe(true)

  const again = new Database(file())
  again.pragma(`user_version = ${migrations.length}`)
  again.exec('CREATE TRIGGER spy AFTER UPDATE ON goal BEGIN INSERT INTO ledger_count VALUES (1, 1); END')
  again.close()
  expect(await codeOf(openStore(folder, 'x'))).toBe('project-damaged')
})

test('a damaged file is noticed, kept, and the newest sound backup put in its place', async () => {
  const store = await newStore()
  store.edit(() => store.goal.set(goal('first')))
  await store.backUp()
  store.edit(() => store.goal.set(goal('second')))
  await store.close()
  expect(listBackups(folder)).toHaveLength(2)
  // The newest backup is bad too: the one before it is taken.
  const [newest] = listBackups(folder)
  writeFileSync(newest!, readFileSync(newest!).fill(0x5a, 4096, 12_000))
  const bytes = readFileSync(file())
  writeFileSync(file(), bytes.fill(0x5a, 4096, bytes.length))

  expect(await codeOf(openStore(folder, 'reviews'))).toBe('project-damaged')
  expect(await restoreNewestBackup(folder)).not.toBeNull()
  const kept = readFileSync(join(folder, readdir(/^project\.damaged-.*\.db$/)))
  expect(kept.equals(bytes)).toBe(true)
  const restored = await openStore(folder, 'reviews')
  expect(restored.goal.get()?.decision).toBe('first')
  await restored.close()
})

function readdir(pattern: RegExp): string {
  const found = readdirSync(folder).find((name) => pattern.test(name))
  return found!
}

test('flipped bytes anywhere end in a typed error, never in a crash', async () => {
  const store = await newStore()
  for (let i = 0; i < 50; i++) {
    const line = { at: 't', kind: 'trained' as const, model: 'm', config: {}, headline: i, energyWh: null }
    store.edit(() => store.ledger.add({ ...line, note: 'x'.repeat(200) }))
  }
  await store.close()
  const sound = readFileSync(file())
  const source = random(3)
  const codes = new Set<string>()
  for (let round = 0; round < 150; round++) {
    const bytes = Buffer.from(sound)
    for (let i = 0; i < 8; i++) bytes[source.int(bytes.length)] = source.int(256)
    writeFileSync(file(), bytes)
    codes.add(
      await codeOf(
        openStore(folder, 'x').then(async (opened) => {
          try {
            opened.project.get()
            opened.ledger.list()
          } finally {
            await opened.close()
          }
        }),
      ),
    )
    rmSync(`${file()}-wal`, { force: true })
  }
  const allowed = ['nothing was thrown', 'project-damaged', 'not-a-project', 'project-from-newer-version']
  expect([...codes].filter((code) => !allowed.includes(code))).toEqual([])
  expect(codes).toContain('project-damaged')
})

test('five backups are kept, each one opens', async () => {
  const store = await newStore()
  for (let i = 0; i < 7; i++) {
    store.edit(() => store.goal.set(goal(String(i))))
    await store.backUp()
  }
  await store.close()
  const backups = listBackups(folder)
  expect(backups).toHaveLength(5)
  for (const backup of backups) expect(existsSync(`${backup}-wal`)).toBe(false)
  const newest = new Database(backups[0], { readonly: true })
  expect(newest.prepare('SELECT decision FROM goal').get()).toEqual({ decision: '6' })
  newest.close()
})

test('a format goes up in one transaction, after a backup, or not at all', async () => {
  const first = 'CREATE TABLE a (x INTEGER NOT NULL) STRICT'
  const second = 'CREATE TABLE b (x INTEGER NOT NULL) STRICT; INSERT INTO b SELECT x + 1 FROM a'
  const options = (list: string[], backups: string[] = []) => ({
    name: 'x',
    migrations: list,
    beforeMigration: () => {
      backups.push('made')
      return Promise.resolve()
    },
  })
  const db = await createDatabase(file(), options([first]))
  db.exec('INSERT INTO a VALUES (41)')
  db.close()

  expect(await codeOf(openDatabase(file(), options([first, `${second}; SELECT broken`])))).toBe(
    'SQLITE_ERROR',
  )
  const still = await openDatabase(file(), options([first]))
  expect(still.pragma('user_version', { simple: true })).toBe(1)
  still.close()

  const backups: string[] = []
  const up = await openDatabase(file(), options([first, second], backups))
  expect(up.prepare('SELECT x FROM b').get()).toEqual({ x: 42 })
  expect(up.pragma('user_version', { simple: true })).toBe(2)
  expect(backups).toEqual(['made'])
  up.close()
  expect(await codeOf(openDatabase(file(), options([first])))).toBe('project-from-newer-version')
})
