import { describe, expect, it } from 'vitest'
import { random } from '#shared/random'
import { binaryAccuracy, fitAndPredict, rowsBetween } from '../../../../tests/helpers/nets'
import { planted } from '../../../../tests/helpers/planted'
import { classificationJudge, type JudgeOutput, type ScoredModel } from '../judge'
import { sizeOf, startingWeights } from '../nets'
import { denseNet, smallResidual, tutorial, type Recipe } from '.'

const size = ({ model }: Recipe): number => model.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0)

/** Labels that nothing explains. */
function chance(count: number, seed: number) {
  const from = random(seed)
  return {
    inputs: Float32Array.from({ length: count * 100 }, () => from.next()),
    labels: Float32Array.from({ length: count }, () => from.int(2)),
  }
}

/** Both classes' probabilities, as a judge is given them. */
const both = (yes: Float32Array): Float64Array =>
  Float64Array.from(yes).reduce(
    (scores, p, row) => (scores.set([1 - p, p], 2 * row), scores),
    new Float64Array(2 * yes.length),
  )

const judge = (models: ScoredModel[], validation: Float32Array, test: Float32Array): Promise<JudgeOutput> =>
  classificationJudge.judge({
    question,
    headline: 'accuracy',
    models,
    validationTruth: Int32Array.from(validation),
    testTruth: Int32Array.from(test),
    testUnits: null,
    slices: [],
    seed: 1,
    bar: null,
  })

const question = { classes: ['no', 'yes'], positive: 1, ordinal: false, lang: 'other' } as const

it('has the sizes that the tutorials print', () => {
  expect(size(tutorial.t1())).toBe(13_057)
  expect(size(tutorial.t9())).toBe(122_570)
  expect(size(tutorial.t10(23))).toBe(24 * 64 + 65 * 64 + 65)
  expect(size(tutorial.t11())).toBe(51)
  expect(size(tutorial.t13(20))).toBe(21 * 64 + 65 * 32 + 33)
  expect(denseNet({ inputs: 3, units: [], outputs: 1 }).weights.map(({ shape }) => [...shape])).toEqual([
    [3, 1],
    [1],
  ])
})

describe('t1', () => {
  it('memorises chance, and the judge is not fooled', async () => {
    for (const seed of [1, 2]) {
      const data = chance(1000, seed)
      const train = rowsBetween(data, 0, 600)
      const { predictions } = await fitAndPredict(
        tutorial.t1(),
        { train, validation: rowsBetween(data, 600, 800), seed },
        [data.inputs.subarray(0, 60_000), data.inputs.subarray(60_000, 80_000), data.inputs.subarray(80_000)],
      )
      const [seen, validation, test] = predictions as [Float32Array, Float32Array, Float32Array]
      expect(binaryAccuracy(seen, data.labels.subarray(0, 600))).toBeGreaterThanOrEqual(0.99)

      const majority = (rows: number): Float64Array => both(new Float32Array(rows).fill(0.4))
      const judged = await judge(
        [
          { id: 'majority', kind: 'baseline', validation: majority(200), test: majority(200) },
          { id: 't1', kind: 'model', validation: both(validation), test: both(test) },
        ],
        data.labels.subarray(600, 800),
        data.labels.subarray(800),
      )
      const t1 = judged.models.find(({ id }) => id === 't1')
      expect(t1?.verdict).not.toBe('better')
      const accuracy = t1?.metrics['accuracy']
      expect(accuracy?.low).toBeLessThan(0.5)
      expect(accuracy?.high).toBeGreaterThan(0.5)
    }
  })
})

