import type { Json } from '#shared/lang'
import type { RunSummary } from '#shared/project'

export interface Difference {
  /** Name of a setting, or one of the run's own properties. */
  setting: string
  kind: 'param' | 'model' | 'seed'
  a: Json
  b: Json
}

/** What was set differently in two runs; `null` where a run left the template's own value. */
export function differences(a: RunSummary, b: RunSummary): Difference[] {
  const own: Difference[] = []
  if (a.model !== b.model) own.push({ setting: 'model', kind: 'model', a: a.model, b: b.model })
  if (a.seed !== b.seed) own.push({ setting: 'seed', kind: 'seed', a: a.seed, b: b.seed })
  const names = [...new Set([...Object.keys(a.params), ...Object.keys(b.params)])].sort()
  const params = names
    .map((setting) => ({ setting, a: a.params[setting] ?? null, b: b.params[setting] ?? null }))
    .filter((one) => JSON.stringify(one.a) !== JSON.stringify(one.b))
    .map((one): Difference => ({ ...one, kind: 'param' }))
  return [...own, ...params]
}

/** The settings of a run that differ from the template's own. */
export function changedParams(run: RunSummary, defaults: Record<string, Json>): string[] {
  return Object.keys(run.params).filter(
    (name) => JSON.stringify(run.params[name]) !== JSON.stringify(defaults[name]),
  )
}
