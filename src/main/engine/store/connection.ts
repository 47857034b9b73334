import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AppError } from '#shared/errors'
import { storeFailure } from './failure'

/** 'PLMB': marks a SQLite file as ours before anything else of it is believed. */
const applicationId = 0x50_4c_4d_42

export interface OpenOptions {
  /** For the sentences of errors. */
  name: string
  migrations: readonly string[]
  /** Called before an older format is changed; the connection is locked and readable. */
  beforeMigration: (db: Database.Database) => Promise<void>
}

function configure(db: Database.Database): void {
  // Held from the first read until the connection closes or its process dies: the lock of the project. Set before
  // WAL is entered, it also keeps the WAL's index in this process's memory, so no shared memory file is left behind.
  db.pragma('locking_mode = EXCLUSIVE')
  db.pragma('trusted_schema = OFF')
  db.pragma('cell_size_check = ON')
  db.pragma('mmap_size = 0')
  db.pragma('foreign_keys = ON')
  db.pragma('secure_delete = ON')
}

function enterWal(db: Database.Database): void {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('BEGIN IMMEDIATE; COMMIT')
}

const number = (db: Database.Database, pragma: string): number => Number(db.pragma(pragma, { simple: true }))

/** A digest of every table, index, trigger and view. */
function schemaDigest(db: Database.Database): string {
  const rows = db
    .prepare(
      "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1, 2",
    )
    .all()
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}

const expectedDigests = new Map<string, string>()

function expectedDigest(migrations: readonly string[]): string {
  const key = migrations.join('\n')
  const known = expectedDigests.get(key)
  if (known !== undefined) return known
  const db = new Database(':memory:')
  try {
    for (const migration of migrations) db.exec(migration)
    const digest = schemaDigest(db)
    expectedDigests.set(key, digest)
    return digest
  } finally {
    db.close()
  }
}

function check(db: Database.Database, options: OpenOptions): void {
  const { name, migrations } = options
  if (number(db, 'application_id') !== applicationId) throw new AppError('not-a-project', { path: name })
  const version = number(db, 'user_version')
  if (version > migrations.length) throw new AppError('project-from-newer-version', { name, version })
  if (db.pragma('quick_check', { simple: true }) !== 'ok') throw new AppError('project-damaged', { name })
  // A trigger or view that somebody put into the file would run inside our own statements.
  if (schemaDigest(db) !== expectedDigest(migrations.slice(0, version))) {
    throw new AppError('project-damaged', { name })
  }
}

async function migrate(db: Database.Database, options: OpenOptions): Promise<void> {
  const { migrations } = options
  const from = number(db, 'user_version')
  if (from === migrations.length) return
  if (from > 0) await options.beforeMigration(db)
  // Tables are rebuilt by renaming them, which foreign keys would follow; they are checked before the commit.
  db.pragma('foreign_keys = OFF')
  for (const [index, migration] of migrations.entries()) {
    if (index < from) continue
    db.transaction(() => {
      db.exec(migration)
      const broken = db.pragma('foreign_key_check') as unknown[]
      if (broken.length > 0) throw new Error(`migration ${index + 1} breaks ${broken.length} references`)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
  db.pragma('foreign_keys = ON')
}

/**
 * Opens and locks the database at `path`, checks it and brings it to the newest format.
 * @throws AppError `not-a-project`, `project-locked`, `project-damaged`, `project-from-newer-version`, `disk-full`,
 * `not-writable`
 */
export async function openDatabase(path: string, options: OpenOptions): Promise<Database.Database> {
  if (!existsSync(path)) throw new AppError('not-a-project', { path: options.name })
  let db: Database.Database | undefined
  try {
    db = new Database(path, { fileMustExist: true, timeout: 0 })
    configure(db)
    check(db, options)
    enterWal(db)
    await migrate(db, options)
    return db
  } catch (error) {
    db?.close()
    throw storeFailure(error, options.name)
  }
}

/** Makes a new database. @throws AppError `project-exists`, `disk-full`, `not-writable` */
export async function createDatabase(path: string, options: OpenOptions): Promise<Database.Database> {
  if (existsSync(path)) throw new AppError('project-exists', { path: options.name })
  let db: Database.Database | undefined
  try {
    db = new Database(path, { timeout: 0 })
    configure(db)
    db.pragma(`application_id = ${applicationId}`)
    enterWal(db)
    await migrate(db, options)
    return db
  } catch (error) {
    db?.close()
    throw storeFailure(error, options.name)
  }
}

/** Ends the lock; the WAL is written back and removed. */
export function closeDatabase(db: Database.Database): void {
  if (!db.open) return
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/**
 * Whether a copy opens and passes its check. It is also made to stand alone: without a write-ahead log beside it.
 */
export function settleCopy(path: string): boolean {
  let db: Database.Database | undefined
  try {
    db = new Database(path, { fileMustExist: true, timeout: 0 })
    configure(db)
    if (number(db, 'application_id') !== applicationId) return false
    if (db.pragma('quick_check', { simple: true }) !== 'ok') return false
    db.pragma('journal_mode = DELETE')
    return true
  } catch (error) {
    if (error instanceof Database.SqliteError) return false
    throw error
  } finally {
    db?.close()
  }
}
