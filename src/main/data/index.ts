/**
 * Files in, typed columns out: encodings, import, types, profile, duplicates, splits.
 * No store, no IPC, no models.
 */
export type * from './table'
export { openTable } from './open-table'
export { inspect } from './import/inspect'
export { importFile, type Imported, type ImportInput } from './import/import-file'
