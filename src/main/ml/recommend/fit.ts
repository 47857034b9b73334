import { AppError } from '#shared/errors'
import type { FitContext, ModelReader, Predictor } from '../predictor'
import { loadTensorFlow } from '../tensorflow'
import { fitFactors } from './fit-factors'
import { fitNextItem } from './fit-nets'
import { readLog, readPasts } from './log'
import type { Method } from './method'
import { easeWeights } from './methods/ease'
import { coCounts } from './methods/gram'
import { itemNeighbours } from './methods/item-knn'
import { linearMethod, loadLinear } from './methods/linear'
import { loadBpr } from './methods/bpr'
import { loadIals } from './methods/ials'
import { popularScores, recentScores, sameForAll } from './methods/popular'
import { loadBias, loadSvdpp } from './methods/ratings'
import { loadSasrec } from './methods/sasrec'
import { loadTwoTower } from './methods/two-tower'
import { floatsIn, loadRanking, RankingPredictor } from './predictor'
import { emptyPast } from './rank-rows'
import type { MethodId, RecommendSettings } from './settings'
import { bestOf, type Task } from './task'
import { validationOf } from './validation'
import { coVectors } from './vectors'

type Facts = Record<string, string | number>

/** How strangers are answered: by what is popular, or lately popular, whichever validation prefers. */
function strangerScores({ log, settings, validation }: Omit<Task, 'context'>): {
  scores: Float32Array
  halfLife: number
} {
  let best = { scores: popularScores(log), halfLife: 0 }
  if (log.times.every(Number.isNaN)) return best
  let most = validation.ofStrangers(best.scores)
  for (const halfLife of settings.halfLives) {
    const scores = recentScores(log, halfLife)
    const found = validation.ofStrangers(scores)
    if (found > most) [best, most] = [{ scores, halfLife }, found]
  }
  return best
}

function recentPopular({ log, settings, validation, facts }: Task): Method {
  // Without times nothing is recent.
  if (log.times.every(Number.isNaN)) throw new AppError('role-missing', { role: 'time' })
  let best: { scores: Float32Array; halfLife: number; found: number } | null = null
  for (const halfLife of settings.halfLives) {
    const scores = recentScores(log, halfLife)
    const found = validation.ofStrangers(scores)
    if (best === null || found > best.found) best = { scores, halfLife, found }
  }
  if (best === null) throw new AppError('invalid-input', { detail: 'no half-life to try' })
  return sameForAll(best.scores, { ...facts, halfLife: best.halfLife })
}

async function itemKnn(task: Task): Promise<Method> {
  const { log, settings, validation, context, facts } = task
  const { neighbours, shrink } = settings.knn
  const { method } = await bestOf(
    task,
    shrink,
    async (one) => {
      const weights = await itemNeighbours(log, { neighbours, shrink: one }, () => context.breathe())
      return linearMethod(weights, log.catalogue, { ...facts, neighbours, shrink: one })
    },
    (made) => validation.ndcg(made),
  )
  return method
}

/** @throws AppError `too-many-items` where the matrix between all items would not fit */
async function ease(task: Task): Promise<Method> {
  const { log, settings, validation, context, facts } = task
  const { learnt } = log.catalogue
  if (learnt > settings.ease.mostItems) {
    throw new AppError('too-many-items', { items: learnt, limit: settings.ease.mostItems })
  }
  const breathe = (): Promise<void> => context.breathe()
  const { tf } = await loadTensorFlow()
  const counts = await coCounts(log, breathe)
  const { method } = await bestOf(
    task,
    settings.ease.l2,
    async (l2) => {
      const weights = await easeWeights(tf, counts, learnt, l2, breathe)
      return linearMethod(weights, log.catalogue, { ...facts, l2, weights: learnt * learnt })
    },
    (made) => validation.ndcg(made),
  )
  return method
}

async function fitMethod(model: MethodId, task: Task): Promise<Method> {
  const { log, facts } = task
  switch (model) {
    case 'popular':
      return sameForAll(popularScores(log), facts)
    case 'recent-popular':
      return recentPopular(task)
    case 'item-knn':
      return itemKnn(task)
    case 'ease':
      return ease(task)
    case 'ials':
    case 'bpr':
    case 'bias':
    case 'svdpp':
      return fitFactors(model, task)
    case 'two-tower':
    case 'sasrec':
      return fitNextItem(model, task)
  }
}

/**
 * Fits one method of recommending to the events of train: reads the log, takes its k-core, chooses settings on
 * validation. What comes back answers anybody: known users, pasts it never saw, and nobody at all.
 * @throws AppError `nothing-in-common` where the k-core leaves nothing; `role-missing` where ratings or times are needed
 */
export async function fitRecommender(
  model: MethodId,
  context: FitContext<unknown>,
  settings: RecommendSettings,
): Promise<Predictor> {
  await context.breathe()
  const log = readLog(context.train, settings.reading, settings.core)
  const { catalogue, users, dropped } = log
  if (users.length === 0) throw new AppError('nothing-in-common', { core: settings.core })
  await context.breathe()
  const numbers = new Map(users.map((id, user) => [id, user]))
  const pasts = readPasts(context.train, settings.reading, catalogue, numbers)
  const validation = validationOf(
    context.validation,
    pasts,
    catalogue,
    settings.reading,
    settings.repeats,
    () => context.breathe(),
  )
  const strangers = strangerScores({ log, settings, validation, facts: {} })
  const facts: Facts = {
    users: users.length,
    items: catalogue.learnt,
    events: log.sequences.values.length,
    droppedUsers: dropped.users,
    droppedItems: dropped.items,
    repeated: dropped.repeated,
    ...(strangers.halfLife === 0 ? {} : { strangersHalfLife: strangers.halfLife }),
  }
  const method = await fitMethod(model, { log, settings, validation, context, facts })
  return new RankingPredictor(
    {
      catalogue,
      vectors: coVectors(log),
      reading: settings.reading,
      repeats: settings.repeats,
      leaveOut: settings.leaveOut,
      fallback: strangers.scores,
      method,
    },
    new Map([...pasts].map(([id, past]) => [id, past.items.length === 0 ? emptyPast : past])),
    method.describe(),
  )
}

export async function loadRecommender(model: MethodId, reader: ModelReader): Promise<Predictor> {
  return loadRanking(reader, async (catalogue) => {
    switch (model) {
      case 'popular':
      case 'recent-popular': {
        const scores = floatsIn(await reader.bytes('popularity.bin'))
        return sameForAll(scores, ((await reader.json('catalogue.json')) as { facts: Facts }).facts)
      }
      case 'item-knn':
      case 'ease':
        return loadLinear(reader, catalogue)
      case 'ials':
        return loadIals(reader, catalogue)
      case 'bpr':
        return loadBpr(reader, catalogue)
      case 'bias':
        return loadBias(reader, catalogue)
      case 'svdpp':
        return loadSvdpp(reader, catalogue)
      case 'two-tower':
        return loadTwoTower(reader, catalogue)
      case 'sasrec':
        return loadSasrec(await loadTensorFlow(), reader, catalogue)
    }
  })
}
