import { readLightGBM } from './lightgbm-read'
import { writeLightGBM } from './lightgbm-write'
import type { Model } from './model'
import type { BoostingContext, BoostingSettings } from './types'

/** Where early stopping stands. */
export interface Standing {
  best: number
  bestRound: number
  ended: boolean
}

const parts = { trees: 'boosting-trees.txt', standing: 'boosting-standing.json' } as const

/** What a checkpoint belongs to: another question's rounds are of no use. */
const markOf = (context: BoostingContext, settings: BoostingSettings, rows: number): string =>
  JSON.stringify({ settings, rows, seed: context.seed ?? 0 })

/** Keeps the rounds that are done. Scores and random numbers follow from them and from the seed. */
export async function writeCheckpoint(
  context: BoostingContext,
  model: Model,
  settings: BoostingSettings,
  standing: Standing,
  rows: number,
): Promise<void> {
  if (!context.checkpoints) return
  const { best, bestRound, ended } = standing
  const kept = {
    mark: markOf(context, settings, rows),
    best: Number.isFinite(best) ? best : null,
    bestRound,
    ended,
  }
  const encoder = new TextEncoder()
  await context.checkpoints.save(
    new Map([
      [parts.trees, encoder.encode(writeLightGBM(model))],
      [parts.standing, encoder.encode(JSON.stringify(kept))],
    ]),
  )
}

/** Puts the rounds of a checkpoint into the model, where there is one of the same question. */
export async function readCheckpoint(
  context: BoostingContext,
  model: Model,
  settings: BoostingSettings,
  rows: number,
): Promise<Standing> {
  const fresh: Standing = { best: Infinity, bestRound: 0, ended: false }
  const found = await context.checkpoints?.load()
  const trees = found?.get(parts.trees)
  const standing = found?.get(parts.standing)
  if (!trees || !standing) return fresh
  const decoder = new TextDecoder()
  const kept = JSON.parse(decoder.decode(standing)) as {
    mark: string
    best: number | null
    bestRound: number
    ended: boolean
  }
  if (kept.mark !== markOf(context, settings, rows)) return fresh
  model.trees = readLightGBM(decoder.decode(trees)).trees
  return { best: kept.best ?? Infinity, bestRound: kept.bestRound, ended: kept.ended }
}
