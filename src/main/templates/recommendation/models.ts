import type { ModelSpec } from '#shared/manifest'
import {
  netBytes,
  recommend,
  type FitContext,
  type ModelReader,
  type Predictor,
  type Workload,
  type WorkloadInput,
} from '../../ml'
import type { Params } from './params'

/** The ladder, simplest first. */
export const models = [
  { id: 'popular', kind: 'baseline', family: 'rule' },
  { id: 'recent-popular', kind: 'baseline', family: 'rule', needs: 'time' },
  { id: 'item-knn', kind: 'model', family: 'neighbour' },
  { id: 'ease', kind: 'model', family: 'linear' },
  { id: 'ials', kind: 'model', family: 'factor' },
  { id: 'bpr', kind: 'model', family: 'factor' },
  { id: 'two-tower', kind: 'model', family: 'net' },
  { id: 'sasrec', kind: 'model', family: 'net' },
  { id: 'bias', kind: 'model', family: 'factor', needs: 'rating' },
  { id: 'svdpp', kind: 'model', family: 'factor', needs: 'rating' },
] as const satisfies readonly ModelSpec[]

export type ModelId = (typeof models)[number]['id']

function settingsOf(params: Params): recommend.RecommendSettings {
  return {
    reading: {
      eventKinds: params.eventKinds,
      likedFrom: params.likedFrom,
      sessionMinutes: params.sessionMinutes,
      ratingScale: params.ratingScale,
      lastOnly: params.surface === 'related',
    },
    repeats: params.repeats,
    leaveOut: params.leaveOutItems,
    core: params.core,
    halfLives: params.popularHalfLives,
    knn: { neighbours: params.knnNeighbours, shrink: params.knnShrink },
    ease: { l2: params.easeL2, mostItems: params.easeMostItems },
    ials: {
      size: params.ialsSize,
      unobserved: params.ialsUnobserved,
      l2: params.ialsL2,
      epochs: params.ialsEpochs,
    },
    bpr: {
      size: params.bprSize,
      learningRate: params.bprLearningRate,
      l2: params.bprL2,
      epochs: params.bprEpochs,
    },
    bias: { shrink: params.biasShrink },
    svdpp: {
      size: params.svdppSize,
      learningRate: params.svdppLearningRate,
      l2: params.svdppL2,
      epochs: params.svdppEpochs,
    },
    twoTower: {
      size: params.twoTowerSize,
      dropout: params.twoTowerDropout,
      optimizer: params.twoTowerOptimizer,
      learningRate: params.twoTowerLearningRate,
      schedule: params.twoTowerSchedule,
      weightDecay: params.twoTowerWeightDecay,
      negatives: params.twoTowerNegatives,
      batch: params.twoTowerBatch,
      epochs: params.twoTowerEpochs,
      patience: params.twoTowerPatience,
      past: params.twoTowerPast,
      hidden: params.twoTowerHidden,
      itemDropout: params.twoTowerItemDropout,
    },
    sasrec: {
      size: params.sasrecSize,
      dropout: params.sasrecDropout,
      optimizer: params.sasrecOptimizer,
      learningRate: params.sasrecLearningRate,
      schedule: params.sasrecSchedule,
      weightDecay: params.sasrecWeightDecay,
      negatives: params.sasrecNegatives,
      batch: params.sasrecBatch,
      epochs: params.sasrecEpochs,
      patience: params.sasrecPatience,
      length: params.sasrecLength,
      blocks: params.sasrecBlocks,
    },
  }
}

export function fit(context: FitContext<Params> & { model: ModelId }): Promise<Predictor> {
  return recommend.fitRecommender(context.model, context, settingsOf(context.params))
}

export function load(model: ModelId, reader: ModelReader): Promise<Predictor> {
  return recommend.loadRecommender(model, reader)
}

/** Items grow with about the square root of the events (Heaps 1978). */
const itemGrowth = 0.5
const single = 4

/** What fitting a method asks of the machine, from the settings and a sample of the log. */
export function workload(input: WorkloadInput<Params> & { model: ModelId }): Workload {
  const { model, params, sample, rows } = input
  const [name = ''] = sample.columnsOf('item')
  const cells = sample.column(name)
  const seen = new Set<string | number>(cells.values).size
  const items = Math.round(seen * Math.max(1, rows.train / Math.max(1, sample.length)) ** itemGrowth)
  const none = { rows: rows.train * 40, weights: 0, batch: 0 }
  const plain = (pass: number, bytes = none): Workload => ({ pass, epochs: null, bytes })
  switch (model) {
    case 'popular':
    case 'recent-popular':
      return plain(rows.train)
    case 'item-knn':
      return plain(rows.train * 20 * params.knnShrink.length)
    case 'ease':
      return plain(items ** 3 * params.easeL2.length, { ...none, weights: 5 * single * items ** 2 })
    case 'ials': {
      const settings = params.ialsUnobserved.length * params.ialsL2.length
      return plain(
        settings * params.ialsEpochs * (rows.train * 16 * params.ialsSize + items * params.ialsSize ** 2),
      )
    }
    case 'bpr':
      return plain(params.bprL2.length * params.bprEpochs * rows.train * 6 * params.bprSize)
    case 'bias':
      return plain(rows.train)
    case 'svdpp':
      return plain(params.svdppEpochs * rows.train * 8 * params.svdppSize)
    case 'two-tower': {
      const { twoTowerSize: size, twoTowerNegatives: negatives, twoTowerPast: past } = params
      return {
        pass: rows.train * size * (negatives + past + 2 * params.twoTowerHidden),
        epochs: { most: params.twoTowerEpochs, patience: params.twoTowerPatience },
        bytes: netBytes({
          rows: rows.train,
          width: past + 1,
          weights: 2 * items * size,
          slots: 2,
          batch: params.twoTowerBatch,
          activations: negatives + past * size,
        }),
      }
    }
    case 'sasrec': {
      const {
        sasrecSize: size,
        sasrecNegatives: negatives,
        sasrecLength: length,
        sasrecBlocks: blocks,
      } = params
      return {
        pass: rows.train * size * (negatives + blocks * (6 * size + 2 * length)),
        epochs: { most: params.sasrecEpochs, patience: params.sasrecPatience },
        bytes: netBytes({
          rows: Math.ceil(rows.train / length) * 4,
          width: 3 * length,
          weights: items * size,
          slots: 2,
          batch: params.sasrecBatch,
          activations: length * (negatives + blocks * (8 * size + 2 * length)),
        }),
      }
    }
  }
}
