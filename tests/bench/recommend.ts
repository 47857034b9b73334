/**
 * npm run bench:recommend: EASE against twenty lines of numpy, iALS against the package implicit, SASRec's compiled
 * step against TensorFlow.js's fit, SASRec against BPR where order was planted, an unseen user's answer, and a million
 * events. Peers on the same split, in turns within one run.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { loadTensorFlow, rankingJudge } from '../../src/main/ml'
import { linearMethod } from '../../src/main/ml/recommend/methods/linear'
import { coCounts } from '../../src/main/ml/recommend/methods/gram'
import { easeWeights } from '../../src/main/ml/recommend/methods/ease'
import { ialsFactors, ialsMethod } from '../../src/main/ml/recommend/methods/ials'
import { sasrecRows } from '../../src/main/ml/recommend/methods/sasrec'
import { negativesFor } from '../../src/main/ml/recommend/methods/next-item'
import { recommendation } from '../../src/main/templates/recommendation'
import { contextOf } from '../helpers/texts'
import { startPeerProcess, type PeerProcess } from './keras/peer-process'
import { pythonEnvironment } from './keras/python-environment'
import { casesOf, logOf, measure, writeForPeer } from './recommend/cases'
import {
  manyEvents,
  orderedEvents,
  readRetail,
  readTweets,
  splitByTime,
  type LogEvent,
  type Parts,
} from './recommend/logs'
import { compiledAgainstFit } from './recommend/sasrec'

const bars = { same: 1e-4, ials: 3, compiled: 4, answerMs: 50, millionSeconds: 180, millionBytes: 6e9 }
const data = resolve('../shared/data/recommendation')
const versions = {
  implicit: '0.7.2',
  numpy: '2.4.6',
  scipy: '1.17.1',
  pyarrow: '26.0.1',
  threadpoolctl: '3.6.0',
}

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
  seconds: number
  recall: number
  ndcg: number
}
type Peer = PeerProcess<Answer>

const question = { classes: [], positive: null, ordinal: false, lang: 'other' as const }
const breathe = (): Promise<void> => new Promise((next) => setImmediate(next))
const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function ease(name: string, parts: Parts, peer: Peer | null, folder: string): Promise<Row[]> {
  const l2 = 100
  const log = logOf(parts.train)
  const items = log.catalogue.ids.length
  const cases = casesOf(log, parts.train, parts.test)
  const { tf } = await loadTensorFlow()
  // Once before, so that both sides are measured warm.
  const turns: number[] = []
  let found = { recall: 0, ndcg: 0 }
  for (let turn = 0; turn < 3; turn++) {
    const began = performance.now()
    const weights = await easeWeights(tf, await coCounts(log, breathe), items, l2, breathe)
    turns.push((performance.now() - began) / 1000)
    if (turn === 0) found = await measure(linearMethod(weights, log.catalogue, {}), cases, items)
  }
  const seconds = Math.min(...turns)
  const rows: Row[] = [
    { name: `${name} items`, value: items, unit: 'items' },
    { name: `${name} EASE Recall@20`, value: found.recall, unit: 'share' },
    { name: `${name} EASE NDCG@20`, value: found.ndcg, unit: 'share' },
    { name: `${name} EASE training`, value: seconds, unit: 's' },
  ]
  if (peer === null) return rows
  const file = join(folder, `${name}-ease.json`)
  writeForPeer(file, log, cases)
  const first = await peer.ask({ job: 'ease', file, l2 })
  const second = await peer.ask({ job: 'ease', file, l2 })
  const theirs = { ...first, seconds: Math.min(first.seconds, second.seconds) }
  const label = `numpy ${versions.numpy}`
  const same = (row: Row, own: number, other: number): Row => ({
    ...row,
    peer: label,
    peerValue: other,
    bar: bars.same,
    ok: Math.abs(own - other) <= bars.same,
  })
  return [
    rows[0] as Row,
    same(rows[1] as Row, found.recall, theirs.recall),
    same(rows[2] as Row, found.ndcg, theirs.ndcg),
    {
      ...(rows[3] as Row),
      peer: label,
      peerValue: theirs.seconds,
      ratio: theirs.seconds / seconds,
      bar: 1,
      ok: theirs.seconds > seconds,
    },
  ]
}

const grid = { unobserved: [0.03, 0.1, 0.3], l2: [0.003, 0.01] }
const peerGrid = { alpha: [1, 5, 20], regularization: [0.1, 1, 10], iterations: 15 }
/** Users that settings are chosen on, the same for both sides. */
const mostCases = 1000

