import { z } from 'zod'
import { AppError } from '#shared/errors'
import type { Rows } from '../rows'

const project = z.object({
  id: z.string(),
  name: z.string(),
  template: z.string(),
  createdAt: z.string(),
  version: z.string().nullable(),
  chosen: z.string().nullable(),
})
export type ProjectRow = z.infer<typeof project>

/** What the project is: one row. */
export const projectTable = (rows: Rows) => ({
  get(): ProjectRow {
    const [row] = rows.all(
      project,
      'SELECT id, name, template, created_at AS createdAt, version, chosen FROM project',
    )
    if (row === undefined) throw new AppError('project-damaged', { name: '' })
    return row
  },
  create(row: Pick<ProjectRow, 'id' | 'name' | 'template' | 'createdAt'>): void {
    rows.run(
      'INSERT INTO project (only, id, name, template, created_at) VALUES (1, ?, ?, ?, ?)',
      row.id,
      row.name,
      row.template,
      row.createdAt,
    )
  },
  rename(name: string): void {
    rows.run('UPDATE project SET name = ?', name)
  },
  /** A copy is another project. */
  setId(id: string): void {
    rows.run('UPDATE project SET id = ?', id)
  },
  setVersion(version: string): void {
    rows.run('UPDATE project SET version = ?', version)
  },
  choose(model: string | null): void {
    rows.run('UPDATE project SET chosen = ?', model)
  },
})
