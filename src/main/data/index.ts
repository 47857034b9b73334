/**
 * Files in, typed columns out: encodings, import, types, profile, duplicates, splits.
 * No store, no IPC, no models.
 */
export type * from './table'
export { openTable } from './open-table'
export { inspect } from './import/inspect'
export { importFile, type Imported } from './import/import-file'
export { readLost, readRefused } from './import/listed'
export { selectRows } from './select-rows'
export { cellTexts, tableFromColumns, type ColumnValues } from './table-from-columns'
export { pickRows, stackTables } from './stack-tables'
export { mergeClusters } from './duplicates/union-find'
export { nearDuplicateClusters } from './duplicates/near-duplicates'
export { rowClusters } from './duplicates/row-clusters'
export { FOLDS, makeSplit, PART, type SplitInput } from './splits/make-split'
export { proposeSplit } from './splits/propose-split'
export { readSplit, writeSplit, type RowParts } from './splits/split-file'
export { proposeMapping } from './mapping/propose-mapping'
export { profileTable } from './profile'
export { writeCsv, type CsvCell } from './write-csv'
export { allocate } from './splits/allocate'
export { dataChecks, runChecks, type CheckInput } from './checks'
export { writeAtomically, writeFolderAtomically } from './files'
