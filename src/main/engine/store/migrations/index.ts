/**
 * The formats of project.db, oldest first: the database's user_version is the number of those it has been through.
 * One file and one line each, run in one transaction; a released one is never edited.
 */
import { initial } from './001-initial'
import { acting } from './002-acting'

export const migrations: readonly string[] = [initial, acting]
