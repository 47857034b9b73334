import { ArrowFileWriter, int32Cells } from '../arrow-file'
import { writeAtomically } from '../files'
import { openTable } from '../open-table'

/** What a split says of each row of the open data (or, before sealing, of all rows). */
export interface RowParts {
  /** 0 train, 1 validation, 2 test, 3 vault, -1 left out. */
  part: Int8Array
  /** Fold from 0 on under cross-validation; month from the first scored one on walking forward; else -1. */
  fold: Int16Array
  /** Rows with the same number are near-duplicates (or of one group) and never straddle. */
  cluster: Int32Array
}

/** @throws AppError `disk-full`, `not-writable` */
export async function writeSplit(path: string, { part, fold, cluster }: RowParts): Promise<void> {
  await writeAtomically(path, async (file) => {
    const writer = new ArrowFileWriter(file, [
      { name: 'part', type: 'int32' },
      { name: 'fold', type: 'int32' },
      { name: 'cluster', type: 'int32' },
    ])
    const columns = [Int32Array.from(part), Int32Array.from(fold), cluster].map(int32Cells)
    if (part.length > 0) await writer.write(part.length, columns)
    await writer.finish()
  })
}

/** @throws AppError `file-not-found`, `file-unreadable`, `column-missing` */
export function readSplit(path: string): RowParts {
  const table = openTable(path)
  return {
    part: Int8Array.from(table.number('part')),
    fold: Int16Array.from(table.number('fold')),
    cluster: Int32Array.from(table.number('cluster')),
  }
}
