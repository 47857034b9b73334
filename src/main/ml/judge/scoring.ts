import type { GroupAudit, ScoringDetail } from '#shared/results'
import { totalsOf, noContext, type Settled } from './acting'
import { isClass } from '../metrics'
import { auditGroups } from './audit'
import type { Sample } from './measured'
import { operatingPoints } from './operating-points'
import { scoringTables, swapsOf } from './scoring-detail'
import type { ScoredRows } from './scored-rows'
import type { JudgeInput, ScoredModel } from './types'

interface Scored {
  model: ScoredModel
  test: ScoredRows
  settled: Settled | null
}

/** Everything that acting on one model's scores is worth on test; null where scores are not acted on. */
export async function scoringOf(
  { model, test, settled }: Scored,
  everyone: readonly Scored[],
  sample: Sample,
  input: JudgeInput,
): Promise<ScoringDetail | null> {
  const { positive } = input.question
  if (settled === null || positive === null) return null
  const { testUnits: units, seed, signal, context = noContext } = input
  const { operation, capacity, chosen } = settled
  const held = isClass(test.truth, positive)
  const drawing = { units, small: sample.small, seed, signal }
  const alerts = test.predicted.reduce((sum, label) => sum + (label === positive ? 1 : 0), 0)
  const audit: GroupAudit[] = []
  for (const groups of context.groups) {
    const rows = { rows: test, validationRaw: model.validation, positive }
    const found = await auditGroups({ ...rows, units, operation, context: context.test, seed }, groups)
    if (found !== null) audit.push(found)
  }
  return {
    totals: { validation: settled.totals, test: totalsOf(held, context.test) },
    points: await operatingPoints(test, settled, context.test, positive, drawing),
    reach: sample.small.reach,
    operation,
    capacity,
    chosen,
    ...scoringTables(test, model.train ?? null, positive, context.test, units),
    audit,
    swaps: swapsOf(
      { id: model.id, rows: test, alerts },
      everyone.map((other) => ({ id: other.model.id, rows: other.test, alerts })),
      positive,
    ),
  }
}
