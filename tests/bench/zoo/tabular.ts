import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { random } from '../../../src/shared/random'
import { classificationJudge, zoo, type JudgeOutput } from '../../../src/main/ml'
import { rank, rocAuc } from '../../../src/main/ml/metrics'
import { binaryAccuracy, fitAndPredict, rowsBetween } from '../../helpers/nets'
import { planted } from '../../helpers/planted'
import type { Peer } from '../keras/peer'
import { at, mean, say, type Row } from './report'
import { readMatrix, type Matrix } from './tables'

const data = resolve('../shared/data')

/** Both classes' probabilities, as a judge is given them. */
function both(yes: Float32Array): Float64Array {
  const scores = new Float64Array(2 * yes.length)
  yes.forEach((p, row) => {
    scores.set([1 - p, p], 2 * row)
  })
  return scores
}

/** A baseline and a net before the product's own judge. */
function judged(
  [baseline, net]: readonly [readonly Float32Array[], readonly Float32Array[]],
  [validation, test]: readonly [Float32Array, Float32Array],
  seed: number,
): Promise<JudgeOutput> {
  const scored = (id: string, kind: 'baseline' | 'model', [a, b]: readonly Float32Array[]) => ({
    id,
    kind,
    validation: both(a ?? new Float32Array()),
    test: both(b ?? new Float32Array()),
  })
  return classificationJudge.judge({
    question: { classes: ['no', 'yes'], positive: 1, ordinal: false, lang: 'other' },
    headline: 'accuracy',
    metrics: ['accuracy'],
    models: [scored('baseline', 'baseline', baseline), scored('net', 'model', net)],
    validationTruth: Int32Array.from(validation),
    testTruth: Int32Array.from(test),
    testUnits: null,
    slices: [],
    seed,
    bar: null,
  })
}

/** t1 on pure chance: how often the judge is fooled. */
export async function chance(seeds: number): Promise<Row[]> {
  const memorised: number[] = []
  let better = 0
  let covered = 0
  for (let seed = 1; seed <= seeds; seed += 1) {
    const from = random(seed)
    const inputs = Float32Array.from({ length: 100_000 }, () => from.next())
    const labels = Float32Array.from({ length: 1000 }, () => from.int(2))
    const rows = {
      train: rowsBetween({ inputs, labels }, 0, 600),
      validation: rowsBetween({ inputs, labels }, 600, 800),
    }
    const parts = [inputs.subarray(0, 60_000), inputs.subarray(60_000, 80_000), inputs.subarray(80_000)]
    const { predictions } = await fitAndPredict(zoo.tutorial.t1(), { ...rows, seed }, parts)
    const [seen = new Float32Array(), ...unseen] = predictions
    memorised.push(binaryAccuracy(seen, labels.subarray(0, 600)))
    const yes = mean([...labels.subarray(0, 600)])
    const majority = [new Float32Array(200).fill(yes), new Float32Array(200).fill(yes)]
    const { models } = await judged(
      [majority, unseen],
      [labels.subarray(600, 800), labels.subarray(800)],
      seed,
    )
    const net = models.find(({ id }) => id === 'net')
    if (net?.verdict === 'better') better += 1
    const { low, high } = net?.metrics['accuracy'] ?? { low: null, high: null }
    if (low !== null && high !== null && low <= 0.5 && high >= 0.5) covered += 1
  }
  const least = Math.min(...memorised)
  const most = Math.ceil(seeds / 20)
  return [
    {
      name: 't1 accuracy on its training rows, least',
      value: least,
      page: '1.00',
      bar: 'at least 0.99',
      ok: least >= 0.99,
    },
    {
      name: `t1 called better, of ${String(seeds)} seeds`,
      value: better,
      bar: `at most ${String(most)}`,
      ok: better <= most,
    },
    { name: `t1 test interval holds 0.5, of ${String(seeds)} seeds`, value: covered, page: '0.46 to 0.575' },
  ]
}

