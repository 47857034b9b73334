import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createEngine, type RunningEngine } from '../../src/main/engine'
import type { Source } from '../../src/shared/contract'
import type { LabelledText } from './texts'

/** What was built of the product; a bench runs in the repository's root. */
const built = join(process.cwd(), 'out', 'main')

/** Real data beside the checkout, as a bundled bench finds it. */
export const benchData = resolve('../shared/data')

export interface BenchEngine extends RunningEngine {
  readonly home: string
  end(): Promise<void>
}

/**
 * The engine that ships, with trainers of its own, in a folder that goes when it ends.
 * @param costs a file of what training took before, where there is one
 */
export function benchEngine(costs?: string): BenchEngine {
  const home = mkdtempSync(join(tmpdir(), 'plumbline-bench-'))
  if (costs !== undefined && existsSync(costs)) cpSync(costs, join(home, 'app', 'costs.json'))
  const engine = createEngine({
    home: join(home, 'app'),
    projectsFolder: join(home, 'projects'),
    samples: join(built, 'templates'),
    lang: 'en',
    electron: null,
    entries: { trainer: join(built, 'trainer.js'), report: join(built, 'report.worker.js') },
    node: process.execPath,
    host: { printPdf: () => Promise.reject(new Error('no window here')) },
  })
  return {
    ...engine,
    home,
    async end() {
      await engine.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** A CSV file of rows spread evenly over a set: columns `text` and `label`. */
export function writeRows(engine: BenchEngine, rows: readonly LabelledText[], count: number): string {
  const file = join(engine.home, `rows-${String(count)}.csv`)
  const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
  const chosen = Array.from(
    { length: Math.min(count, rows.length) },
    (_, i) => rows[Math.floor((i * rows.length) / Math.min(count, rows.length))] as LabelledText,
  )
  mkdirSync(engine.home, { recursive: true })
  const lines = chosen.map(({ text, label }) => `${quoted(text)},${quoted(label)}`)
  writeFileSync(file, ['text,label', ...lines].join('\n'))
  return file
}

/** A sentiment project with its data imported, mapped, split and checked. Returns its id. */
export async function benchProject(
  engine: BenchEngine,
  name: string,
  data: { file: string } | { sample: string },
) {
  const { client } = engine
  const { id: project } = await client.call('projects.create', { template: 'sentiment', name })
  const source: Source = 'file' in data ? { token: engine.grant(data.file) } : { sample: data.sample }
  await (
    await client.start('data.import', { project, source, options: {} })
  ).done
  const mapping = await client.call('data.propose', { project })
  const roles = 'file' in data ? { text: ['text'], label: ['label'] } : mapping.roles
  await (
    await client.start('data.map', { project, mapping: { ...mapping, roles }, seed: 1 })
  ).done
  return project
}
