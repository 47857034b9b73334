/**
 * npm run bench:train [-- part of a job's name]: the compiled step against TensorFlow.js's fit, Keras's fit and Keras
 * in a tf.function, on the same TensorFlow, the same threads, the same data, in turns within one run; how long the
 * first compile takes; and how far the compiled step is from the eager one. Run alone: every contender uses all cores.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { random } from '#shared/random'
import { loadTensorFlow, nets, type LoadedTensorFlow } from '../../src/main/ml'
import { compareRandomNets } from '../helpers/random-nets'
import { startPeerProcess } from './keras/peer-process'
import { kerasPython } from './keras/python-environment'
import type { Job } from './train/job'
import { jobs } from './train/jobs'

const turns = 5
/** Steps of a call last about this long, as when the product trains: a cancel is asked about this often. */
const groupMs = 40
const equality = { nets: 200, seed: 77, first: 1e-6, later: 1e-5, laterShare: 0.9 }
const threads = availableParallelism()

interface Row {
  name: string
  value: number
  unit: string
  peer?: string
  peerValue?: number
  ratio?: number
  bar?: number
  ok?: boolean
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Nothing printed: the library's own type of it is an enum that it does not export. */
const silent = { verbose: 0 } as object

/** Trains for some epochs and gives seconds a step. */
type Contender = (epochs: number) => Promise<number>

interface Peer {
  contender(job: Job, way: 'fit' | 'loop'): Contender
  forget(): Promise<void>
  stop(): void
}

function startPeer(python: string): Peer {
  const keras = startPeerProcess<{ seconds?: number }>(python, 'tests/bench/train/peer.py', [String(threads)])
  return {
    contender:
      ({ name, peer, rows, batch }, way) =>
      async (epochs) => {
        const { seconds } = await keras.ask({ name, way, ...peer, rows, batch, epochs })
        return (seconds as number) / (epochs * Math.floor(rows / batch))
      },
    async forget() {
      await keras.ask({ end: true })
    },
    stop: () => {
      keras.stop()
    },
  }
}

function ours(job: Job, trainer: nets.Trainer): Contender {
  let group = 1
  let epoch = 0
  return async (epochs) => {
    const start = performance.now()
    for (let i = 0; i < epochs; i += 1) {
      epoch += 1
      const order = random(epoch).shuffle(Int32Array.from({ length: job.rows }, (_, row) => row))
      for (let at = 0; at < job.rows;) {
        const end = Math.min(job.rows, at + group * job.batch)
        const rates = new Float32Array(Math.ceil((end - at) / job.batch)).fill(0.001)
        const began = performance.now()
        const losses = await trainer.steps(order.subarray(at, end), rates)
        if (!losses.every(Number.isFinite)) throw new Error(`${job.name} diverged`)
        group = Math.max(1, Math.floor((groupMs * rates.length) / Math.max(performance.now() - began, 0.1)))
        at = end
      }
    }
    return (performance.now() - start) / 1000 / (epochs * Math.ceil(job.rows / job.batch))
  }
}

function layersFit({ tf }: LoadedTensorFlow, job: Job): { contender: Contender; dispose(): void } {
  const model = job.layers(tf)
  model.compile({ optimizer: tf.train.adam(0.001), loss: job.layersLoss })
  const x = tf.tensor(
    job.inputs(),
    [job.rows, ...(job.model.inputs[0]?.shape ?? [])],
    job.model.inputs[0]?.dtype,
  )
  const targets = Float32Array.from(job.targets())
  const y = tf.tensor2d(targets, [job.rows, targets.length / job.rows])
  return {
    async contender(epochs) {
      const start = performance.now()
      await model.fit(x, y, { epochs, batchSize: job.batch, shuffle: true, yieldEvery: 'never', ...silent })
      return (performance.now() - start) / 1000 / (epochs * Math.ceil(job.rows / job.batch))
    },
    dispose() {
      x.dispose()
      y.dispose()
      model.dispose()
    },
  }
}

async function measure(tensorflow: LoadedTensorFlow, job: Job, peer: Peer | null): Promise<Row[]> {
  const rows = { count: job.rows, inputs: [job.inputs()], targets: job.targets() }
  const began = performance.now()
  const trainer = await nets.compile(tensorflow, {
    model: job.model,
    loss: job.loss,
    optimizer: { kind: 'adam' },
    seed: 1,
    rows,
    batch: job.batch,
  })
  await trainer.steps(
    Int32Array.from({ length: job.batch }, (_, row) => row),
    Float32Array.of(0.001),
  )
  const compileSeconds = (performance.now() - began) / 1000
  const layers = layersFit(tensorflow, job)
  const withPeer = peer !== null && job.peer !== null
  const contenders: { name: string; bar?: number | undefined; epochs: number; run: Contender }[] = [
    { name: 'ours', epochs: job.epochs.ours, run: ours(job, trainer) },
    { name: 'TensorFlow.js fit', bar: job.bars.fit, epochs: job.epochs.fit, run: layers.contender },
    ...(withPeer
      ? [
          {
            name: 'Keras fit',
            bar: job.bars.kerasFit,
            epochs: job.epochs.peer,
            run: peer.contender(job, 'fit'),
          },
          {
            name: 'Keras tf.function',
            bar: job.bars.kerasLoop,
            epochs: job.epochs.peer,
            run: peer.contender(job, 'loop'),
          },
        ]
      : []),
  ]
  const seconds = contenders.map((): number[] => [])
  try {
    for (const { run } of contenders) await run(1)
    for (let turn = 0; turn < turns; turn += 1) {
      for (const [i, { run, epochs }] of contenders.entries()) seconds[i]?.push(await run(epochs))
    }
  } finally {
    trainer.dispose()
    layers.dispose()
    if (withPeer) await peer.forget()
  }
  const own = seconds[0] as number[]
  const value = 1000 * median(own)
  const compared = contenders.slice(1).map(({ name, bar }, i): Row => {
    const others = seconds[i + 1] as number[]
    // Each pair stood next to each other in time: what disturbed one mostly disturbed the other.
    const ratio = median(others.map((other, turn) => other / (own[turn] as number)))
    const row: Row = {
      name: job.name,
      value,
      unit: 'ms a step',
      peer: name,
      peerValue: 1000 * median(others),
      ratio,
    }
    return bar === undefined ? row : { ...row, bar, ok: ratio >= bar }
  })
  const compileRow: Row = {
    name: `${job.name}: first compile and step`,
    value: compileSeconds,
    unit: 's',
    bar: job.compileSeconds,
    ok: compileSeconds <= job.compileSeconds,
  }
  return [...compared, compileRow]
}

async function equalityRows(tensorflow: LoadedTensorFlow): Promise<Row[]> {
  say(`${String(equality.nets)} random nets, compiled and eager …`)
  const found = await compareRandomNets(tensorflow, equality.nets, equality.seed)
  const worst = Math.max(...found.map(({ first }) => first))
  const close = found.filter(({ later }) => later <= equality.later).length / found.length
  return [
    {
      name: `${String(equality.nets)} random nets after one step, largest relative difference`,
      value: worst,
      unit: '',
      bar: equality.first,
      ok: worst <= equality.first,
    },
    {
      name: `… after 100 steps, share within ${String(equality.later)}`,
      value: close,
      unit: 'share',
      bar: equality.laterShare,
      ok: close >= equality.laterShare,
    },
  ]
}

const number = (value: number | undefined): string =>
  value === undefined
    ? ''
    : value !== 0 && Math.abs(value) < 0.001
      ? value.toExponential(1)
      : value.toFixed(3)

function print({ name, value, unit, peer, peerValue, ratio, bar, ok }: Row): void {
  const against = peer === undefined ? '' : `${peer} ${number(peerValue)}`
  const times = ratio === undefined ? '' : `${ratio.toFixed(2)}×`
  const verdict = ok === undefined ? '' : ok ? 'ok' : 'FAIL'
  console.log(
    `${name.padEnd(62)} ${number(value).padStart(9)} ${unit.padEnd(10)} ${against.padEnd(28)} ${times.padStart(8)} ${(bar === undefined ? '' : `bar ${String(bar)}`).padEnd(9)} ${verdict}`,
  )
}

const wanted = process.argv[2] ?? ''
const tensorflow = await loadTensorFlow()
if (tensorflow.reason !== undefined) throw new Error(tensorflow.reason)
const environment = kerasPython()
if ('reason' in environment) say(`Keras: not measured, because ${environment.reason}.`)
const peer = 'reason' in environment ? null : startPeer(environment.python)
const rows: Row[] = []
const add = (more: Row[]): void => {
  more.forEach(print)
  rows.push(...more)
}
try {
  for (const job of jobs) {
    if (job.name.toLowerCase().includes(wanted.toLowerCase())) add(await measure(tensorflow, job, peer))
  }
} finally {
  peer?.stop()
}
if (wanted === '' || wanted === 'nets') add(await equalityRows(tensorflow))
if (wanted === '') {
  mkdirSync('bench-results', { recursive: true })
  writeFileSync('bench-results/train.json', `${JSON.stringify(rows, null, 2)}\n`)
}
if (rows.some(({ ok }) => ok === false)) process.exitCode = 1
