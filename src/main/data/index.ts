/**
 * Files in, typed columns out: encodings, import, types, profile, duplicates, splits.
 * No store, no IPC, no models.
 */
export type * from './table'
