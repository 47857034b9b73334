import { z } from 'zod'
import type { DataVersion } from '#shared/project'
import type { Rows } from '../rows'
import { encoding, flag, rowCounts, stored, storedColumns } from '../schemas'

/** A data version with where its files lie, relative to the project folder. */
export interface VersionRow extends DataVersion {
  /** Every row before the mapping is confirmed, the open rows afterwards. */
  arrow: string
  refused: string
  lost: string
}

const version = z.object({
  id: z.string(),
  number: z.number(),
  createdAt: z.string(),
  fileName: z.string(),
  sourceHash: z.string(),
  encoding,
  delimiter: z.string(),
  rows: stored(rowCounts),
  columns: stored(storedColumns),
  arrow: z.string(),
  refused: z.string(),
  lost: z.string(),
  sealed: flag,
}) satisfies z.ZodType<VersionRow>

const select = `SELECT id, number, created_at AS createdAt, file_name AS fileName, source_hash AS sourceHash,
  encoding, delimiter, rows, columns, arrow, refused, lost, sealed FROM data_version`

/** Imported files, oldest first, and the files of the vault. */
export const versionTable = (rows: Rows) => ({
  list: (): VersionRow[] => rows.all(version, `${select} ORDER BY number`),
  get: (id: string): VersionRow | null => rows.one(version, `${select} WHERE id = ?`, id),
  add(row: Omit<VersionRow, 'number' | 'sealed'>): void {
    rows.run(
      `INSERT INTO data_version VALUES
       (?, (SELECT coalesce(max(number), 0) + 1 FROM data_version), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)`,
      row.id,
      row.createdAt,
      row.fileName,
      row.sourceHash,
      row.encoding,
      row.delimiter,
      JSON.stringify(row.rows),
      JSON.stringify(row.columns),
      row.arrow,
      row.refused,
      row.lost,
    )
  },
  /** From now on `open` holds no row of the vault. */
  seal(id: string, open: string, sealed: string | null): void {
    rows.run('UPDATE data_version SET arrow = ?, sealed = 1 WHERE id = ?', open, id)
    if (sealed !== null) rows.run('INSERT OR IGNORE INTO sealed_file VALUES (?, ?)', id, sealed)
  },
  /** Vault files of one version, or of all. Only sealing and opening the vault may ask. */
  sealedFiles: (id: string | null): string[] =>
    rows
      .all(
        z.object({ path: z.string() }),
        'SELECT DISTINCT path FROM sealed_file WHERE version = ? OR ? IS NULL ORDER BY path',
        id,
        id,
      )
      .map((row) => row.path),
})
