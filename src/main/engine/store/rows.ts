import type { z } from 'zod'
import type { Database, RunResult, Statement } from 'better-sqlite3'

type Value = string | number | null

/** Typed reading and writing: rows leave only through a schema. Statements are prepared once a connection. */
export interface Rows {
  one: <T>(schema: z.ZodType<T>, sql: string, ...values: Value[]) => T | null
  all: <T>(schema: z.ZodType<T>, sql: string, ...values: Value[]) => T[]
  run: (sql: string, ...values: Value[]) => RunResult
  /** All or nothing. Nested calls join the outer transaction. */
  transaction: <T>(work: () => T) => T
}

export function rowsOf(db: Database): Rows {
  const statements = new Map<string, Statement<Value[]>>()
  const prepare = (sql: string): Statement<Value[]> => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = db.prepare<Value[]>(sql)
    statements.set(sql, statement)
    return statement
  }
  return {
    one(schema, sql, ...values) {
      const row = prepare(sql).get(...values)
      return row === undefined ? null : schema.parse(row)
    },
    all: (schema, sql, ...values) =>
      prepare(sql)
        .all(...values)
        .map((row) => schema.parse(row)),
    run: (sql, ...values) => prepare(sql).run(...values),
    transaction: (work) => (db.inTransaction ? work() : db.transaction(work).immediate()),
  }
}
