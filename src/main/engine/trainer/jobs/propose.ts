import { openTable, proposeMapping } from '../../../data'
import type { Job } from '../job'
import { findTemplate } from '../plan'

/** Which column plays which role, from names, types and values; nothing is stored. */
export const propose: Job<'propose'> = async ({ template, arrow, columns }, { breathe }) => {
  await breathe()
  return proposeMapping({ table: openTable(arrow), columns, roles: findTemplate(template).manifest.roles })
}
