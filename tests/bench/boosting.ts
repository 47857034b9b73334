/**
 * npm run bench:boosting: our gradient boosting against LightGBM, in turns within one run with the same number of
 * threads: training time, AUC on three tables, logistic regression on the smallest, and models exchanged both ways.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { boosting, rank, rocAuc } from '../../src/main/ml'
import { german, shuffled, synthetic, taiwan, take, transactions } from '../helpers/boosting-data'
import { mixedTable } from '../helpers/boosting-tables'
import { startPeerProcess } from './keras/peer-process'
import { pythonEnvironment } from './keras/python-environment'

const versions = { lightgbm: '4.7.0', 'scikit-learn': '1.9.1' }
const bars = { time: 1.5, auc: 0.003, german: 0.01, exchange: 1e-6 }
const shape = { rows: 228_000, columns: 30, trees: 100, turns: 5 }
const data = resolve('../shared/data')
const threads = availableParallelism()
const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-boosting-'))

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
interface Answer {
  binning: number
  training: number
  prediction: number
  scores: number[]
  text: string
}
type Table = boosting.LabelledData

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

const environment = {
  folder: Object.entries(versions).flat().join('-'),
  requirements: Object.entries(versions).map(([name, version]) => `${name}==${version}`),
  imports: 'lightgbm, sklearn',
}

interface Peer {
  ask(job: object): Promise<Answer>
  stop(): void
}

function startPeer(python: string): Peer {
  const child = startPeerProcess<Answer>(python, 'tests/bench/boosting-peer.py')
  return {
    ask: (job) => child.ask({ threads, ...job }),
    stop: () => {
      child.stop()
    },
  }
}

let files = 0
/** Lays a table where the peer can read it. */
function tell(table: Table): { file: string; rows: number; categories: number[] } {
  const file = join(folder, `${String(files++)}.bin`)
  const { rows, columns, labels } = table
  const all = new Float64Array(rows * (columns.length + 1))
  columns.forEach((column, at) => {
    all.set(column.kind === 'number' ? column.values : column.codes, at * rows)
  })
  all.set(labels, columns.length * rows)
  writeFileSync(file, new Uint8Array(all.buffer))
  const categories = columns.flatMap(({ kind }, at) => (kind === 'category' ? [at] : []))
  return { file, rows, categories }
}

const auc = (scores: ArrayLike<number>, { labels, rows }: Table): number =>
  rocAuc(rank(Float64Array.from(scores), Uint8Array.from(labels.subarray(0, rows))))

/** Training time, in turns. Binning is told from training by when the first tree is begun. */
async function speed(peer: Peer | null): Promise<Row[]> {
  const table = synthetic(shape.rows, shape.columns, 20_240_229)
  const train = peer ? tell(table) : null
  const own: Turn[] = []
  const theirs: Turn[] = []
  // The first turn warms both sides up and is left out.
  for (let turn = 0; turn <= shape.turns; turn++) {
    let began = 0
    const breaths: number[] = []
    began = performance.now()
    const model = await boosting.fitBoosting(
      table,
      { trees: shape.trees },
      {
        threads,
        seed: 1,
        breathe: () => Promise.resolve(void breaths.push(performance.now())),
      },
    )
    const end = performance.now()
    const binned = breaths[1] ?? end
    const predicted = performance.now()
    model.predict(table)
    const mine = {
      binning: (binned - began) / 1000,
      training: (end - binned) / 1000,
      prediction: (performance.now() - predicted) / 1000,
    }
    const answer = peer && (await peer.ask({ task: 'boost', train, trees: shape.trees, predict: true }))
    if (turn === 0) continue
    own.push(mine)
    if (answer) theirs.push(answer)
  }
  const sums = {
    'training, binning included': (turn: Turn) => turn.binning + turn.training,
    'training alone': (turn: Turn) => turn.training,
    binning: (turn: Turn) => turn.binning,
    'prediction of all rows': (turn: Turn) => turn.prediction,
  }
  return Object.entries(sums).map(([name, of], at): Row => {
    const value = median(own.map(of))
    const row: Row = { name: `228,000 × 30, 100 trees: ${name}`, value, unit: 's' }
    if (!peer) return row
    const peerValue = median(theirs.map(of))
    const compared = {
      ...row,
      peer: `LightGBM, ${String(threads)} threads`,
      peerValue,
      ratio: value / peerValue,
    }
    return at === 0 ? { ...compared, bar: bars.time, ok: compared.ratio <= bars.time } : compared
  })
}
interface Turn {
  binning: number
  training: number
  prediction: number
}

/** Area under the ROC curve on a test part, both sides with the same settings. */
async function quality(name: string, train: Table, test: Table, peer: Peer | null): Promise<Row[]> {
  const model = await boosting.fitBoosting(train, {}, { threads, seed: 1 })
  const value = auc(model.raw(test), test)
  const row: Row = { name: `${name}: AUC`, value, unit: '' }
  if (!peer) return [row]
  const answer = await peer.ask({ task: 'boost', train: tell(train), test: tell(test), trees: 100 })
  const peerValue = auc(answer.scores, test)
  return [{ ...row, peer: 'LightGBM', peerValue, bar: bars.auc, ok: Math.abs(value - peerValue) <= bars.auc }]
}

