import type { Json } from './lang'
import type { PresetSpec } from './manifest'

/** Settings as they act: the template's own, and over them what was chosen. */
interface Settings {
  defaults: Record<string, Json>
  presets: readonly PresetSpec[]
}

const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * The preset that chosen settings amount to, however they were chosen; null where to none. Settings that a preset does
 * not name may differ. So no file or ledger needs to be believed about it: the settings themselves say it.
 */
export function presetIn({ defaults, presets }: Settings, params: Record<string, Json>): string | null {
  const acting = { ...defaults, ...params }
  const held = presets.find((preset) =>
    Object.entries(preset.params).every(([name, value]) => same(acting[name], value)),
  )
  return held?.id ?? null
}
