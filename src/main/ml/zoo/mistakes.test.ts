import { expect, it } from 'vitest'
import { compile, meanSquaredError, sigmoidCrossEntropy, softmaxCrossEntropy, type Model } from '../compile'
import { classificationReport, confusionOf, rank, rocAuc } from '../metrics'
import { loadTensorFlow } from '../tensorflow'
import { tutorial } from '.'

/** Logits that are what the row says: nothing is learnt, losses and heads are looked at. */
const asGiven = (outputs: number): Model => ({
  inputs: [{ shape: [outputs], dtype: 'float32' }],
  outputs,
  weights: [
    { name: 'w', shape: [1], trained: true, decays: false, l1: 0, l2: 0, start: () => Float32Array.of(1) },
  ],
  apply: (pass, [x]) => pass.tf.mul(x ?? pass.tf.scalar(0), pass.weight('w')),
})

async function judged(
  loss: typeof sigmoidCrossEntropy,
  outputs: number,
  logits: readonly number[],
  targets: Float32Array | Int32Array,
): Promise<{ loss: number; predictions: number[] }> {
  const rows = { count: targets.length, inputs: [Float32Array.from(logits)], targets }
  const trainer = await compile(await loadTensorFlow(), {
    model: asGiven(outputs),
    loss,
    optimizer: { kind: 'sgd' },
    seed: 1,
    batch: 1,
    rows,
  })
  const found = await trainer.evaluate(rows)
  trainer.dispose()
  return { loss: found.loss, predictions: [...found.predictions] }
}

const logit = (p: number): number => Math.log(p / (1 - p))

it('sigmoid(2) is 0.8808, not 0.869; a logit is no probability', async () => {
  const { predictions } = await judged(sigmoidCrossEntropy, 1, [2, 0.3, -0.3], Float32Array.of(1, 1, 0))
  expect(predictions[0]).toBeCloseTo(0.8808, 4)
  // A logit of 0.3 is below one half, and yet says yes.
  expect(predictions[1]).toBeCloseTo(0.5744, 4)
  expect(predictions[2]).toBeCloseTo(0.4256, 4)
})

it('cross-entropy is taken with the natural logarithm: 0.3285, not 0.152', async () => {
  const { loss, predictions } = await judged(
    sigmoidCrossEntropy,
    1,
    [logit(0.9), logit(0.2)],
    Float32Array.of(1, 0),
  )
  expect(predictions[1]).toBeCloseTo(0.2, 6)
  // Of both answers together: -ln 0.9 - ln 0.8.
  expect(2 * loss).toBeCloseTo(0.3285, 4)
})

it('the mean squared error of 0.9, 0.2 and 0.8 for 1, 0 and 1 is 0.030, not 0.067', async () => {
  const { loss } = await judged(meanSquaredError, 1, [0.9, 0.2, 0.8], Float32Array.of(1, 0, 1))
  expect(loss).toBeCloseTo(0.03, 6)
})

it('a softmax is taken once: loss and head are one choice', async () => {
  const logits = [2, 0, -1]
  const { loss, predictions } = await judged(softmaxCrossEntropy, 3, logits, Int32Array.of(0))
  const sum = logits.reduce((all, z) => all + Math.exp(z), 0)
  expect(loss).toBeCloseTo(-Math.log(Math.exp(2) / sum), 5)
  logits.forEach((z, k) => expect(predictions[k]).toBeCloseTo(Math.exp(z) / sum, 6))
  // Taken twice, a certain and right answer would still cost 0.55.
  const certain = await judged(softmaxCrossEntropy, 3, [50, 0, 0], Int32Array.of(0))
  expect(certain.loss).toBeLessThan(1e-6)
  expect(tutorial.t9().loss).toBe(softmaxCrossEntropy)
})

it('precision and recall divide by what was said and by what is there; F1 is made of these two', () => {
  // 2 right yes, 1 false yes, 2 missed, 5 right no: of 10 rows.
  const truth = Int32Array.of(1, 1, 0, 1, 1, 0, 0, 0, 0, 0)
  const said = Int32Array.of(1, 1, 1, 0, 0, 0, 0, 0, 0, 0)
  const report = classificationReport(confusionOf(truth, said, 2), ['no', 'yes'], {
    quadratic: false,
    logLoss: null,
  })
  const yes = report.classes[1]
  expect(yes?.precision).toBeCloseTo(2 / 3, 12)
  expect(yes?.recall).toBeCloseTo(2 / 4, 12)
  expect(report.accuracy).toBeCloseTo(0.7, 12)
  const [precision, recall] = [2 / 3, 2 / 4]
  expect(yes?.f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12)
  // With accuracy in the place of precision it would be 0.583.
  expect(yes?.f1).toBeCloseTo(0.5714, 4)
})

it('the area under the ROC curve counts pairs in order: of a positive and a negative, not of precision', () => {
  // One positive above two of three negatives.
  const scores = Float64Array.of(0.9, 0.8, 0.3, 0.1)
  expect(rocAuc(rank(scores, Uint8Array.of(0, 1, 0, 0)))).toBeCloseTo(2 / 3, 12)
})
