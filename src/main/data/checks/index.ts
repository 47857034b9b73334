/**
 * The traps that can be seen in the data alone, one file a code. Each gives cards with evidence and, where there is
 * one, a remedy. They see open rows only; prices are measured elsewhere, by training.
 */
import type { CheckCode } from '#shared/manifest'
import type { CheckCard } from '#shared/project'
import { breathe, stopIfCancelled } from '../files'
import { constant } from './constant'
import { duplicates } from './duplicates'
import { encoding } from './encoding'
import { entityOverlap } from './entity-overlap'
import { idLike } from './id-like'
import type { Check, CheckInput } from './input'
import { nearDuplicates } from './near-duplicates'
import { neutralClass } from './neutral-class'
import { ordinalLabel } from './ordinal-label'
import { rareClass } from './rare-class'
import { exposureBias, fewEvents, noTime, popularityLoop, ratingScales, unusedItems } from './recommendation'
import { valueLost } from './value-lost'

export type { Check, CheckInput } from './input'

/** Codes that data alone can answer; the others need models. */
export const dataChecks: Partial<Record<CheckCode, Check>> = {
  'value-lost': valueLost,
  encoding,
  duplicates,
  'near-duplicates': nearDuplicates,
  constant,
  'id-like': idLike,
  'rare-class': rareClass,
  'entity-overlap': entityOverlap,
  'ordinal-label': ordinalLabel,
  'neutral-class': neutralClass,
  'no-time': noTime,
  'few-events': fewEvents,
  'rating-scales': ratingScales,
  'unused-items': unusedItems,
  'exposure-bias': exposureBias,
  'popularity-loop': popularityLoop,
}

/**
 * Runs the checks of these codes that need no model, in the order of `codes`.
 * @throws AppError `cancelled`
 */
export async function runChecks(codes: readonly CheckCode[], input: CheckInput): Promise<CheckCard[]> {
  const cards: CheckCard[] = []
  for (const code of codes) {
    await breathe()
    stopIfCancelled(input.signal)
    const check = dataChecks[code]
    if (check !== undefined) cards.push(...(await check(input)))
  }
  return cards
}