/** t13 where the answer is known. */
export async function plantedRows(peer: Peer | null): Promise<Row[]> {
  const own: number[] = []
  const theirs: number[] = []
  const epochs: number[] = []
  const theirEpochs: number[] = []
  const lows: number[] = []
  for (const seed of [1, 2, 3]) {
    const set = planted(14_300, seed)
    const [train, validation, test] = [
      rowsBetween(set, 0, 9152),
      rowsBetween(set, 9152, 11_440),
      rowsBetween(set, 11_440, 14_300),
    ] as const
    const recipe = zoo.tutorial.t13(20)
    const line = { ...recipe, model: zoo.denseNet({ inputs: 20, units: [], outputs: 1 }) }
    const parts = [validation, test].map(({ inputs }) => inputs[0] as Float32Array)
    const labels = [set.labels.subarray(9152, 11_440), set.labels.subarray(11_440)] as const
    const start = performance.now()
    const net = await fitAndPredict(recipe, { train, validation, seed }, parts)
    const seconds = (performance.now() - start) / 1000
    const byLine = await fitAndPredict(line, { train, validation, seed }, parts)
    const { models } = await judged([byLine.predictions, net.predictions], labels, seed)
    own.push(binaryAccuracy(net.predictions[1] ?? new Float32Array(), labels[1]))
    epochs.push(net.fitted.epochs)
    lows.push(models.find(({ id }) => id === 'net')?.difference?.low ?? -Infinity)
    const note = `line ${at(binaryAccuracy(byLine.predictions[1] ?? new Float32Array(), labels[1]))}, ceiling ${at(set.ceiling)}`
    say(
      `t13 planted, seed ${String(seed)}: ${at(own.at(-1))}, ${note}, ${String(net.fitted.epochs)} epochs in ${seconds.toFixed(1)} s`,
    )
    if (!peer) continue
    const answer = await peer.ask({
      net: 'dense',
      shape: { inputs: 20, units: [64, 32], dropout: 0.5 },
      train: {
        x: peer.array(train.inputs[0] as Float32Array, [9152, 20]),
        y: peer.array(train.targets, [9152, 1]),
      },
      validation: {
        x: peer.array(parts[0] as Float32Array, [2288, 20]),
        y: peer.array(labels[0], [2288, 1]),
      },
      test: peer.array(parts[1] as Float32Array, [2860, 20]),
      batch: recipe.batch,
      epochs: recipe.epochs,
      patience: recipe.patience,
      seed,
    })
    theirs.push(binaryAccuracy(answer.predictions, labels[1]))
    theirEpochs.push(answer.epochs)
  }
  const beside = (values: number[], of: (values: number[]) => number) => (peer ? { keras: of(values) } : {})
  const least = Math.min(...own)
  const low = Math.min(...lows)
  const longest = Math.max(...epochs)
  return [
    {
      name: 't13 planted, accuracy, least of 3',
      value: least,
      ...beside(theirs, (v) => Math.min(...v)),
      page: '0.915, 0.921',
      bar: 'at least 0.91',
      ok: least >= 0.91,
    },
    {
      name: 't13 planted, low end of the gain over a line',
      value: low,
      page: '0.915 against 0.756',
      bar: 'above 0',
      ok: low > 0,
    },
    {
      name: 't13 planted, most epochs of 3',
      value: longest,
      ...beside(theirEpochs, (v) => Math.max(...v)),
      bar: 'below 100',
      ok: longest < 100,
    },
  ]
}

const sets = {
  taiwan: {
    file: 'credit/taiwan_default_30k/default_of_credit_card_clients.csv',
    label: 'default_payment_next_month',
    positive: '1',
    ignored: ['ID'],
  },
  adult: { file: 'tabular/adult/adult_train.csv', label: 'income', positive: '>50K', ignored: [] },
}

const seeds = [1, 2, 3]

function area(scores: Float32Array, labels: Float32Array): number {
  return rocAuc(rank(Float64Array.from(scores), Uint8Array.from(labels)))
}

async function onTable(
  set: Matrix,
  id: 't10' | 't13',
  peer: Peer | null,
): Promise<{ own: number[]; theirs: number[] }> {
  const { width, train: cut, validation: held, labels } = set
  const count = labels.length
  const [train, validation, test] = [
    rowsBetween(set, 0, cut),
    rowsBetween(set, cut, cut + held),
    rowsBetween(set, cut + held, count),
  ] as const
  const truth = labels.subarray(cut + held)
  const recipe = zoo.tutorial[id](width)
  const own: number[] = []
  const theirs: number[] = []
  for (const seed of seeds) {
    const { predictions } = await fitAndPredict(recipe, { train, validation, seed }, [
      test.inputs[0] as Float32Array,
    ])
    own.push(area(predictions[0] ?? new Float32Array(), truth))
    if (!peer) continue
    const part = (rows: typeof train) => ({
      x: peer.array(rows.inputs[0] as Float32Array, [rows.count, width]),
      y: peer.array(rows.targets, [rows.count, 1]),
    })
    const answer = await peer.ask({
      net: 'dense',
      shape:
        id === 't10'
          ? { inputs: width, units: [64, 64], dropout: 0 }
          : { inputs: width, units: [64, 32], dropout: 0.5 },
      train: part(train),
      validation: part(validation),
      test: part(test).x,
      batch: recipe.batch,
      epochs: recipe.epochs,
      patience: id === 't10' ? null : recipe.patience,
      seed,
    })
    theirs.push(area(answer.predictions, truth))
  }
  return { own, theirs }
}

/** t10 and t13 on two public tables, against Keras on the same rows. */
export async function tables(peer: Peer | null): Promise<Row[]> {
  const pages = { taiwan: { t10: '0.784', t13: '0.790' }, adult: { t10: '0.899', t13: '0.909' } }
  const rows: Row[] = []
  for (const name of ['taiwan', 'adult'] as const) {
    const { file, ...columns } = sets[name]
    const path = resolve(data, file)
    if (!existsSync(path)) {
      say(`${name} is not measured: it is not in ${data}.`)
      continue
    }
    const set = readMatrix(path, columns)
    for (const id of ['t10', 't13'] as const) {
      const { own, theirs } = await onTable(set, id, peer)
      const row: Row = { name: `${id} ${name}, AUC, mean of 3`, value: mean(own), page: pages[name][id] }
      const gap = Math.abs(mean(own) - mean(theirs))
      rows.push(peer ? { ...row, keras: mean(theirs), bar: 'within 0.01 of Keras', ok: gap <= 0.01 } : row)
    }
  }
  return rows
}
