/**
 * npm run bench:memory: trains each net of the sentiment ladder for 200 epochs and watches tensors and resident memory
 * from epoch to epoch: what leaks shows as a slope.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { loadTensorFlow } from '../../src/main/ml'
import { sentiment } from '../../src/main/templates/sentiment'
import { benchData } from '../helpers/bench-engine'
import { contextOf, examplesOf, questionOf, readSet, setPath, split } from '../helpers/texts'

const epochs = 200
/** Memory settles first: pools fill, code is compiled. */
const settled = 40
const bar = 1
const rows = 640

interface Row {
  name: string
  value: number
  unit: string
  bar?: number
  ok?: boolean
}

interface Sample {
  epoch: number
  mb: number
  tensors: number
}

/** Least squares: how much y grows with each x. */
function slope(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number): number =>
    samples.reduce((sum, sample) => sum + of(sample), 0) / samples.length
  const [x, y] = [mean(({ epoch }) => epoch), mean(({ mb }) => mb)]
  const covariance = mean(({ epoch, mb }) => (epoch - x) * (mb - y))
  return covariance / mean(({ epoch }) => (epoch - x) ** 2)
}

const hotels = setPath('hotels', benchData)
if (!existsSync(hotels)) throw new Error(`bench:memory needs ${hotels}.`)
const all = readSet('hotels', benchData)
const few = all.filter((_, i) => i % Math.floor(all.length / rows) === 0)
const question = questionOf(few, 'zh')
const parts = split(few, 1)
const tensorflow = await loadTensorFlow()
if (tensorflow.reason !== undefined) console.error(`Plain JavaScript, because ${tensorflow.reason}.`)

const results: Row[] = []
for (const net of ['fasttext', 'textcnn', 'lstm'] as const) {
  const samples: Sample[] = []
  const predictor = await sentiment.fit(
    contextOf<Record<string, unknown>>({
      model: net,
      train: examplesOf(parts.train, question.classes),
      validation: examplesOf(parts.validation, question.classes),
      question,
      params: sentiment.parseParams({
        [`${net}Epochs`]: epochs,
        [`${net}Patience`]: epochs,
        [`${net}MaxLength`]: 40,
      }),
      report({ points }) {
        const ended = points.find(({ validationLoss }) => validationLoss !== undefined)
        if (ended === undefined) return
        globalThis.gc?.()
        const { numTensors } = tensorflow.tf.memory()
        samples.push({ epoch: ended.epoch, mb: process.memoryUsage.rss() / 1e6, tensors: numTensors })
      },
    }),
  )
  predictor.dispose()
  if (samples.length !== epochs) throw new Error(`${net} trained ${String(samples.length)} epochs`)
  const later = samples.slice(settled)
  const growth = slope(later)
  const counts = later.map(({ tensors }) => tensors)
  const change = Math.max(...counts) - Math.min(...counts)
  results.push(
    {
      name: `${net}: resident memory, slope`,
      value: Number(growth.toFixed(3)),
      unit: 'MB an epoch',
      bar,
      ok: growth <= bar,
    },
    { name: `${net}: tensors, largest change`, value: change, unit: 'tensors', bar: 0, ok: change === 0 },
    { name: `${net}: resident memory at the end`, value: Math.round(later.at(-1)?.mb ?? 0), unit: 'MB' },
  )
}
console.table(results)
mkdirSync('bench-results', { recursive: true })
writeFileSync('bench-results/memory.json', `${JSON.stringify(results, null, 2)}\n`)
process.exitCode = results.some(({ ok }) => ok === false) ? 1 : 0
