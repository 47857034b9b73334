import { loadTensorFlow, nets, type zoo } from '../../src/main/ml'

/** A context for a fit that is neither watched nor stopped. */
const alone: nets.NetFit['context'] = {
  model: 'net',
  breathe: () => Promise.resolve(),
  report: () => undefined,
  checkpoints: { load: () => Promise.resolve(null), save: () => Promise.resolve() },
}

/** Fits a net of the zoo and predicts rows with the weights that were kept. */
export async function fitAndPredict(
  recipe: zoo.Recipe,
  rows: { train: nets.Rows; validation: nets.Rows; seed: number },
  inputs: readonly Float32Array[],
): Promise<{ fitted: nets.FittedNet; predictions: Float32Array[] }> {
  const tensorflow = await loadTensorFlow()
  const fitted = await nets.fitNet({ tensorflow, ...recipe, ...rows, context: alone })
  const model = nets.inference(tensorflow, { ...recipe, weights: fitted.weights })
  const width = nets.sizeOf(recipe.model.inputs[0]?.shape ?? [1])
  const predictions: Float32Array[] = []
  for (const part of inputs) predictions.push(await model.predict([part], part.length / width))
  model.dispose()
  return { fitted, predictions }
}

/** Rows `from` to `to` of a matrix and its targets. */
export function rowsBetween(
  { inputs, labels }: { inputs: Float32Array; labels: Float32Array | Int32Array },
  from: number,
  to: number,
): nets.Rows {
  const width = inputs.length / labels.length
  return {
    count: to - from,
    inputs: [inputs.subarray(from * width, to * width)],
    targets: labels.subarray(from, to),
  }
}

/** Share of rows on whose side of one half the probability stands. */
export const binaryAccuracy = (probabilities: Float32Array, labels: Float32Array | Int32Array): number =>
  probabilities.filter((p, row) => (p > 0.5 ? 1 : 0) === labels[row]).length / probabilities.length
