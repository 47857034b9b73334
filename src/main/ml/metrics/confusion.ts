/** What can be counted: `counts[truth * classes + predicted]` in rows (or in weight, inside a bootstrap). */
export interface Confusion {
  readonly classes: number
  readonly counts: Float64Array
}

export function confusionOf(truth: Int32Array, predicted: Int32Array, classes: number): Confusion {
  const counts = new Float64Array(classes * classes)
  for (let row = 0; row < truth.length; row++) {
    const cell = (truth[row] ?? 0) * classes + (predicted[row] ?? 0)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return { classes, counts }
}

/** Sums over a row (of one true class), a column (predicted as one class), the diagonal and everything. */
export interface Margins {
  truth: number[]
  predicted: number[]
  right: number
  total: number
}

export function marginsOf({ classes, counts }: Confusion): Margins {
  // Plain arrays: this runs in every draw of a bootstrap, and short typed arrays are slow to make.
  const truth = new Array<number>(classes).fill(0)
  const predicted = new Array<number>(classes).fill(0)
  let right = 0
  let total = 0
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      const count = counts[i * classes + j] ?? 0
      truth[i] = (truth[i] ?? 0) + count
      predicted[j] = (predicted[j] ?? 0) + count
      total += count
      if (i === j) right += count
    }
  }
  return { truth, predicted, right, total }
}

/**
 * The counts to expect of predictions that know nothing of the truth but hand out each class as often as these do:
 * the product of the margins. What a metric makes of it is the metric's chance level for this model.
 * @param into is overwritten
 */
export function chanceCounts({ truth, predicted, total }: Margins, into: Float64Array): void {
  const classes = truth.length
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      into[i * classes + j] = ((truth[i] ?? 0) * (predicted[j] ?? 0)) / total
    }
  }
}

/** 0 where there is nothing to divide by, as scikit-learn's `zero_division=0`. */
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** Of the rows predicted as class `k`, the share that are. 0 where none was predicted so. */
export function precisionOf({ classes, counts }: Confusion, margins: Margins, k: number): number {
  return share(counts[k * classes + k] ?? 0, margins.predicted[k] ?? 0)
}

/** Of the rows of class `k`, the share that was found. 0 where there is none. */
export function recallOf({ classes, counts }: Confusion, margins: Margins, k: number): number {
  return share(counts[k * classes + k] ?? 0, margins.truth[k] ?? 0)
}

/** Harmonic mean of precision and recall. 0 where the class neither occurs nor is predicted. */
export function f1Of({ classes, counts }: Confusion, margins: Margins, k: number): number {
  return share(2 * (counts[k * classes + k] ?? 0), (margins.truth[k] ?? 0) + (margins.predicted[k] ?? 0))
}

/**
 * Plain mean over the classes that occur or were predicted (scikit-learn's default labels): a class that a test part
 * does not hold says nothing of a model that never predicts it.
 */
export function macro(
  confusion: Confusion,
  margins: Margins,
  of: (confusion: Confusion, margins: Margins, k: number) => number,
): number {
  let sum = 0
  let present = 0
  for (let k = 0; k < confusion.classes; k++) {
    if ((margins.truth[k] ?? 0) + (margins.predicted[k] ?? 0) === 0) continue
    sum += of(confusion, margins, k)
    present += 1
  }
  return share(sum, present)
}

export const accuracyOf = ({ right, total }: Margins): number => right / total

/**
 * Cohen's kappa: agreement beyond what the two margins give by chance, 1 perfect, 0 chance. With `quadratic` a
 * mistake weighs as the square of its distance in class order (Cohen 1968), for stars.
 * NaN where truth and prediction are one and the same class throughout.
 */
export function kappaOf({ classes, counts }: Confusion, margins: Margins, quadratic: boolean): number {
  let seen = 0
  let expected = 0
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j < classes; j++) {
      if (i === j) continue
      const weight = quadratic ? (i - j) ** 2 : 1
      seen += weight * (counts[i * classes + j] ?? 0)
      expected += weight * (margins.truth[i] ?? 0) * (margins.predicted[j] ?? 0)
    }
  }
  return 1 - (seen * margins.total) / expected
}

/**
 * Matthews correlation of truth and prediction over any number of classes (Gorodkin 2004), -1 to 1.
 * 0 where either is one class throughout.
 */
export function mccOf(margins: Margins): number {
  const { truth, predicted, right, total } = margins
  let both = 0
  let truthSquares = 0
  let predictedSquares = 0
  for (let k = 0; k < truth.length; k++) {
    const t = truth[k] ?? 0
    const p = predicted[k] ?? 0
    both += t * p
    truthSquares += t * t
    predictedSquares += p * p
  }
  const spread = (total * total - truthSquares) * (total * total - predictedSquares)
  return spread <= 0 ? 0 : (right * total - both) / Math.sqrt(spread)
}