async function ials(name: string, parts: Parts, peer: Peer | null, folder: string): Promise<Row[]> {
  const log = logOf(parts.train)
  const items = log.catalogue.ids.length
  const cases = casesOf(log, parts.train, parts.validation).slice(0, mostCases)
  let theirs: Answer | null = null
  if (peer !== null) {
    const file = join(folder, `${name}-als.json`)
    writeForPeer(file, log, cases)
    for (const alpha of peerGrid.alpha) {
      for (const regularization of peerGrid.regularization) {
        const found = await peer.ask({
          job: 'als',
          file,
          alpha,
          regularization,
          iterations: peerGrid.iterations,
        })
        if (theirs === null || found.ndcg > theirs.ndcg) theirs = found
      }
    }
  }
  const goal = theirs?.ndcg ?? Infinity
  let best = { ndcg: 0, seconds: 0, reached: Infinity }
  for (const unobserved of grid.unobserved) {
    for (const l2 of grid.l2) {
      const settings = { size: 64, unobserved, l2, frequency: 1, epochs: 12, seed: 1 }
      let judged = 0
      let reached = Infinity
      let ndcg = 0
      const began = performance.now()
      await ialsFactors(log, settings, breathe, async (factors) => {
        const since = performance.now()
        const found = await measure(ialsMethod(factors, settings, log.catalogue, {}), cases, items)
        judged += performance.now() - since
        ndcg = Math.max(ndcg, found.ndcg)
        if (found.ndcg >= goal)
          reached = Math.min(reached, (since - began - judged + performance.now() - since) / 1000)
        return true
      })
      const seconds = (performance.now() - began - judged) / 1000
      if (ndcg > best.ndcg) best = { ndcg, seconds, reached: best.reached }
      best.reached = Math.min(best.reached, reached)
    }
  }
  const rows: Row[] = [
    { name: `${name} iALS validation NDCG@20`, value: best.ndcg, unit: 'share' },
    { name: `${name} iALS training`, value: best.seconds, unit: 's' },
  ]
  if (theirs === null) return rows
  const label = `implicit ${versions.implicit}`
  return [
    { ...(rows[0] as Row), peer: label, peerValue: theirs.ndcg, ok: best.ndcg >= theirs.ndcg },
    { ...(rows[1] as Row), peer: label, peerValue: theirs.seconds },
    {
      name: `${name} iALS until the peer's NDCG@20`,
      value: best.reached,
      unit: 's',
      peer: label,
      peerValue: theirs.seconds,
      ratio: best.reached / theirs.seconds,
      bar: bars.ials,
      ok: best.reached <= bars.ials * theirs.seconds,
    },
  ]
}

const fitted = (model: string, parts: Parts, params: Record<string, never>) =>
  recommendation.fit(
    contextOf({
      train: parts.train,
      validation: parts.validation,
      question,
      model,
      params: recommendation.parseParams(params),
    }),
  )

