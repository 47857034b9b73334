/**
 * npm run bench:fraud: rolling features over a million transactions; the ladder on the handbook's transactions,
 * divided by time; boosting against logistic regression with the interval of their difference.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { averagePrecision, pairedDifference, pastColumns, rank, rocAuc } from '../../src/main/ml'
import { random } from '../../src/shared/random'
import { fraud } from '../../src/main/templates/fraud'
import { hasTable, partsOf, readTable, scoredTest } from '../helpers/tables'
import { contextOf } from '../helpers/texts'

interface Row {
  name: string
  value: number
  unit: string
  bar?: number
  ok?: boolean
}

const bars = { features: 60, edge: 0 }
const million = 1_000_000
const rows: Row[] = []
const add = (row: Row): void => {
  rows.push(row)
  const bar =
    row.bar === undefined ? '' : ` (bar ${String(row.bar)}, ${row.ok === true ? 'ok' : 'FELL SHORT'})`
  process.stdout.write(`${row.name.padEnd(52)} ${row.value.toFixed(4)} ${row.unit}${bar}\n`)
}

/** A million events of 50,000 cards at 10,000 terminals over 120 days. */
function features(): void {
  const source = random(1)
  const codes = (kinds: number) => Int32Array.from({ length: million }, () => source.int(kinds))
  const events = {
    times: Float64Array.from(
      { length: million },
      () => Math.floor(120 * 86_400 * source.next()) * 1000,
    ).sort(),
    amounts: Float64Array.from({ length: million }, () => 100 * source.next()),
    keys: [
      { name: 'card', codes: codes(50_000) },
      { name: 'terminal', codes: codes(10_000) },
    ],
  }
  const start = performance.now()
  const columns = pastColumns(events, null)
  const seconds = (performance.now() - start) / 1000
  add({
    name: `${String(columns.length)} columns of the past, 1,000,000 rows`,
    value: seconds,
    unit: 's',
    bar: bars.features,
    ok: seconds <= bars.features,
  })
}

const columns = { label: 'TX_FRAUD', time: 'TX_DATETIME', entity: 'CUSTOMER_ID', amount: 'TX_AMOUNT' }

async function handbook(): Promise<void> {
  const parts = partsOf(fraud, await readTable('handbook'), columns, { counterparty: ['TERMINAL_ID'] }, 1)
  const asked = process.argv.slice(2)
  const models =
    asked.length > 0
      ? asked
      : [
          'amount-rule',
          'logreg',
          'boosting',
          'mlp-128',
          'mlp-64-32',
          'tabm',
          'isolation-forest',
          'autoencoder',
        ]
  const scores = new Map<string, Float64Array>()
  for (const model of models) {
    const start = performance.now()
    const predictor = await fraud.fit(
      contextOf({ ...parts, model, params: fraud.parseParams({ labelDelay: 1 }) }),
    )
    const seconds = (performance.now() - start) / 1000
    const found = await scoredTest(predictor, parts)
    predictor.dispose()
    const order = rank(found.scores, found.positive)
    scores.set(model, found.both)
    add({ name: `handbook ${model} PR-AUC`, value: averagePrecision(order), unit: 'share' })
    add({ name: `handbook ${model} ROC-AUC`, value: rocAuc(order), unit: 'share' })
    add({ name: `handbook ${model} training`, value: seconds, unit: 's' })
  }
  const [a, b] = [scores.get('boosting'), scores.get('logreg')]
  if (a === undefined || b === undefined) return
  const cards = parts.test.number('entity')
  const { value, low } = await pairedDifference({
    question: parts.question,
    truth: parts.test.labels,
    a,
    b,
    metric: 'prAuc',
    units: Int32Array.from(cards),
    seed: 1,
    signal: new AbortController().signal,
  })
  add({
    name: 'handbook boosting over logistic regression, PR-AUC',
    value: value ?? Number.NaN,
    unit: 'share',
  })
  add({
    name: '… lower end of its interval',
    value: low ?? Number.NaN,
    unit: 'share',
    bar: bars.edge,
    ok: (low ?? -1) > bars.edge,
  })
}

features()
if (hasTable('handbook')) await handbook()
else process.stderr.write('The ladder is not measured: the transactions are not there.\n')
mkdirSync('bench-results', { recursive: true })
writeFileSync('bench-results/fraud.json', `${JSON.stringify(rows, null, 2)}\n`)
process.exitCode = rows.some(({ ok }) => ok === false) ? 1 : 0
