/**
 * npm run bench:text: the linear models of the sentiment ladder on real reviews, and TF-IDF with logistic regression
 * against scikit-learn's, on the same splits with the same kind of features, in turns within one run.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { sentiment } from '../../src/main/templates/sentiment'
import {
  accuracyOf,
  contextOf,
  examplesOf,
  questionOf,
  readSet,
  setPath,
  sets,
  split,
  type SetName,
} from '../helpers/texts'
import { startPeerProcess } from './keras/peer-process'
import { pythonEnvironment } from './keras/python-environment'

/** Each split is one turn of both sides; figures are means over splits, times medians. */
const splits = 5
const strength = 10
const bars = { ratio: 3, accuracyGap: 0.01, linearSeconds: 5, logreg: 0.87, best: 0.88 }
const scikit = '1.9.1'
const data = resolve('../shared/data')

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

interface Turn {
  seconds: number
  accuracy: number
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0

function examplesOfSplit(name: SetName, seed: number) {
  const rows = readSet(name, data)
  const question = questionOf(rows, sets[name].lang)
  const { train, validation, test } = split(rows, seed)
  const [a, b, c] = [train, validation, test].map((part) => examplesOf(part, question.classes))
  if (!a || !b || !c) throw new Error('a split has three parts')
  return { question, train: a, validation: b, test: c }
}

type Problem = ReturnType<typeof examplesOfSplit>

/** One model from texts to predictions on test, reading included. */
async function ours(problem: Problem, model: string, settings: Record<string, unknown>): Promise<Turn> {
  const start = performance.now()
  const params = sentiment.parseParams(settings as Record<string, never>)
  const predictor = await sentiment.fit(contextOf({ ...problem, model, params }))
  const accuracy = await accuracyOf(predictor, problem.test)
  return { seconds: (performance.now() - start) / 1000, accuracy }
}

/** The linear ladder with its defaults on the hotel reviews. */
async function ladder(): Promise<Row[]> {
  const found = new Map<string, Turn[]>()
  for (let seed = 1; seed <= splits; seed += 1) {
    const problem = examplesOfSplit('hotels', seed)
    for (const model of ['majority', 'lexicon', 'tfidf-logreg', 'nb-svm']) {
      found.set(model, [...(found.get(model) ?? []), await ours(problem, model, {})])
    }
  }
  const accuracies = [...found].map(
    ([model, turns]) => [model, mean(turns.map((turn) => turn.accuracy))] as const,
  )
  const seconds = [...found.values()]
    .map((turns) => median(turns.map((turn) => turn.seconds)))
    .reduce((a, b) => a + b, 0)
  const best = Math.max(...accuracies.map(([, accuracy]) => accuracy))
  return [
    ...accuracies.map(([model, value]): Row => {
      const row: Row = { name: `hotels ${model} accuracy`, value, unit: 'share' }
      return model === 'tfidf-logreg' ? { ...row, bar: bars.logreg, ok: value >= bars.logreg } : row
    }),
    {
      name: 'hotels best linear accuracy',
      value: best,
      unit: 'share',
      bar: bars.best,
      ok: best >= bars.best,
    },
    {
      name: 'hotels all linear models, train and predict',
      value: seconds,
      unit: 's',
      bar: bars.linearSeconds,
      ok: seconds <= bars.linearSeconds,
    },
  ]
}

/** TF-IDF + logistic regression at one strength, against the faster of the peer's two usual solvers. */
async function against(name: SetName, python: string | null): Promise<Row[]> {
  const features = sets[name].lang === 'zh' ? 'characters' : 'words-and-characters'
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-text-'))
  const peer = python === null ? null : startPeerProcess<Turn>(python, 'tests/bench/text-peer.py')
  const own: Turn[] = []
  const theirs = new Map<string, Turn[]>([
    ['lbfgs', []],
    ['liblinear', []],
  ])
  for (let seed = 1; seed <= splits; seed += 1) {
    const problem = examplesOfSplit(name, seed)
    own.push(await ours(problem, 'tfidf-logreg', { ngrams: features, strengths: [strength] }))
    if (!peer) continue
    const file = join(folder, `${String(seed)}.json`)
    const part = (of: Problem['train']) => ({ texts: of.text('text'), labels: [...of.labels] })
    writeFileSync(file, JSON.stringify({ train: part(problem.train), test: part(problem.test) }))
    for (const [solver, turns] of theirs) {
      turns.push(await peer.ask({ file, features, c: strength, solver }))
    }
  }
  peer?.stop()
  rmSync(folder, { recursive: true, force: true })
  const seconds = median(own.map((turn) => turn.seconds))
  const accuracy = mean(own.map((turn) => turn.accuracy))
  const rows: [Row, Row] = [
    { name: `${name} TF-IDF + LR accuracy`, value: accuracy, unit: 'share' },
    { name: `${name} TF-IDF + LR, vectorising included`, value: seconds, unit: 's' },
  ]
  if (!peer) return rows
  const [solver, turns] = [...theirs].sort(
    ([, a], [, b]) => median(a.map((turn) => turn.seconds)) - median(b.map((turn) => turn.seconds)),
  )[0] ?? ['', []]
  const peerAccuracy = mean(turns.map((turn) => turn.accuracy))
  const peerSeconds = median(turns.map((turn) => turn.seconds))
  const label = `scikit-learn ${scikit}, ${solver}`
  const ratio = peerSeconds / seconds
  return [
    {
      ...rows[0],
      peer: label,
      peerValue: peerAccuracy,
      bar: peerAccuracy - bars.accuracyGap,
      ok: accuracy >= peerAccuracy - bars.accuracyGap,
    },
    { ...rows[1], peer: label, peerValue: peerSeconds, ratio, bar: bars.ratio, ok: ratio >= bars.ratio },
  ]
}

if (!existsSync(setPath('hotels', data))) {
  say(`Not measured: the reviews are not in ${data}.`)
  process.exit(0)
}
const loadBefore = loadavg()[0] ?? 0
const peer = pythonEnvironment({
  folder: `scikit-learn-${scikit}`,
  requirements: [`scikit-learn==${scikit}`],
  imports: 'sklearn',
})
if ('reason' in peer) say(`The peer is not measured: ${peer.reason}.`)
const python = 'python' in peer ? peer.python : null
const rows = [
  ...(await ladder()),
  ...(await against('hotels', python)),
  ...(await against('polarity', python)),
]
const loads = { name: 'load average before the run', value: loadBefore, unit: 'processes' }

const number = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(3))
const table = rows.map((row) => [
  row.name,
  `${number(row.value)} ${row.unit}`,
  row.peer ? `${number(row.peerValue)} (${row.peer})` : row.bar === undefined ? '' : 'none',
  row.ratio === undefined ? '' : `${row.ratio.toFixed(1)}×`,
  row.ok === undefined ? '' : row.ok ? 'ok' : 'FELL SHORT',
])
for (const cells of table) {
  process.stdout.write(
    `${cells.map((cell, column) => cell.padEnd([46, 12, 44, 7, 0][column] ?? 0)).join(' ')}\n`,
  )
}
mkdirSync('bench-results', { recursive: true })
writeFileSync('bench-results/text.json', `${JSON.stringify([...rows, loads], null, 2)}\n`)
process.exitCode = rows.some((row) => row.ok === false) ? 1 : 0
