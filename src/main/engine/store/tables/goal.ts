import { z } from 'zod'
import type { Acting, Goal } from '#shared/project'
import type { Rows } from '../rows'
import { acting, flag, stored } from '../schemas'

const row = z.object({
  decision: z.string(),
  bar: z.number().nullable(),
  missCost: z.number().nullable(),
  falseAlarmCost: z.number().nullable(),
  abstain: flag,
  abstainBelow: z.number().nullable(),
  acting: stored<Acting>(acting).nullable(),
})

/** What the model is for: at most one row. */
export const goalTable = (rows: Rows) => ({
  get(): Goal | null {
    const found = rows.one(
      row,
      `SELECT decision, bar, miss_cost AS missCost, false_alarm_cost AS falseAlarmCost, abstain,
       abstain_below AS abstainBelow, acting FROM goal`,
    )
    if (found === null) return null
    const { acting: own, ...goal } = found
    return own === null ? goal : { ...goal, acting: own }
  },
  set(value: Goal): void {
    rows.run(
      `INSERT OR REPLACE INTO goal (only, decision, bar, miss_cost, false_alarm_cost, abstain, abstain_below, acting)
       VALUES (1, ?, ?, ?, ?, ?, ?, ?)`,
      value.decision,
      value.bar,
      value.missCost,
      value.falseAlarmCost,
      Number(value.abstain),
      value.abstainBelow,
      value.acting === undefined ? null : JSON.stringify(value.acting),
    )
  },
})
