/**
 * npm run bench:resume: kills the trainer of a real ladder 20 times, with SIGKILL, at seeded moments in every phase;
 * resumes each time; and compares what it leaves on the disk, byte for byte, with a ladder that nobody disturbed.
 */
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '../../src/main/engine/store'
import { childrenRunning } from '../../src/main/engine/testing/processes'
import type { TrainProgress } from '../../src/shared/contract'
import type { Json } from '../../src/shared/lang'
import { random } from '../../src/shared/random'
import { benchData, benchEngine, benchProject, writeRows } from '../helpers/bench-engine'
import { readSet, setPath } from '../helpers/texts'

const rows = 2400
const nets = ['fasttext', 'textcnn', 'lstm']
/** Epochs enough to be killed in, without early stopping: both ladders do the same work. */
const params: Record<string, Json> = {
  fasttextEpochs: 12,
  fasttextPatience: 12,
  textcnnEpochs: 8,
  textcnnPatience: 8,
  textcnnFilters: 32,
  lstmEpochs: 6,
  lstmPatience: 6,
  lstmMaxLength: 60,
}
const seed = Number(process.argv[2] ?? 7)

/** When a kill falls: in a phase of a model, so many epochs in; `writing`: as soon as a checkpoint is begun. */
interface Moment {
  model: string
  at: TrainProgress['phase'] | 'starting' | 'writing'
  epoch: number
}

const moments: Moment[] = [
  { model: 'fasttext', at: 'starting', epoch: 0 },
  ...nets.flatMap((model, i): Moment[] => [
    { model, at: 'preparing', epoch: 0 },
    { model, at: 'training', epoch: 1 },
    { model, at: 'writing', epoch: 1 },
    { model, at: 'training', epoch: 3 },
    { model, at: 'writing', epoch: 4 },
    { model, at: i === 1 ? 'training' : 'predicting', epoch: i === 1 ? 6 : 0 },
  ]),
  { model: 'lstm', at: 'judging', epoch: 0 },
]

const hotels = setPath('hotels', benchData)
if (!existsSync(hotels)) throw new Error(`bench:resume needs ${hotels}.`)
const source = random(seed)
const engine = benchEngine()
const { client } = engine
const say = (text: string): void => void process.stderr.write(`${text}\n`)

/** Every file of models and scores below a project: name → SHA-256. */
function filesOf(folder: string): Map<string, string> {
  const names = globSync(['models/**/*', 'predictions/**/*'], { cwd: folder }).sort()
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  )
}

const pathOf = async (project: string): Promise<string> =>
  (await client.call('projects.get', { project })).path

/** Waits until a checkpoint of a run is being written: a file that has not its final name. */
async function writingBegins(folder: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const found = existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : []
    if (found.some((name) => name.includes('.checkpoint') && !name.endsWith('.checkpoint'))) return
    await sleep(0)
  }
}

interface Killed {
  moment: string
  /** Epochs of the run when it was killed, and at which it went on; null outside a net's training. */
  reached: number | null
}

const start = (project: string, ladder: string) =>
  ladder === ''
    ? client.start('train.run', { project, models: nets, params, seed: 1 })
    : client.start('train.resume', { project, ladder })

interface Watched {
  done: Promise<unknown>
  last(): TrainProgress | null
  /** Largest epoch (with its share) that was heard of each run. */
  heard: Map<string, number>
  /** Epoch, counted from 0, in which each run was when it was first heard of. */
  first: Map<string, number>
  until(moment: Moment): Promise<boolean>
}

async function watch(project: string, ladder: string): Promise<Watched> {
  const task = await start(project, ladder)
  let last: TrainProgress | null = null
  let ended = false
  const heard = new Map<string, number>()
  const first = new Map<string, number>()
  const done = task.done.then(
    () => null,
    (error: unknown) => error,
  )
  void done.then(() => (ended = true))
  task.onProgress((progress) => {
    last = progress
    const { model, epoch, points, phase } = progress
    if (epoch === null || phase !== 'training') return
    if (!first.has(model)) first.set(model, epoch - 1)
    const reached = Math.max(epoch - 1, ...points.map((point) => point.epoch))
    heard.set(model, Math.max(heard.get(model) ?? 0, reached))
  })
  const order = ['majority', 'lexicon', ...nets]
  /** At the moment, or beyond it. */
  const isThere = ({ model, at, epoch }: Moment): boolean => {
    if (at === 'starting') return true
    if (last === null) return false
    const place = order.indexOf(last.model) - order.indexOf(model)
    const phases = ['preparing', 'training', 'predicting', 'judging']
    const wanted = phases.indexOf(at === 'writing' ? 'training' : at)
    if (place !== 0) return place > 0
    const now = phases.indexOf(last.phase)
    return now > wanted || (now === wanted && (at === 'preparing' || (last.epoch ?? 99) - 1 >= epoch))
  }
  return {
    done,
    last: () => last,
    heard,
    first,
    async until(moment) {
      while (!ended && !isThere(moment)) await sleep(1)
      return !ended
    },
  }
}

