import Database from 'better-sqlite3'
import { z } from 'zod'
import { AppError } from '#shared/errors'

/**
 * What SQLite's failures mean to the user; anything else comes back unchanged and is a bug.
 * @param name the project's name or folder, for the sentence
 */
export function storeFailure(error: unknown, name: string): unknown {
  if (error instanceof z.ZodError) return new AppError('project-damaged', { name }, { cause: error })
  if (!(error instanceof Database.SqliteError)) return error
  const cause = { cause: error }
  if (/^SQLITE_(BUSY|LOCKED)/.test(error.code)) return new AppError('project-locked', { name }, cause)
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR_SHORT_READ)/.test(error.code)) {
    return new AppError('project-damaged', { name }, cause)
  }
  if (error.code === 'SQLITE_FULL') return new AppError('disk-full', { path: name }, cause)
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(error.code)) {
    return new AppError('not-writable', { path: name }, cause)
  }
  return error
}
