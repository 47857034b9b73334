import { z } from 'zod'
import type { Goal } from '#shared/project'
import type { Rows } from '../rows'
import { flag } from '../schemas'

const goal = z.object({
  decision: z.string(),
  bar: z.number().nullable(),
  missCost: z.number().nullable(),
  falseAlarmCost: z.number().nullable(),
  abstain: flag,
  abstainBelow: z.number().nullable(),
}) satisfies z.ZodType<Goal>

/** What the model is for: at most one row. */
export const goalTable = (rows: Rows) => ({
  get: (): Goal | null =>
    rows.one(
      goal,
      `SELECT decision, bar, miss_cost AS missCost, false_alarm_cost AS falseAlarmCost, abstain,
       abstain_below AS abstainBelow FROM goal`,
    ),
  set(value: Goal): void {
    rows.run(
      'INSERT OR REPLACE INTO goal VALUES (1, ?, ?, ?, ?, ?, ?)',
      value.decision,
      value.bar,
      value.missCost,
      value.falseAlarmCost,
      Number(value.abstain),
      value.abstainBelow,
    )
  },
})
