import { AppError } from '#shared/errors'
import { fitNet, layersOf, type FittedNet, type Loss, type Model, type Rows } from '../nets'
import { loadTensorFlow, type LoadedTensorFlow } from '../tensorflow'
import type { Task } from './task'
import type { Method } from './method'
import { learnWords } from './methods/item-words'
import { hitsAmong, negativesFor, nextItemLoss } from './methods/next-item'
import { sasrecJudged, sasrecMethod, sasrecNet, sasrecRows, type SasrecShape } from './methods/sasrec'
import {
  itemStart,
  rowsOf,
  twoTowerMethod,
  twoTowerNet,
  twoTowerRows,
  type TwoTowerShape,
} from './methods/two-tower'
import { listLength } from './layout'
import type { NetSettings } from './settings'

/** Scores that are looked at after an epoch, in all: pairs of a user and an item. */
const mostJudged = 4_000_000
/** Few long rows give few steps: a batch is made smaller until an epoch has so many, or as small as is worth it. */
const [stepsAnEpoch, smallestBatch] = [32, 16]
/** Rows of train that a curve is drawn by where nobody can be judged. */
const fewJudged = 256
/** Events of one user that two towers learn to guess at most: the last. */
const mostEach = 100

interface Parts {
  model: Model
  loss: Loss
  train: Rows
  judged: Rows
  wanted: readonly number[]
}

async function trained(
  { context }: Task,
  tensorflow: LoadedTensorFlow,
  { model, loss, train, judged, wanted }: Parts,
  settings: NetSettings,
): Promise<FittedNet> {
  if (train.count === 0) throw new AppError('nothing-in-common', { core: 2 })
  return fitNet({
    tensorflow,
    model,
    loss,
    optimizer: { kind: settings.optimizer, weightDecay: settings.weightDecay, clipNorm: 5 },
    schedule: { kind: settings.schedule, rate: settings.learningRate },
    train,
    // Without anybody to judge by, the curve shows what is trained on, and the last epoch stands.
    validation: judged.count > 0 ? judged : firstRows(train, fewJudged),
    metric: (predictions) => hitsAmong(predictions, wanted, listLength),
    watch: judged.count > 0 ? 'metric' : 'last',
    batch: Math.min(settings.batch, Math.max(smallestBatch, Math.ceil(train.count / stepsAnEpoch))),
    epochs: settings.epochs,
    patience: settings.patience,
    seed: context.seed,
    context,
  })
}

function firstRows({ count, inputs, targets }: Rows, most: number): Rows {
  const kept = Math.min(count, most)
  const cut = <T extends Float32Array | Int32Array>(values: T): T =>
    values.subarray(0, (values.length / count) * kept) as T
  return { count: kept, inputs: inputs.map(cut), targets: cut(targets) }
}

const factsOf = (
  { bestEpoch, epochs, stopped, path }: FittedNet,
  model: Model,
): Record<string, string | number> => ({
  layers: layersOf(model),
  epochs,
  bestEpoch,
  stopped,
  steps: path.kind,
})

async function sasrec(task: Task): Promise<Method> {
  const { log, settings, validation, facts } = task
  const { length, size, blocks, dropout, negatives } = settings.sasrec
  const { learnt } = log.catalogue
  const shape: SasrecShape = {
    items: learnt,
    length,
    size,
    blocks,
    dropout,
    negatives: negativesFor(learnt, length, negatives),
  }
  const pairs = validation.pairs(Math.floor(mostJudged / learnt)).map(({ past, next }) => ({
    past: { ...past, items: past.items.filter((item) => item < learnt) },
    next,
  }))
  const tensorflow = await loadTensorFlow()
  const model = sasrecNet(shape)
  const fitted = await trained(
    task,
    tensorflow,
    {
      model,
      loss: nextItemLoss(shape),
      train: sasrecRows(log, length),
      judged: sasrecJudged(pairs, length),
      wanted: pairs.map(({ next }) => next),
    },
    settings.sasrec,
  )
  return sasrecMethod(tensorflow, shape, fitted.weights, log.catalogue, {
    ...facts,
    ...factsOf(fitted, model),
  })
}

async function twoTower(task: Task): Promise<Method> {
  const { log, settings, validation, facts } = task
  const { past, size, hidden, dropout, itemDropout, negatives } = settings.twoTower
  const { learnt } = log.catalogue
  const words = learnWords(log.catalogue)
  const shape: TwoTowerShape = {
    items: learnt,
    length: 1,
    past,
    size,
    hidden,
    dropout,
    itemDropout: words.length === 0 ? 0 : itemDropout,
    words: words.length,
    negatives: negativesFor(learnt, 1, negatives),
  }
  const pairs = validation.pairs(Math.floor(mostJudged / learnt)).map((one) => ({
    before: one.past.items.filter((item) => item < learnt),
    next: one.next,
  }))
  const tensorflow = await loadTensorFlow()
  const model = twoTowerNet(shape, itemStart(log.catalogue, words))
  const fitted = await trained(
    task,
    tensorflow,
    {
      model,
      loss: nextItemLoss(shape),
      train: twoTowerRows(log, past, mostEach),
      judged: rowsOf(pairs, past),
      wanted: pairs.map(({ next }) => next),
    },
    settings.twoTower,
  )
  return twoTowerMethod(shape, fitted.weights, words, log.catalogue, {
    ...facts,
    words: words.length,
    ...factsOf(fitted, model),
  })
}

/** Nets that guess the next item, trained by the compiled step. */
export function fitNextItem(model: 'two-tower' | 'sasrec', task: Task): Promise<Method> {
  return model === 'sasrec' ? sasrec(task) : twoTower(task)
}
