import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { microjouleCounter, readNumber, textOf, type Found } from './source'

/**
 * The energy counters of whole processors (RAPL), which Linux shows for Intel and AMD alike. One a socket, or a die of
 * it; zones within a package are part of it, and `psys`, the whole board, contains the packages: neither is added.
 */
export function processors(root: string): Found {
  const folder = join(root, 'sys/class/powercap')
  if (!existsSync(folder)) return { sources: [], reason: 'this system shows no counters of its processors' }
  const zones = readdirSync(folder)
    .filter((name) => /^intel-rapl:\d+$/.test(name))
    .sort()
  if (zones.length === 0) return { sources: [], reason: 'this system shows no counters of its processors' }
  try {
    const sources = zones.flatMap((zone) => {
      const name = readFileSync(join(folder, zone, 'name'), 'utf8').trim()
      if (!name.startsWith('package')) return []
      const range = readNumber(join(folder, zone, 'max_energy_range_uj'))
      return [microjouleCounter(name, join(folder, zone, 'energy_uj'), range)]
    })
    return { sources, reason: sources.length === 0 ? 'no counter of a whole processor' : null }
  } catch (error) {
    // One socket of two would be half the truth. Most systems let only the administrator read them.
    return { sources: [], reason: `the counters of the processors cannot be read (${textOf(error)})` }
  }
}
