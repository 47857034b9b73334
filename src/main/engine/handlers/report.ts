import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { reportInput, writeReport } from '../flows'
import type { Engine } from '../engine'
import { fileFailure, reportInputs } from '../projects'
import type { Handlers } from '../rpc'

export const reportHandlers = (engine: Engine) =>
  ({
    async 'report.preview'({ project, lang }) {
      const session = await engine.sessions.get(project)
      return { html: await writeReport(engine, await reportInput(engine, session), lang) }
    },

    async 'report.export'({ project, formats, langs, target }, task) {
      const session = await engine.sessions.get(project)
      const folder = engine.grants.path(target.token)
      const own = join(session.folder, 'reports')
      const inputs = reportInputs(session.store)
      const input = await reportInput(engine, session)
      const files: string[] = []
      try {
        await mkdir(folder, { recursive: true })
        await mkdir(own, { recursive: true })
        for (const [index, lang] of langs.entries()) {
          task.report({ done: index / langs.length, note: lang })
          const page = join(own, `report-${lang}.html`)
          await writeFileAtomic(page, await writeReport(engine, input, lang, task.signal))
          for (const format of formats) {
            task.signal.throwIfAborted()
            const name = `report-${lang}.${format}`
            if (format === 'pdf') await engine.host.printPdf({ html: page, pdf: join(own, name) })
            await copyFile(join(own, name), join(folder, name))
            files.push(join(folder, name))
          }
        }
      } catch (error) {
        throw fileFailure(error)
      }
      engine.sessions.edit(session, (store) => {
        store.reports.add(
          input.at,
          inputs,
          files.map((file) => file.slice(folder.length + 1)),
        )
      })
      return { files }
    },
  }) satisfies Partial<Handlers>
