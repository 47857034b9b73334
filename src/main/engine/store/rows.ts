import type { Database, RunResult, Statement } from 'better-sqlite3'
import type { z } from 'zod'
import { storeFailure } from './failure'

type Value = string | number | null

/**
 * Typed reading and writing: rows leave only through a schema. Statements are prepared once a connection.
 * @throws AppError `project-damaged` for a row that is not what was written, and what storeFailure names
 */
export interface Rows {
  one: <T>(schema: z.ZodType<T>, sql: string, ...values: Value[]) => T | null
  all: <T>(schema: z.ZodType<T>, sql: string, ...values: Value[]) => T[]
  run: (sql: string, ...values: Value[]) => RunResult
  /** All or nothing. Nested calls join the outer transaction. */
  transaction: <T>(work: () => T) => T
}

export function rowsOf(db: Database, name: string): Rows {
  const statements = new Map<string, Statement<Value[]>>()
  const prepare = (sql: string): Statement<Value[]> => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare<Value[]>(sql)
    statements.set(sql, statement)
    return statement
  }
  const guard = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw storeFailure(error, name)
    }
  }
  return {
    one: (schema, sql, ...values) =>
      guard(() => {
        const row = prepare(sql).get(...values)
        return row === undefined ? null : schema.parse(row)
      }),
    all: (schema, sql, ...values) =>
      guard(() =>
        prepare(sql)
          .all(...values)
          .map((row) => schema.parse(row)),
      ),
    run: (sql, ...values) => guard(() => prepare(sql).run(...values)),
    transaction: (work) => guard(() => (db.inTransaction ? work() : db.transaction(work).immediate())),
  }
}