interface Row {
  name: string
  value: number
  unit: string
  bar?: number
  ok?: boolean
}

async function quickCheck(project: string): Promise<boolean> {
  const path = await pathOf(project)
  await client.call('projects.close', { project })
  // Opening checks every page of the database; a damaged one is refused.
  const store = await openStore(path, 'closed').catch((error: unknown) => {
    say(`   the store: ${String(error)}`)
    return null
  })
  await store?.close()
  await client.call('projects.open', { project })
  return store !== null
}

try {
  const file = writeRows(engine, readSet('hotels', benchData), rows)
  const calm = await benchProject(engine, 'calm', { file })
  say('A ladder that nobody disturbs …')
  const undisturbed = await start(calm, '')
  await undisturbed.done
  const wanted = filesOf(await pathOf(calm))

  const project = await benchProject(engine, 'disturbed', { file })
  const folder = await pathOf(project)
  let ladder = ''
  let worst = 0
  let sound = 0
  let kills = 0
  const before = new Map<string, number>()
  const killed: (Killed & { lost: number | null })[] = []
  const account = (watched: Watched): void => {
    for (const [model, at] of watched.first) {
      const had = before.get(model)
      const last = killed.at(-1)
      if (had === undefined || last?.lost !== null) continue
      last.lost = Math.max(0, had - at)
      worst = Math.max(worst, last.lost)
      before.delete(model)
    }
  }
  for (const moment of moments) {
    const watched = await watch(project, ladder)
    if (!(await watched.until(moment))) throw new Error(`it ended before ${JSON.stringify(moment)}`)
    // A checkpoint takes milliseconds: that kill falls while it is written; others anywhere in their phase.
    const stop = AbortSignal.timeout(20_000)
    if (moment.at === 'writing') await writingBegins(join(folder, 'checkpoints'), stop)
    else await sleep(source.int(moment.at === 'training' ? 400 : 120))
    const [pid] = childrenRunning('trainer.js')
    if (pid === undefined) throw new Error('no trainer to kill')
    account(watched)
    const now = watched.last()
    process.kill(pid, 'SIGKILL')
    const error = await watched.done
    if (error === null) throw new Error('it was done before it was killed')
    kills += 1
    const model = now?.model ?? ''
    const reached = watched.heard.get(model) ?? null
    if (reached !== null && now?.phase === 'training') before.set(model, reached)
    const state = await client.call('projects.get', { project })
    ladder = state.interrupted?.ladder ?? ladder
    if (state.interrupted !== null && (await quickCheck(project))) sound += 1
    const where = `${now?.model ?? 'start'} ${now?.phase ?? ''} ${reached === null ? '' : `epoch ${reached.toFixed(2)}`}`
    killed.push({ moment: `${moment.model} ${moment.at}`, reached, lost: null })
    say(`${String(kills).padStart(2)} killed in ${where}`)
  }
  const last = await watch(project, ladder)
  const error = await last.done
  account(last)
  if (error !== null) throw error as Error

  const found = filesOf(folder)
  const names = [...new Set([...wanted.keys(), ...found.keys()])]
  const same = names.filter((name) => wanted.get(name) === found.get(name)).length
  for (const name of names) if (wanted.get(name) !== found.get(name)) say(`   differs: ${name}`)
  const counted = killed.filter(({ lost }) => lost !== null)
  const results: Row[] = [
    { name: 'kill -9, resumed each time', value: kills, unit: 'kills', bar: 20, ok: kills === 20 },
    {
      name: 'project file sound after the kill (quick_check)',
      value: sound,
      unit: 'kills',
      bar: 20,
      ok: sound === 20,
    },
    {
      name: 'files of models and scores equal to the undisturbed ladder, byte for byte',
      value: same,
      unit: `of ${String(names.length)} files`,
      bar: names.length,
      ok: same === names.length && names.length > 0,
    },
    {
      name: `most epochs lost by a kill (of ${String(counted.length)} within training)`,
      value: Number(worst.toFixed(2)),
      unit: 'epochs',
      bar: 1,
      ok: worst <= 1 && counted.length > 0,
    },
  ]
  console.table(results)
  mkdirSync('bench-results', { recursive: true })
  writeFileSync('bench-results/resume.json', `${JSON.stringify(results, null, 2)}\n`)
  process.exitCode = results.some(({ ok }) => ok === false) ? 1 : 0
} finally {
  await engine.end()
}