/** SASRec and BPR with their defaults where the order was planted: the judge's own interval. */
async function planted(): Promise<Row[]> {
  const parts = splitByTime(orderedEvents(1500, 400, 24))
  const scored = []
  for (const [model, kind] of [
    ['bpr', 'baseline'],
    ['sasrec', 'model'],
  ] as const) {
    const predictor = await fitted(model, parts, { repeats: true } as never)
    scored.push({
      id: model,
      kind,
      validation: await predictor.scores(parts.validation),
      test: await predictor.scores({ ...parts.test, past: parts.before }),
    })
    predictor.dispose()
  }
  const { models } = await rankingJudge.judge({
    question,
    headline: 'ndcg20',
    models: scored,
    validationTruth: new Int32Array(0),
    testTruth: new Int32Array(0),
    testUnits: null,
    slices: [],
    seed: 1,
    bar: null,
  })
  const [bpr, sasrec] = models
  const low = sasrec?.difference?.low ?? Number.NaN
  return [
    {
      name: 'planted order: SASRec NDCG@20',
      value: sasrec?.metrics['ndcg20']?.value ?? Number.NaN,
      unit: 'share',
      peer: 'BPR',
      peerValue: bpr?.metrics['ndcg20']?.value ?? Number.NaN,
    },
    { name: 'planted order: lead over BPR, lower end', value: low, unit: 'share', bar: 0, ok: low > 0 },
  ]
}

/** The slowest of twenty answers to strangers with a past of 20 items, once a model is loaded. */
async function answers(parts: Parts): Promise<Row[]> {
  const ids = [...new Set(parts.train.text('item'))]
  const rows: Row[] = []
  for (const model of ['item-knn', 'ease', 'ials', 'bpr', 'two-tower', 'sasrec']) {
    const predictor = await fitted(model, parts, {
      ...recommendation.manifest.quick,
      twoTowerEpochs: 1,
      sasrecEpochs: 1,
      bprEpochs: 1,
    } as never)
    const times: number[] = []
    for (let turn = 0; turn < 25; turn++) {
      const history = Array.from({ length: 20 }, (_, i) => ids[(turn * 97 + i * 31) % ids.length] ?? '')
      const began = performance.now()
      await predictor.recommender?.recommend({
        user: null,
        history,
        rows: null,
        fresh: [],
        k: 10,
        diversity: 0,
        reasons: 0,
      })
      if (turn >= 5) times.push(performance.now() - began)
    }
    predictor.dispose()
    const most = Math.max(...times)
    rows.push({
      name: `answer to a stranger, ${model}`,
      value: most,
      unit: 'ms',
      bar: bars.answerMs,
      ok: most < bars.answerMs,
    })
  }
  return rows
}

async function sasrecSteps(parts: Parts): Promise<Row[]> {
  const log = logOf(parts.train)
  const { learnt } = log.catalogue
  const shape = {
    items: learnt,
    length: 50,
    size: 64,
    blocks: 2,
    dropout: 0.2,
    negatives: negativesFor(learnt, 50, 128),
  }
  const { ours, theirs } = await compiledAgainstFit(shape, sasrecRows(log, shape.length))
  return [
    {
      name: 'SASRec, a step of 128 pasts',
      value: 1000 * ours,
      unit: 'ms',
      peer: 'TensorFlow.js model.fit',
      peerValue: 1000 * theirs,
      ratio: theirs / ours,
      bar: bars.compiled,
      ok: theirs / ours >= bars.compiled,
    },
  ]
}

/** In a process of its own, so that its memory is its own. */
async function million(): Promise<Row[]> {
  const parts = splitByTime(manyEvents(1_000_000 / 0.6, 60_000, 10_000))
  const began = performance.now()
  const predictor = await fitted('ease', parts, { easeL2: [200], core: 1 } as never)
  const seconds = (performance.now() - began) / 1000
  const items = Number(predictor.describe()['items'])
  const bytes = process.resourceUsage().maxRSS * 1024
  return [
    { name: 'a million events: items of EASE', value: items, unit: 'items' },
    {
      name: 'a million events: EASE, log and validation included',
      value: seconds,
      unit: 's',
      bar: bars.millionSeconds,
      ok: seconds < bars.millionSeconds,
    },
    {
      name: 'a million events: memory',
      value: bytes / 1e9,
      unit: 'GB',
      bar: bars.millionBytes / 1e9,
      ok: bytes < bars.millionBytes,
    },
  ]
}

