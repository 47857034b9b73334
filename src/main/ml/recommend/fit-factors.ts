import { AppError } from '#shared/errors'
import { bestOf, type Task } from './task'
import type { Method } from './method'
import { bprFactors, bprMethod, type BprSettings } from './methods/bpr'
import { ialsFactors, ialsMethod, type IalsSettings } from './methods/ials'
import { biasMethod, fitBiases, ratingsOf, svdppFactors, svdppMethod } from './methods/ratings'

/** Times that a validation is asked about one run at most: each costs as much as a pass over the data. */
const mostLooks = 8

/** Rendle et al. 2022: the penalty grows with what is known, all the way. */
const fullFrequency = 1
/** Ratings that a user's deviation is shrunk by, against an item's (Koren 2008 has 10 and 25). */
const userShare = 0.4

/** Follows a run: reports how far it is, looks at validation now and then, keeps the best. */
function watch<State>(
  { context }: Task,
  epochs: number,
  share: { from: number; of: number },
  score: (state: State) => Promise<number>,
  copy: (state: State) => State,
) {
  const every = Math.max(1, Math.ceil(epochs / mostLooks))
  let best: { state: State; score: number; epoch: number } | null = null
  return {
    async judge(state: State, epoch: number): Promise<boolean> {
      const done = share.from + (epoch / epochs) * share.of
      if (epoch % every === 0 || epoch === epochs) {
        const found = await score(state)
        if (best === null || found > best.score) best = { state: copy(state), score: found, epoch }
        // Two looks without a gain: it has learnt what it will.
        else if (epoch - best.epoch >= 2 * every) {
          context.report({ epoch, epochs, done, rowsPerSecond: null, learningRate: null, points: [] })
          return false
        }
      }
      context.report({ epoch, epochs, done, rowsPerSecond: null, learningRate: null, points: [] })
      await context.breathe()
      return true
    },
    best(): { state: State; score: number; epoch: number } {
      if (best === null) throw new Error('nothing was judged')
      return best
    },
  }
}

async function ials(task: Task): Promise<Method> {
  const { log, settings, validation, context, facts } = task
  const { size, unobserved, l2, epochs } = settings.ials
  const grid = unobserved.flatMap((alpha) => l2.map((penalty) => ({ alpha, penalty })))
  let best: { score: number; method: Method } | null = null
  for (const [i, { alpha, penalty }] of grid.entries()) {
    const own: IalsSettings = {
      size,
      unobserved: alpha,
      l2: penalty,
      frequency: fullFrequency,
      epochs,
      seed: context.seed,
    }
    const made = (items: Parameters<typeof ialsMethod>[0], epoch: number): Method =>
      ialsMethod(items, own, log.catalogue, { ...facts, size, unobserved: alpha, l2: penalty, epochs: epoch })
    const following = watch<{ items: Parameters<typeof ialsMethod>[0]; epoch: number }>(
      task,
      epochs,
      { from: i / grid.length, of: 1 / grid.length },
      ({ items, epoch }) => validation.ndcg(made(items, epoch)),
      ({ items, epoch }) => ({ items: { size, values: items.values.slice() }, epoch }),
    )
    await ialsFactors(
      log,
      own,
      () => context.breathe(),
      (items, epoch) => following.judge({ items, epoch }, epoch),
    )
    const { state, score } = following.best()
    if (best === null || score > best.score) best = { score, method: made(state.items, state.epoch) }
  }
  if (best === null) throw new AppError('invalid-input', { detail: 'no setting to try' })
  return best.method
}

async function bpr(task: Task): Promise<Method> {
  const { log, settings, validation, context, facts } = task
  const { l2, ...rest } = settings.bpr
  let best: { score: number; method: Method } | null = null
  for (const [i, penalty] of l2.entries()) {
    const own: BprSettings = { ...rest, l2: penalty, seed: context.seed }
    type State = Parameters<typeof bprMethod>[0]
    const made = (factors: State, epoch: number): Method =>
      bprMethod(factors, own, log.catalogue, { ...facts, size: own.size, l2: penalty, epochs: epoch })
    const following = watch<State>(
      task,
      own.epochs,
      { from: i / l2.length, of: 1 / l2.length },
      (factors) => validation.ndcg(made(factors, 0)),
      ({ users, items, biases }) => ({
        users: { ...users, values: users.values.slice() },
        items: { ...items, values: items.values.slice() },
        biases: biases.slice(),
      }),
    )
    await bprFactors(
      log,
      own,
      () => context.breathe(),
      (factors, epoch) => following.judge(factors, epoch),
    )
    const { state, score, epoch } = following.best()
    if (best === null || score > best.score) best = { score, method: made(state, epoch) }
  }
  if (best === null) throw new AppError('invalid-input', { detail: 'no setting to try' })
  return best.method
}

async function bias(task: Task): Promise<Method> {
  const { log, settings, validation, facts } = task
  const { method } = await bestOf(
    task,
    settings.bias.shrink,
    (shrink) =>
      Promise.resolve(
        biasMethod(fitBiases(log, userShare * shrink, shrink), log.catalogue, { ...facts, shrink }),
      ),
    (made) => Promise.resolve(-validation.rmse(made)),
  )
  return method
}

async function svdpp(task: Task): Promise<Method> {
  const { log, settings, validation, context, facts } = task
  const { setting: shrink } = await bestOf(
    task,
    settings.bias.shrink,
    (one) => Promise.resolve(biasMethod(fitBiases(log, userShare * one, one), log.catalogue, {})),
    (made) => Promise.resolve(-validation.rmse(made)),
  )
  const { size, learningRate, l2, epochs } = settings.svdpp
  type State = Parameters<typeof svdppMethod>[0]
  const made = (model: State, epoch: number): Method =>
    svdppMethod(model, log.catalogue, { ...facts, size, l2, epochs: epoch })
  const following = watch<State>(
    task,
    epochs,
    { from: 0, of: 1 },
    (model) => Promise.resolve(-validation.rmse(made(model, 0))),
    (model) => ({
      ...model,
      users: model.users.slice(),
      items: model.items.slice(),
      implied: model.implied.slice(),
    }),
  )
  await svdppFactors(
    log,
    fitBiases(log, userShare * shrink, shrink),
    { size, learningRate, l2, epochs, seed: context.seed },
    () => context.breathe(),
    (model, epoch) => following.judge(model, epoch),
  )
  const { state, epoch } = following.best()
  return made(state, epoch)
}

/** @throws AppError `role-missing` where a method of ratings has none */
export function fitFactors(model: 'ials' | 'bpr' | 'bias' | 'svdpp', task: Task): Promise<Method> {
  const explicit = model === 'bias' || model === 'svdpp'
  if (explicit && ratingsOf(task.log).values.length === 0)
    throw new AppError('role-missing', { role: 'rating' })
  switch (model) {
    case 'ials':
      return ials(task)
    case 'bpr':
      return bpr(task)
    case 'bias':
      return bias(task)
    case 'svdpp':
      return svdpp(task)
  }
}
