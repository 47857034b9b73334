import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildMain } from '../../../../tests/helpers/build-main'
import type { Client } from '#shared/client'
import type { ProjectState } from '#shared/project'
import { createEngine, type RunningEngine } from '../index'

/** Real reviews that lie beside the repository, not in it. */
const reviews = join(
  import.meta.dirname,
  '../../../../../shared/data/sentiment-en/uci_sentiment_labelled/uci_sentiment_labelled.csv',
)
export const hasReviews = existsSync(reviews)

export interface TestEngine extends RunningEngine {
  readonly home: string
  /** The first rows of real English reviews (sentence, label), as a file. */
  file: (rows: number) => string
  /** Another engine on the same home, as after a restart. The first must have ended. */
  again: (folder?: string) => TestEngine
  end: () => Promise<void>
}

/** An engine with real trainers built from these sources, in a folder of its own. */
export async function testEngine(): Promise<TestEngine> {
  const built = await buildMain()
  const home = mkdtempSync(join(tmpdir(), 'plumbline-engine-'))
  return start(built, home)
}

function start(built: string, home: string): TestEngine {
  const engine = createEngine({
    home: join(home, 'app'),
    projectsFolder: join(home, 'projects'),
    samples: join(import.meta.dirname, '../../templates'),
    lang: 'en',
    electron: null,
    entries: { trainer: join(built, 'trainer.js'), report: join(built, 'report.worker.js') },
    node: process.execPath,
    host: { printPdf: () => Promise.reject(new Error('no window here')) },
  })
  return {
    ...engine,
    home,
    file(rows) {
      mkdirSync(home, { recursive: true })
      const path = join(home, `reviews-${rows}.csv`)
      const [header = '', ...lines] = readFileSync(reviews, 'utf8').split('\n')
      // Every so many lines: all three sources, both classes.
      const step = Math.floor(lines.length / rows)
      const chosen = lines.filter((_line, index) => index % step === 0).slice(0, rows)
      writeFileSync(path, [header, ...chosen].join('\n'))
      return path
    },
    again: () => start(built, home),
    async end() {
      await engine.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

/** A new project with reviews imported and mapped: sealed, split and checked. */
export async function mappedProject(
  engine: TestEngine,
  rows: number,
  file = engine.file(rows),
): Promise<ProjectState> {
  const { client } = engine
  const project = (await client.call('projects.create', { template: 'sentiment', name: `Reviews ${rows}` }))
    .id
  await importRows(engine, project, rows, file)
  const mapping = await client.call('data.propose', { project })
  const task = await client.start('data.map', {
    project,
    mapping: { ...mapping, roles: { text: ['sentence'], label: ['label'] }, positive: '1' },
  })
  return task.done
}

export async function importRows(
  engine: TestEngine,
  project: string,
  rows: number,
  file = engine.file(rows),
): Promise<void> {
  const source = { token: engine.grant(file) }
  const task = await engine.client.start('data.import', { project, source, options: {} })
  await task.done
}

export const stepStatus = (state: ProjectState, id: string): string | undefined =>
  state.steps.find((step) => step.id === id)?.status

export async function state(client: Client, project: string): Promise<ProjectState> {
  return client.call('projects.get', { project })
}