function inOwnProcess(part: string): Row[] {
  const script = process.argv[1] ?? ''
  const ran = spawnSync(process.execPath, ['--expose-gc', script, part], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1e8,
  })
  if (ran.status !== 0) throw new Error(`${part} ended with ${String(ran.status)}`)
  return JSON.parse(ran.stdout.trim().split('\n').at(-1) ?? '[]') as Row[]
}

/** @param only one part of the bench, by name: to look closer, nothing is written then */
async function all(only: string | undefined): Promise<Row[]> {
  const environment = pythonEnvironment({
    folder: `implicit-${versions.implicit}-numpy-${versions.numpy}`,
    requirements: Object.entries(versions).map(([name, version]) => `${name}==${version}`),
    imports: 'implicit, numpy, scipy, pyarrow, threadpoolctl',
  })
  if ('reason' in environment) say(`The peers are not measured: ${environment.reason}.`)
  const peer =
    'python' in environment
      ? startPeerProcess<Answer>(environment.python, 'tests/bench/recommend-peer.py')
      : null
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-recommend-'))
  const sets: [string, LogEvent[]][] = []
  const tweets = join(data, 'movietweetings_100k', 'ratings.csv')
  if (existsSync(tweets)) sets.push(['movietweetings', await readTweets(tweets)])
  const parquet = join(data, 'uci_online_retail', 'online_retail_full.parquet')
  if (existsSync(parquet) && peer !== null) {
    const out = join(folder, 'retail.csv')
    await peer.ask({ job: 'csv', parquet, out })
    sets.push(['retail', await readRetail(out)])
  }
  if (sets.length === 0) say(`The logs are not in ${data}: only generated data are measured.`)
  const rows: Row[] = []
  const add = async (name: string, measured: () => Promise<Row[]>): Promise<void> => {
    if (only !== undefined && only !== name) return
    const found = await measured()
    rows.push(...found)
    print(found)
  }
  const [first] = sets
  const generated = (each: number): LogEvent[] => orderedEvents(2000, 2000, each)
  try {
    for (const [name, events] of sets) {
      const parts = splitByTime(events)
      await add('ease', () => ease(name, parts, peer, folder))
      await add('ials', () => ials(name, parts, peer, folder))
    }
    await add('answers', () => answers(splitByTime(first?.[1] ?? generated(20))))
    await add('sasrec', () => sasrecSteps(splitByTime(sets.at(-1)?.[1] ?? generated(40))))
    await add('planted', planted)
    await add('million', () => Promise.resolve(inOwnProcess('in-own-process')))
  } finally {
    peer?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return rows
}

function print(rows: readonly Row[]): void {
  const number = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(4))
  for (const row of rows) {
    const cells = [
      row.name,
      `${number(row.value)} ${row.unit}`,
      row.peer ? `${number(row.peerValue)} (${row.peer})` : '',
      row.ratio === undefined ? '' : `${row.ratio.toFixed(2)}×`,
      row.ok === undefined ? '' : row.ok ? 'ok' : 'FELL SHORT',
    ]
    say(cells.map((cell, column) => cell.padEnd([54, 18, 40, 8, 0][column] ?? 0)).join(' '))
  }
}

const [part] = process.argv.slice(2)
if (part === 'in-own-process') {
  process.stdout.write(`${JSON.stringify(await million())}\n`)
} else {
  const load = { name: 'load average before the run', value: loadavg()[0] ?? 0, unit: 'processes' }
  const rows = await all(part)
  if (part === undefined) {
    mkdirSync('bench-results', { recursive: true })
    writeFileSync('bench-results/recommend.json', `${JSON.stringify([...rows, load], null, 2)}\n`)
  }
  process.exitCode = rows.some((row) => row.ok === false) ? 1 : 0
}