describe('t11', () => {
  it('shows the sigmoid of the logit as probability, and cuts at a logit of 0', async () => {
    const from = random(3)
    const inputs = Float32Array.from({ length: 600 }, () => 4 * from.next() - 2)
    const labels = Float32Array.from({ length: 200 }, (_, row) => ((inputs[3 * row] ?? 0) > 0 ? 1 : 0))
    const recipe = tutorial.t11()
    expect(recipe.optimizer.kind).toBe('sgd')
    const rows = rowsBetween({ inputs, labels }, 0, 200)
    const { fitted, predictions } = await fitAndPredict(recipe, { train: rows, validation: rows, seed: 1 }, [
      inputs,
    ])
    const of = (name: string): Float32Array => fitted.weights.get(name) ?? new Float32Array()
    const [kernel, bias, head, headBias] = [
      'hidden-1/kernel',
      'hidden-1/bias',
      'head/kernel',
      'head/bias',
    ].map(of) as [Float32Array, Float32Array, Float32Array, Float32Array]
    labels.forEach((_, row) => {
      let logit = headBias[0] ?? NaN
      bias.forEach((start, unit) => {
        let sum = start
        for (let i = 0; i < 3; i++) sum += (inputs[3 * row + i] ?? NaN) * (kernel[10 * i + unit] ?? NaN)
        logit += Math.max(0, sum) * (head[unit] ?? NaN)
      })
      const p = predictions[0]?.[row] ?? NaN
      expect(p).toBeCloseTo(1 / (1 + Math.exp(-logit)), 5)
      // Between 0 and one half a logit already says yes.
      if (Math.abs(logit) > 1e-5) expect(p > 0.5).toBe(logit > 0)
    })
    expect(binaryAccuracy(predictions[0] ?? new Float32Array(), labels)).toBeGreaterThan(0.8)
  })
})

describe('t13', () => {
  it('finds what was planted, which a line cannot', async () => {
    const data = planted(14_300, 42)
    expect(data.ceiling).toBeCloseTo(0.941, 2)
    const rows = { train: rowsBetween(data, 0, 9152), validation: rowsBetween(data, 9152, 11_440), seed: 1 }
    const inputs = [rowsBetween(data, 9152, 11_440), rowsBetween(data, 11_440, 14_300)].map(
      (part) => part.inputs[0] as Float32Array,
    )
    const net = tutorial.t13(20)
    const line = { ...net, model: denseNet({ inputs: 20, units: [], outputs: 1 }), epochs: 10 }
    const scores = []
    for (const recipe of [line, net]) {
      const { predictions } = await fitAndPredict(recipe, rows, inputs)
      scores.push(predictions)
    }
    const [byLine, byNet] = scores as [[Float32Array, Float32Array], [Float32Array, Float32Array]]
    expect(binaryAccuracy(byNet[1], data.labels.subarray(11_440))).toBeGreaterThanOrEqual(0.91)
    const judged = await judge(
      [
        { id: 'line', kind: 'baseline', validation: both(byLine[0]), test: both(byLine[1]) },
        { id: 't13', kind: 'model', validation: both(byNet[0]), test: both(byNet[1]) },
      ],
      data.labels.subarray(9152, 11_440),
      data.labels.subarray(11_440),
    )
    const found = judged.models.find(({ id }) => id === 't13')
    expect(found?.verdict).toBe('better')
    expect(found?.difference?.low).toBeGreaterThan(0)
    expect(found?.metrics['accuracy']?.high).toBeLessThan(data.ceiling)
  })

  it('stops ten epochs after its best one, whose weights it keeps', async () => {
    const data = planted(700, 1)
    const rows = { train: rowsBetween(data, 0, 500), validation: rowsBetween(data, 500, 700), seed: 1 }
    const validation = rows.validation.inputs[0] as Float32Array
    const { fitted, predictions } = await fitAndPredict(tutorial.t13(20), rows, [validation])
    expect(fitted.stopped).toBe('patience')
    expect(fitted.epochs).toBe(fitted.bestEpoch + 10)
    expect(fitted.epochs).toBeLessThan(100)
    const losses = fitted.curve.map(({ validationLoss }) => validationLoss ?? Infinity)
    expect(losses[fitted.bestEpoch - 1]).toBe(Math.min(...losses))
    const kept = predictions[0] ?? new Float32Array()
    const loss = kept.reduce((sum, p, row) => sum - Math.log(data.labels[500 + row] === 1 ? p : 1 - p), 0)
    expect(loss / kept.length).toBeCloseTo(Math.min(...losses), 5)
  })
})

describe('the small residual net', () => {
  it('starts as a net without its blocks, whose share is 0', () => {
    const shares = [...startingWeights(smallResidual(5).model, 1)].filter(([name]) => name.endsWith('/share'))
    expect(shares.map(([, share]) => [...share])).toEqual([[0], [0]])
  })
})
