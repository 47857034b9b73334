import { boostedOf, type Boosted } from './boosted'
import { readCheckpoint, writeCheckpoint, type Standing } from './checkpoint'
import { infoOf, prepareField } from './field'
import { grow, type Field } from './grow'
import type { Model } from './model'
import { outputsOf, requireLabelled, startOf, watched, weightsOf } from './objective'
import { phase, rowsPerTask } from './phases'
import { randomOf, sampleOf } from './random'
import { completeSettings } from './settings'
import { addScores, numbersOf, type Tree } from './tree'
import type { BoostingContext, BoostingSettings, LabelledData } from './types'

/** Draws which rows and columns a round may use. @returns how many rows, from the front of the index */
function sample(field: Field, round: number, seed: number): number {
  const { layout, settings, bytes, index } = field
  const { rows, columns } = layout
  const used = bytes.subarray(layout.used, layout.used + columns.length)
  if (settings.columnSampling >= 1) used.fill(1)
  else {
    const count = Math.max(1, Math.round(columns.length * settings.columnSampling))
    used.fill(0)
    for (const column of sampleOf(columns.length, count, randomOf(seed, 2, round))) used[column] = 1
  }
  if (settings.rowSampling >= 1) {
    for (let row = 0; row < rows; row++) index[row] = row
    return rows
  }
  const drawn = round - (round % settings.rowSamplingEvery)
  const chosen = sampleOf(
    rows,
    Math.max(1, Math.round(rows * settings.rowSampling)),
    randomOf(seed, 3, drawn),
  )
  index.set(chosen)
  let next = 0
  let rest = chosen.length
  for (let row = 0; row < rows; row++) {
    if (chosen[next] === row) next++
    else index[rest++] = row
  }
  return chosen.length
}

/** Moves a tree's start into it, so that the sum of trees is the whole score. */
function shift(tree: Tree, by: number): void {
  tree.leafValue.forEach((value, leaf) => (tree.leafValue[leaf] = value + by))
  tree.nodeValue.forEach((value, node) => (tree.nodeValue[node] = value + by))
}

/** One round: a tree an output, and the scores of all rows after it. */
function boost(
  field: Field & { scores: Float64Array },
  round: number,
  seed: number,
  start: Float64Array,
  numbers: readonly Float64Array[],
): Tree[] {
  const { layout, pool, scores, index, settings } = field
  const { rows } = layout
  if (round === 0) start.forEach((value, k) => scores.fill(value, k * rows, (k + 1) * rows))
  pool.run(phase.gradients, Math.ceil(rows / rowsPerTask))
  if (round === 0) scores.fill(0)
  return Array.from(start, (base, k) => {
    const count = sample(field, round, seed)
    const { tree, spans } = grow(field, k, count)
    // A later tree without a split would only move the score by what rounding left.
    if (tree.leaves === 1 && round > 0) tree.leafValue[0] = 0
    if (round === 0) shift(tree, base)
    for (const [leaf, span] of spans.entries()) {
      const value = tree.leafValue[leaf] ?? 0
      for (let at = span.from; at < span.from + span.rows; at++) {
        const place = k * rows + (index[at] ?? 0)
        scores[place] = (scores[place] ?? 0) + value
      }
    }
    if (settings.rowSampling < 1) {
      for (let at = count; at < rows; at++) {
        const row = index[at] ?? 0
        addScores(tree, numbers, row, row + 1, scores, k * rows)
      }
    }
    return tree
  })
}

/** Validation rows and their scores so far. */
function follow(data: LabelledData | undefined, settings: BoostingSettings) {
  if (!data) return null
  requireLabelled(data, settings)
  const weights = weightsOf(data)
  const scores = new Float64Array(data.rows * outputsOf(settings))
  const numbers = data.columns.map(numbersOf)
  return {
    add: (trees: readonly Tree[]): void => {
      trees.forEach((tree, k) => {
        addScores(tree, numbers, 0, data.rows, scores, k * data.rows)
      })
    },
    loss: () => watched(scores, data, weights, settings),
  }
}

