import { createHash } from 'node:crypto'
import type { CurvePoint } from '#shared/results'
import { sizeOf, type Model, type Numbers, type Rows, type Trainer } from '../compile'
import type { Checkpoints } from '../predictor'
import { pack, packArrays, unpack, unpackArrays } from './weights-file'

/** Where a fit stands, weights aside. JSON. */
export interface Progress {
  /** Completed epochs. */
  epoch: number
  /** Rows of the current epoch that were trained on. The order of rows follows from seed and epoch. */
  position: number
  /** Sum of loss × rows over the current epoch so far. */
  lossSum: number
  best: { epoch: number; loss: number; metric: number | null } | null
  /** One point per completed epoch. */
  curve: CurvePoint[]
  /** All that was reported, live points included. */
  points: CurvePoint[]
  stopped: 'patience' | 'epochs' | 'diverged' | null
}

/** What a checkpoint must have in common with the run that goes on from it. */
export function fingerprint(settings: unknown, parts: readonly Rows[]): string {
  const hash = createHash('sha256').update(JSON.stringify(settings))
  const add = (values: Numbers): void => {
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  for (const rows of parts) {
    rows.inputs.forEach(add)
    add(rows.targets)
    if (rows.weights) add(rows.weights)
  }
  return hash.digest('hex')
}

type State = Awaited<ReturnType<Trainer['state']>>

/** Everything from which a run goes on bit for bit. Dropout and data order follow from seed, step and epoch. */
export async function saveCheckpoint(
  checkpoints: Checkpoints,
  model: Model,
  run: {
    fingerprint: string
    progress: Progress
    state: State
    best: ReadonlyMap<string, Float32Array> | null
  },
): Promise<void> {
  const { state, best } = run
  const header = { fingerprint: run.fingerprint, taken: state.taken, progress: run.progress }
  const parts = new Map([
    ['progress.json', new TextEncoder().encode(JSON.stringify(header))],
    ['weights.bin', pack(model, state.weights)],
    ['slots.bin', packArrays(model.weights.flatMap(({ name }) => state.slots.get(name) ?? []))],
  ])
  if (best !== null) parts.set('best.bin', pack(model, best))
  await checkpoints.save(parts)
}

/** The last checkpoint, or null where there is none or it belongs to another run (other data, seed or settings). */
export async function loadCheckpoint(
  checkpoints: Checkpoints,
  model: Model,
  expected: string,
  slotCount: number,
): Promise<{ progress: Progress; state: State; best: Map<string, Float32Array> | null } | null> {
  const parts = await checkpoints.load()
  const header = parts?.get('progress.json')
  const [weightBytes, slotBytes, bestBytes] = ['weights.bin', 'slots.bin', 'best.bin'].map((name) =>
    parts?.get(name),
  )
  if (header === undefined || weightBytes === undefined || slotBytes === undefined) return null
  // Checkpoints are written by this file alone and checked as a whole by whoever stores them.
  const stored = JSON.parse(new TextDecoder().decode(header)) as {
    fingerprint: string
    taken: number
    progress: Progress
  }
  if (stored.fingerprint !== expected) return null
  const weights = unpack(model, weightBytes)
  const trained = model.weights.filter((spec) => spec.trained)
  const arrays = unpackArrays(
    slotBytes,
    trained.flatMap(({ shape }) => Array<number>(slotCount).fill(sizeOf(shape))),
  )
  const best = bestBytes === undefined ? null : unpack(model, bestBytes)
  if (weights === undefined || arrays === undefined || best === undefined) return null
  const slots = new Map(
    trained.map(({ name }, i) => [name, arrays.slice(i * slotCount, (i + 1) * slotCount)]),
  )
  return { progress: stored.progress, state: { weights, slots, taken: stored.taken }, best }
}
