import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importFile, openTable } from '../../../data'
import { demonstration } from '../../../ml'
import type { Job } from '../job'
import { findTemplate, mappingFrom } from '../plan'

/** Takes a published headline apart on a bundled sample: every mistake with and without, ticker by ticker. */
export const demonstrate: Job<'demonstrate'> = async ({ template: id, path, roles }, context) => {
  const template = findTemplate(id)
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-demo-'))
  try {
    const { arrow } = await importFile({ path, folder, options: {}, signal: context.signal })
    const table = openTable(arrow)
    const params = template.parseParams(template.settle({ table, mapping: mappingFrom(roles) }))
    const series = template.market({ table, roles, params })?.series ?? []
    let done = 0
    return await demonstration(series, async () => {
      context.report({ done: done / Math.max(1, series.length), note: 'predicting' })
      done += 1
      await context.breathe()
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
