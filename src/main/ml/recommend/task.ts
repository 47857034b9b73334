import { AppError } from '#shared/errors'
import type { FitContext } from '../predictor'
import type { Log } from './log'
import type { Method } from './method'
import type { RecommendSettings } from './settings'
import type { Validation } from './validation'

/** Everything that one method is fitted with. */
export interface Task {
  log: Log
  settings: RecommendSettings
  validation: Validation
  context: FitContext<unknown>
  /** What every description of a built model says of its data. */
  facts: Record<string, string | number>
}

/** The best of some candidates on validation, the first of equals; without any validation the first. */
export async function bestOf<Setting>(
  { context }: Pick<Task, 'context'>,
  candidates: readonly Setting[],
  make: (setting: Setting) => Promise<Method>,
  score: (method: Method) => Promise<number>,
): Promise<{ method: Method; setting: Setting }> {
  let best: { method: Method; setting: Setting; score: number } | null = null
  for (const [i, setting] of candidates.entries()) {
    await context.breathe()
    const method = await make(setting)
    const found = candidates.length === 1 ? 0 : await score(method)
    if (best === null || found > best.score) best = { method, setting, score: found }
    const done = (i + 1) / candidates.length
    context.report({ epoch: null, epochs: null, done, rowsPerSecond: null, learningRate: null, points: [] })
  }
  if (best === null) throw new AppError('invalid-input', { detail: 'no setting to try' })
  return best
}
