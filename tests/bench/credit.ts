/**
 * npm run bench:credit: the credit ladder on the Taiwan table and the German loans, its scorecard against optbinning's
 * on the same rows, its nets against Keras's figures (tutorials.md), and how far probabilities are off.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { classificationJudge, rank, rocAuc } from '../../src/main/ml'
import { credit } from '../../src/main/templates/credit'
import {
  hasTable,
  partsOf,
  readTable,
  scoredTest,
  tablePath,
  type TableParts,
  type TableSet,
} from '../helpers/tables'
import { contextOf } from '../helpers/texts'
import { pythonEnvironment } from './keras/python-environment'

interface Row {
  name: string
  value: number
  unit: string
  peer?: string
  peerValue?: number
  bar?: number
  ok?: boolean
}

const optbinning = '0.20.1'
/** The newest that this optbinning can be used with. */
const scikit = '1.6.1'
const sets: Record<'taiwan' | 'german', { label: string; without: string[]; gap: number; seeds: number }> = {
  taiwan: { label: 'default_payment_next_month', without: ['ID'], gap: 0.005, seeds: 1 },
  german: { label: 'creditability', without: [], gap: 0.01, seeds: 10 },
}
/** Of Keras on other rows of the Taiwan table, and how far ours may be off. */
const keras: Record<string, number> = { 'mlp-64-64': 0.784, 'mlp-64-32': 0.79 }
const kerasGap = 0.01
const mostEce = 0.01
const rows: Row[] = []
const add = (row: Row): void => {
  rows.push(row)
  const peer = row.peer === undefined ? '' : `  ${row.peer}: ${(row.peerValue ?? Number.NaN).toFixed(4)}`
  const bar =
    row.bar === undefined ? '' : `  (bar ${row.bar.toFixed(4)}, ${row.ok === true ? 'ok' : 'FELL SHORT'})`
  process.stdout.write(`${row.name.padEnd(44)} ${row.value.toFixed(4)} ${row.unit}${peer}${bar}\n`)
}
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

const peer = pythonEnvironment({
  folder: `optbinning-${optbinning}-scikit-learn-${scikit}`,
  requirements: [`optbinning==${optbinning}`, `scikit-learn==${scikit}`],
  imports: 'optbinning',
})
if ('reason' in peer) process.stderr.write(`The peer is not measured: ${peer.reason}.\n`)

/** AUC of optbinning's scorecard, learnt on the same rows. */
function peerAuc(
  name: TableSet,
  label: string,
  features: readonly string[],
  { train, test }: TableParts,
): number | null {
  if (!('python' in peer)) return null
  const folder = mkdtempSync(join(tmpdir(), 'plumbline-bench-credit-'))
  const job = join(folder, 'job.json')
  writeFileSync(
    job,
    JSON.stringify({ file: tablePath(name), label, features, train: [...train.rows], test: [...test.rows] }),
  )
  const ran = spawnSync(peer.python, [resolve('tests/bench/credit-peer.py'), job], { encoding: 'utf8' })
  rmSync(folder, { recursive: true, force: true })
  if (ran.status !== 0) throw new Error(ran.stderr)
  return Number(ran.stdout.trim().split('\n').at(-1))
}

const asked = process.argv.slice(2)
for (const [name, { label, without, gap, seeds }] of Object.entries(sets) as [
  'taiwan' | 'german',
  (typeof sets)['taiwan'],
][]) {
  if (!hasTable(name)) continue
  const table = await readTable(name)
  const features = table.columns
    .map((column) => column.name)
    .filter((column) => column !== label && !without.includes(column))
  const models =
    name === 'german'
      ? ['logreg', 'scorecard', 'boosting']
      : ['logreg', 'scorecard', 'boosting', 'mlp-128', 'mlp-64-64', 'mlp-64-32', 'tabm']
  const aucs = new Map<string, number[]>()
  const errors = new Map<string, number>()
  const peers: number[] = []
  for (let seed = 1; seed <= seeds; seed += 1) {
    const parts = partsOf(credit, table, { label }, { feature: features }, seed)
    const peerValue = peerAuc(name, label, features, parts)
    if (peerValue !== null) peers.push(peerValue)
    for (const model of asked.length > 0 ? models.filter((id) => asked.includes(id)) : models) {
      const predictor = await credit.fit(contextOf({ ...parts, model, params: credit.parseParams({}) }))
      const found = await scoredTest(predictor, parts)
      aucs.set(model, [...(aucs.get(model) ?? []), rocAuc(rank(found.scores, found.positive))])
      if (name === 'taiwan') {
        const validation = await predictor.scores(parts.validation)
        const calibration = await classificationJudge.calibrate(
          parts.question,
          validation,
          parts.validation.labels,
          1,
        )
        const measured = await classificationJudge.measure({
          question: parts.question,
          scores: found.both,
          calibration,
          truth: parts.test.labels,
          units: null,
          seed: 1,
        })
        const ece = measured.ece.value ?? Number.NaN
        add({ name: `taiwan ${model} debiased ECE`, value: ece, unit: 'share' })
        errors.set(model, ece)
      }
      predictor.dispose()
    }
  }
  for (const [model, values] of aucs) {
    const row: Row = { name: `${name} ${model} ROC-AUC`, value: mean(values), unit: 'share' }
    if (model === 'scorecard' && peers.length > 0) {
      const bar = mean(peers) - gap
      add({ ...row, peer: `optbinning ${optbinning}`, peerValue: mean(peers), bar, ok: row.value >= bar })
    } else if (name === 'taiwan' && keras[model] !== undefined) {
      const bar = keras[model] - kerasGap
      add({ ...row, peer: 'Keras, other rows', peerValue: keras[model], bar, ok: row.value >= bar })
    } else add(row)
  }
  const best = [...aucs].sort(([, x], [, y]) => mean(y) - mean(x))[0]?.[0] ?? ''
  const ece = errors.get(best)
  if (ece !== undefined) {
    add({
      name: `${name} ${best}, the best, debiased ECE`,
      value: ece,
      unit: 'share',
      bar: mostEce,
      ok: ece < mostEce,
    })
  }
}
mkdirSync('bench-results', { recursive: true })
writeFileSync('bench-results/credit.json', `${JSON.stringify(rows, null, 2)}\n`)
process.exitCode = rows.some(({ ok }) => ok === false) ? 1 : 0
