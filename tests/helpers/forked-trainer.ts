import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { WireError } from '../../src/shared/errors'
import type { Json } from '../../src/shared/lang'
import type { SplitKind } from '../../src/shared/results'
import type { DataRef, FromTrainer, JobName, Jobs, ToTrainer } from '../../src/main/engine/trainer/protocol'

/** Hotel reviews in Chinese: real rows, beside the project. */
const hotelReviews = resolve(
  import.meta.dirname,
  '../../../shared/data/sentiment-zh/ChnSentiCorp_htl_all/ChnSentiCorp_htl_all.csv',
)
export const hasHotelReviews = existsSync(hotelReviews)

/** The header and every n-th review, so that both classes are there. */
export function someReviews(path: string, rows: number): string {
  const [header = '', ...lines] = readFileSync(hotelReviews, 'utf8').trimEnd().split('\n')
  const step = Math.floor(lines.length / rows)
  const chosen = lines.filter((_, index) => index % step === 0).slice(0, rows)
  writeFileSync(path, `${[header, ...chosen].join('\n')}\n`)
  return path
}

export interface Forked<K extends JobName> {
  child: ChildProcess
  messages: FromTrainer[]
  /** The job's result. @throws WireError its failure, or how the process ended without one */
  done: Promise<Jobs[K]['result']>
  /** Resolves when the process is gone. */
  ended: Promise<{ code: number | null; signal: string | null }>
  send: (message: ToTrainer) => void
}

/** Starts one job in a trainer process that was built by `buildMain`. */
export function forkJob<K extends JobName>(
  built: string,
  job: K,
  input: Jobs[K]['input'],
  onProgress: (progress: Jobs[K]['progress'], forked: Forked<K>) => void = () => undefined,
  env: Record<string, string> = {},
): Forked<K> {
  const child = fork(join(built, 'trainer.js'), [], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ...env },
    execArgv: [],
  })
  const messages: FromTrainer[] = []
  let failed: WireError | null = null
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('exit', (code, signal) => {
      resolve({ code, signal })
    })
  })
  const done = new Promise<Jobs[K]['result']>((resolve, reject) => {
    child.on('message', (message: FromTrainer) => {
      messages.push(message)
      if (message.kind === 'progress') onProgress(message.progress as Jobs[K]['progress'], forked)
      if (message.kind === 'done') resolve(message.result as Jobs[K]['result'])
      if (message.kind === 'failed') {
        failed = message.error
        reject(Object.assign(new Error(failed.code), failed))
      }
    })
    void ended.then(({ code, signal }) => {
      reject(new Error(`the trainer ended: ${code ?? signal}`))
    })
  })
  // A test that waits for the end alone is not told of the failure twice.
  done.catch(() => undefined)
  const send = (message: ToTrainer): void => {
    child.send(message)
  }
  const forked: Forked<K> = { child, messages, done, ended, send }
  send({ kind: 'start', job, input: input as unknown as Json })
  return forked
}

export interface Sealed {
  data: DataRef
  state: Jobs['seal']['result']['state']
  /** The file of the vault's rows. */
  sealed: string
}

/** Imports, proposes, splits and seals a file below `folder`, each step in a process of its own. */
export async function sealedData(
  built: string,
  folder: string,
  csv: string,
  kind?: SplitKind,
): Promise<Sealed> {
  const imported = await forkJob(built, 'import', { path: csv, folder: join(folder, 'data'), options: {} })
    .done
  const { arrow, refused, lost, encoding, rows, columns } = imported
  const mapping = await forkJob(built, 'propose', { template: 'sentiment', arrow, columns }).done
  const data: DataRef = {
    template: 'sentiment',
    open: arrow,
    sealed: [],
    split: null,
    version: { id: 'version', encoding, rows, columns },
    refused,
    lost,
    mapping,
    remedies: [],
  }
  const result = await forkJob(built, 'seal', {
    data,
    folder: join(folder, 'data'),
    plan: { seed: 1, ...(kind === undefined ? {} : { kind }) },
    seal: true,
  }).done
  return {
    data: { ...data, open: result.open, split: result.split, mapping: result.mapping },
    state: result.state,
    sealed: result.sealed ?? '',
  }
}

/** What a ladder is asked for; `models` in the order of the ladder. */
export function trainInput(
  { data, state }: Pick<Sealed, 'data' | 'state'>,
  folder: string,
  models: readonly string[],
  change: Partial<Jobs['train']['input']> = {},
): Jobs['train']['input'] {
  return {
    data,
    splitState: state,
    folder,
    ladder: 'ladder',
    models: models.map((id) => ({ id, run: `run-${id}` })),
    finished: [],
    costs: { fits: [], memory: [] },
    params: {},
    halvings: {},
    givenUp: [],
    quick: true,
    seed: 1,
    bar: null,
    operation: { capacity: null, missCost: null, falseAlarmCost: null, reviewCost: null },
    trials: [],
    appVersion: '0.0.0',
    ...change,
  }
}

/**
 * Environment in which a process writes the name of every file that it opens to `log`, one a line: what it reads is
 * seen whatever code reads it.
 */
export function watchingFiles(folder: string, log: string): Record<string, string> {
  const preload = join(folder, 'watch-files.mjs')
  writeFileSync(
    preload,
    `import fs from 'node:fs'
    import { syncBuiltinESMExports } from 'node:module'
    const append = fs.appendFileSync
    const note = (path) => typeof path === 'string' && path !== ${JSON.stringify(log)} && append(${JSON.stringify(log)}, path + '\\n')
    for (const [home, names] of [[fs, ['open', 'openSync', 'readFile', 'readFileSync', 'createReadStream', 'copyFileSync', 'copyFile']], [fs.promises, ['open', 'readFile', 'copyFile', 'cp']]]) {
      for (const name of names) {
        const own = home[name]
        home[name] = function (path, ...rest) { note(path); return own.call(this, path, ...rest) }
      }
    }
    syncBuiltinESMExports()`,
  )
  return { NODE_OPTIONS: `--import ${pathToFileURL(preload).href}` }
}