/**
 * Fits gradient-boosted trees: histograms over binned columns, grown leaf by leaf, as LightGBM does (Ke et al. 2017,
 * "LightGBM: A Highly Efficient Gradient Boosting Decision Tree").
 * @param settings what differs from the defaults of settings.ts; see `settingsFor`
 * @throws AppError boosting-* for data or settings that cannot be fitted; whatever `breathe` throws
 */
export async function fitBoosting(
  data: LabelledData,
  settings: Partial<BoostingSettings>,
  context: BoostingContext = {},
): Promise<Boosted> {
  const whole = completeSettings(settings, data.columns.length)
  requireLabelled(data, whole)
  const seed = context.seed ?? 0
  const labels = Float64Array.from(data.labels.subarray(0, data.rows))
  const weights = weightsOf(data)
  const start = startOf(labels, weights, whole)
  const validation = follow(context.validation, whole)
  await context.breathe?.()
  const field = await prepareField(data, whole, { seed, threads: context.threads ?? 1, labels, weights })
  try {
    const columns = field.bins.map((bins, at) => ({
      name: data.columns[at]?.name ?? `Column_${String(at)}`,
      info: infoOf(bins),
    }))
    const model: Model = { objective: whole.objective, outputs: outputsOf(whole), columns, trees: [] }
    const numbers = data.columns.map(numbersOf)
    const standing = await readCheckpoint(context, model, whole, data.rows)
    resume(model, field, validation, numbers)
    await train({ model, field, validation, numbers, start, seed, context, standing })
    if (whole.patience > 0 && validation) model.trees.length = (standing.bestRound + 1) * model.outputs
    return boostedOf(model)
  } finally {
    await field.pool.close()
  }
}

/** Scores as the trees of a checkpoint left them: the same sums in the same order, so the same bits. */
function resume(
  model: Model,
  { scores, layout }: { scores: Float64Array } & Field,
  validation: ReturnType<typeof follow>,
  numbers: readonly Float64Array[],
): void {
  const { outputs, trees } = model
  trees.forEach((tree, at) => {
    addScores(tree, numbers, 0, layout.rows, scores, (at % outputs) * layout.rows)
  })
  for (let at = 0; at < trees.length; at += outputs) validation?.add(trees.slice(at, at + outputs))
}

interface Run {
  model: Model
  field: Field & { scores: Float64Array }
  validation: ReturnType<typeof follow>
  numbers: readonly Float64Array[]
  start: Float64Array
  seed: number
  context: BoostingContext
  standing: Standing
}

async function train({
  model,
  field,
  validation,
  numbers,
  start,
  seed,
  context,
  standing,
}: Run): Promise<void> {
  const { settings, layout } = field
  const isSampled = settings.rowSampling < 1 || settings.columnSampling < 1
  const began = performance.now()
  const first = model.trees.length / model.outputs
  for (let round = first; round < settings.trees && !standing.ended; round++) {
    await context.breathe?.()
    const trees = boost(field, round, seed, start, numbers)
    model.trees.push(...trees)
    validation?.add(trees)
    const loss = validation ? validation.loss() : null
    if (loss !== null && loss < standing.best) {
      standing.best = loss
      standing.bestRound = round
    }
    const isStuck = settings.patience > 0 && loss !== null && round - standing.bestRound >= settings.patience
    const isDone = !isSampled && trees.every(({ leaves }) => leaves === 1)
    standing.ended = isStuck || isDone
    const seconds = (performance.now() - began) / 1000
    context.report?.({
      round: round + 1,
      rounds: settings.trees,
      validation: loss === null ? null : settings.watch === 'auc' ? Math.abs(loss) : loss,
      rowsPerSecond: (layout.rows * (round + 1 - first)) / seconds,
    })
    if ((round + 1) % settings.checkpointEvery === 0)
      await writeCheckpoint(context, model, settings, standing, layout.rows)
  }
}
