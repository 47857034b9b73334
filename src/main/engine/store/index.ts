/**
 * project.db: the only code that opens databases. One query file a table below tables/; formats in migrations/.
 * Knows nothing of jobs, handlers or windows. Every write of several rows goes through `edit`.
 */
import { join } from 'node:path'
import { backUp } from './backup'
import { closeDatabase, createDatabase, openDatabase, type OpenOptions } from './connection'
import { migrations } from './migrations'
import { rowsOf } from './rows'
import { checkTable } from './tables/checks'
import { goalTable } from './tables/goal'
import { judgementTable } from './tables/judgements'
import { ledgerTable } from './tables/ledger'
import { mappingTable } from './tables/mapping'
import { projectTable } from './tables/project'
import { reportTable } from './tables/reports'
import { runTable } from './tables/runs'
import { splitTable } from './tables/split'
import { versionTable } from './tables/versions'

export { listBackups, restoreNewestBackup } from './backup'
export { storeFailure } from './failure'

export type { LadderRow, RunRow } from './tables/runs'

export type { VersionRow } from './tables/versions'

/** The file that makes a folder a project. */
export const databaseFile = 'project.db'

/** So many edits may be lost to a disk that dies between two backups. */
const editsPerBackup = 200

export type Store = Awaited<ReturnType<typeof openStore>>

async function connect(folder: string, name: string, create: boolean) {
  const options: OpenOptions = {
    name,
    migrations,
    beforeMigration: async (live) => {
      await backUp(live, folder)
    },
  }
  const db = await (create ? createDatabase : openDatabase)(join(folder, databaseFile), options)
  const rows = rowsOf(db, name)
  let edits = 0
  let backup: Promise<unknown> | null = null

  const startBackup = (): Promise<unknown> => {
    edits = 0
    backup ??= backUp(db, folder).finally(() => {
      backup = null
    })
    return backup
  }

  return {
    project: projectTable(rows),
    goal: goalTable(rows),
    versions: versionTable(rows),
    mapping: mappingTable(rows),
    split: splitTable(rows),
    checks: checkTable(rows),
    runs: runTable(rows),
    judgements: judgementTable(rows),
    ledger: ledgerTable(rows),
    reports: reportTable(rows),

    /**
     * One transaction, on the disk when it returns. Only writing belongs inside.
     * @throws AppError `disk-full`, `not-writable`, `project-damaged`
     */
    edit<T>(work: () => T): T {
      const result = rows.transaction(work)
      edits += 1
      return result
    },
    /** Whether enough has been changed since the last backup to make another. */
    wantsBackup: () => edits >= editsPerBackup && backup === null,
    /** A verified copy below backups/; the newest five are kept. */
    backUp: startBackup,
    /** A copy of the whole database at `target`, which must not exist. */
    async copyTo(target: string): Promise<void> {
      await db.backup(target)
    },
    /** Ends the lock. Changes since the last backup are backed up first. */
    async close(): Promise<void> {
      if (!db.open) return
      if (edits > 0) await startBackup()
      else await backup
      closeDatabase(db)
    },
  }
}

/**
 * Opens the project in `folder` and locks it until it is closed or this process dies.
 * @throws AppError `not-a-project`, `project-locked`, `project-damaged`, `project-from-newer-version`, `disk-full`,
 * `not-writable`
 */
export const openStore = (folder: string, name: string) => connect(folder, name, false)

/** Makes project.db in `folder`. @throws AppError `project-exists`, `disk-full`, `not-writable` */
export const createStore = (folder: string, name: string) => connect(folder, name, true)