/** Five times four folds of the small table: our settings for its size against both peers' defaults. */
async function small(peer: Peer | null): Promise<Row[]> {
  const table = german(data)
  const found: Record<'own' | 'LightGBM' | 'logistic regression', number[]> = {
    own: [],
    LightGBM: [],
    'logistic regression': [],
  }
  for (let repeat = 0; repeat < 5; repeat++) {
    const order = shuffled(table.rows, 100 + repeat)
    for (let fold = 0; fold < 4; fold++) {
      const test = take(
        table,
        order.filter((_, at) => at % 4 === fold),
      )
      const train = take(
        table,
        order.filter((_, at) => at % 4 !== fold),
      )
      const settings = boosting.settingsFor(train.rows)
      const model = await boosting.fitBoosting(train, settings, { threads, seed: repeat })
      found.own.push(auc(model.raw(test), test))
      if (!peer) continue
      const [a, b] = [tell(train), tell(test)]
      found.LightGBM.push(
        auc((await peer.ask({ task: 'boost', train: a, test: b, trees: 100 })).scores, test),
      )
      found['logistic regression'].push(
        auc((await peer.ask({ task: 'logistic', train: a, test: b })).scores, test),
      )
    }
  }
  const value = mean(found.own)
  const row: Row = { name: 'German credit, settingsFor(750): AUC, 5 × 4 folds', value, unit: '' }
  if (!peer) return [row]
  return (['LightGBM', 'logistic regression'] as const).map((name) => {
    const peerValue = mean(found[name])
    return {
      ...row,
      peer: `${name}, defaults`,
      peerValue,
      bar: bars.german,
      ok: value >= peerValue - bars.german,
    }
  })
}

/** Models that one side trained and the other reads. */
async function exchange(peer: Peer): Promise<Row[]> {
  const table = mixedTable(5000, 3)
  const test = mixedTable(2000, 4)
  const told = tell(test)
  const gap = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).reduce((most, value, at) => Math.max(most, Math.abs(value - (b[at] ?? NaN))), 0)
  const model = await boosting.fitBoosting(table, {}, { threads, seed: 1 })
  const out = await peer.ask({ task: 'score', text: model.toLightGBM(), test: told })
  const theirs = await peer.ask({ task: 'boost', train: tell(table), test: told, trees: 100 })
  return [
    { name: 'our model in LightGBM: largest difference', value: gap(model.raw(test), out.scores), unit: '' },
    {
      name: 'its model here: largest difference',
      value: gap(boosting.fromLightGBM(theirs.text).raw(test), theirs.scores),
      unit: '',
    },
  ].map((row) => ({
    ...row,
    peer: 'LightGBM',
    peerValue: 0,
    bar: bars.exchange,
    ok: row.value <= bars.exchange,
  }))
}

const loadBefore = loadavg()[0] ?? 0
const found = pythonEnvironment(environment)
if ('reason' in found) say(`The peers are not measured: ${found.reason}.`)
const peer = 'python' in found ? startPeer(found.python) : null
const rows = await speed(peer)
if (existsSync(join(data, 'credit'))) {
  const { train, test } = transactions(data)
  rows.push(...(await quality('transactions', train, test, peer)))
  const table = taiwan(data)
  const order = shuffled(table.rows, 5)
  const border = Math.floor(table.rows * 0.7)
  const parts = [take(table, order.slice(0, border)), take(table, order.slice(border))] as const
  rows.push(...(await quality('Taiwan credit', ...parts, peer)))
  rows.push(...(await small(peer)))
} else say(`Not measured: the tables are not in ${data}.`)
if (peer) rows.push(...(await exchange(peer)))
peer?.stop()
rmSync(folder, { recursive: true, force: true })

const loads = { name: 'load average before the run', value: loadBefore, unit: 'processes' }
const number = (value: number | undefined): string =>
  value === undefined ? '' : value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toFixed(4)
for (const row of rows) {
  const cells = [
    row.name,
    `${number(row.value)} ${row.unit}`,
    row.peer ? `${number(row.peerValue)} (${row.peer})` : '',
    row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}×`,
    row.ok === undefined ? '' : row.ok ? 'ok' : 'FELL SHORT',
  ]
  process.stdout.write(`${cells.map((cell, at) => cell.padEnd([52, 12, 40, 7, 0][at] ?? 0)).join(' ')}\n`)
}
mkdirSync('bench-results', { recursive: true })
writeFileSync('bench-results/boosting.json', `${JSON.stringify([...rows, loads], null, 2)}\n`)
process.exitCode = rows.some((row) => row.ok === false) ? 1 : 0
