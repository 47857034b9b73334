import type { CurveFinding, CurvePoint } from '#shared/results'

/** Changes of a loss below one part in a hundred are noise of a few hundred validation rows. */
const noise = 0.01
/** A training loss half as high again as at the start does not come back. */
const runaway = 1.5
/** An epoch must still gain this share of the validation loss for more epochs to be worth their time. */
const worthwhileGain = 0.005
/** One bad epoch is luck; two on end are a direction. */
const fewestRising = 2
/** Epochs over which the pace of improvement is taken. */
const recent = 3

interface Epoch {
  epoch: number
  loss: number | null
  validationLoss: number
}

/** The 1-based epoch that a moment belongs to; its end is a whole number. */
const epochOf = ({ epoch }: CurvePoint): number => Math.max(1, Math.ceil(epoch - 1e-9))

/** The last training and validation loss of each epoch that was validated. */
function byEpoch(points: readonly CurvePoint[]): Epoch[] {
  const epochs = new Map<number, Epoch>()
  let loss: number | null = null
  for (const point of points) {
    loss = point.loss ?? loss
    if (point.validationLoss === undefined) continue
    const epoch = epochOf(point)
    epochs.set(epoch, { epoch, loss, validationLoss: point.validationLoss })
  }
  return [...epochs.values()]
}

/** The epoch in which numbers ran out of range or the training loss ran away from where it began. */
function divergedAt(points: readonly CurvePoint[]): number | null {
  let first: number | null = null
  for (const point of points) {
    const losses = [point.loss, point.validationLoss].filter((loss) => loss !== undefined)
    if (losses.some((loss) => !Number.isFinite(loss))) return epochOf(point)
    first ??= point.loss ?? null
  }
  const last = points.findLast((point) => point.loss !== undefined)
  if (first === null || last?.loss === undefined || last.loss <= runaway * first) return null
  const start = first
  return epochOf(points.find((point) => (point.loss ?? 0) > runaway * start) ?? last)
}

export interface CurveKnowledge {
  /** The epoch whose weights were kept, where training chose it by something else than validation loss. */
  bestEpoch?: number
  /** Validation loss of giving every row the shares of the classes, in nats: what learning nothing scores. */
  noSkillLoss?: number
}

/**
 * What a finished curve says, in one finding:
 * - `diverged` from the epoch in which a loss was not finite or left its start behind upwards;
 * - `no-learning`: the best validation loss is no better than knowing only the shares of the classes (or, where these
 *   are not given, no loss fell by more than noise);
 * - `memorising` from the first epoch after the best in which validation loss has turned up for good (two epochs or
 *   more) while training loss went on falling;
 * - `still-improving`: the best is at the end and the last epochs still gained at least half a per cent each;
 * - `converged` at the epoch from which validation loss stays within noise of its best.
 *
 * @param points in order of time; epochs that were validated count
 * @returns null where fewer than two epochs were validated: nothing can be said
 */
export function curveFinding(
  points: readonly CurvePoint[],
  { bestEpoch, noSkillLoss }: CurveKnowledge = {},
): CurveFinding | null {
  const epochs = byEpoch(points)
  const finite = epochs.filter(({ validationLoss }) => Number.isFinite(validationLoss))
  const lowest = finite.reduce<Epoch | null>(
    (best, one) => (best === null || one.validationLoss < best.validationLoss ? one : best),
    null,
  )
  const kept = bestEpoch ?? lowest?.epoch ?? 1
  const diverged = divergedAt(points)
  if (diverged !== null) return { kind: 'diverged', epoch: diverged, bestEpoch: kept }
  const last = epochs.at(-1)
  if (lowest === null || last === undefined || epochs.length < 2) return null

  if (learntNothing(points, epochs, lowest.validationLoss, noSkillLoss)) {
    return { kind: 'no-learning', epoch: last.epoch, bestEpoch: kept }
  }
  const rising = epochs.slice(
    1 + epochs.findLastIndex((e) => e.validationLoss <= (1 + noise) * lowest.validationLoss),
  )
  const turn = rising[0]
  const fitted = lowest.loss === null || last.loss === null || last.loss < lowest.loss
  if (turn !== undefined && rising.length >= fewestRising && fitted) {
    return { kind: 'memorising', epoch: turn.epoch, bestEpoch: kept }
  }
  const before = epochs[Math.max(0, epochs.length - 1 - recent)]
  if (lowest === last && before !== undefined) {
    const gain = 1 - (last.validationLoss / before.validationLoss) ** (1 / (last.epoch - before.epoch))
    if (gain >= worthwhileGain) return { kind: 'still-improving', epoch: last.epoch, bestEpoch: kept }
  }
  const settled = epochs.find(({ validationLoss }) => validationLoss <= (1 + noise) * lowest.validationLoss)
  return { kind: 'converged', epoch: settled?.epoch ?? lowest.epoch, bestEpoch: kept }
}

function learntNothing(
  points: readonly CurvePoint[],
  epochs: readonly Epoch[],
  best: number,
  noSkillLoss: number | undefined,
): boolean {
  if (noSkillLoss !== undefined) return best >= (1 - noise) * noSkillLoss
  const losses = points.flatMap(({ loss }) => (loss === undefined ? [] : [loss]))
  const start = losses[0]
  const fell = start !== undefined && Math.min(...losses) < (1 - noise) * start
  return !fell && best >= (1 - noise) * (epochs[0]?.validationLoss ?? 0)
}
