import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where Linux shows the processor's own energy counters (Intel and AMD), readable only where the system allows. */
const powercap = '/sys/class/powercap'

interface Counter {
  file: string
  /** Microjoules at which the counter starts again at 0. */
  range: number
  start: number
}

const readNumber = (path: string): number => Number(readFileSync(path, 'utf8'))

function openCounters(): Counter[] {
  // Whole processor packages only: intel-rapl:0 contains intel-rapl:0:0.
  const zones = readdirSync(powercap).filter((name) => /^intel-rapl:\d+$/.test(name))
  return zones.map((zone) => {
    const file = join(powercap, zone, 'energy_uj')
    return { file, range: readNumber(join(powercap, zone, 'max_energy_range_uj')), start: readNumber(file) }
  })
}

/**
 * Starts measuring the energy of the whole machine's processors.
 * @returns gives the watt-hours since then, or null where they cannot be read
 */
export function startEnergyMeter(): () => number | null {
  let counters: Counter[]
  try {
    counters = openCounters()
  } catch {
    // No counters, or not for this user: the ledger says "not measured".
    return () => null
  }
  if (counters.length === 0) return () => null
  return () => {
    const microjoules = counters.map(({ file, range, start }) => {
      const now = readNumber(file)
      return now >= start ? now - start : now + range - start
    })
    return microjoules.reduce((a, b) => a + b, 0) / 3.6e9
  }
}
