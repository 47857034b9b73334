/**
 * What a run takes in watt-hours, from the counters of processors and graphics cards where this user may read them.
 * Never a guess: what cannot be read is not measured, and the log says why.
 */
import { amdCards } from './amd'
import { nvidiaCards } from './nvidia'
import { processors } from './rapl'
import type { Found } from './source'

/** Counters wrap around after some minutes under load, and power must be sampled: this often they are looked at. */
const sampleMs = 1000

export interface EnergyMeter {
  /** Watt-hours since it was opened; null where nothing can be read. Never falls. */
  wattHours: () => number | null
  stop: () => void
}

export interface EnergyPlaces {
  /** The folder in which `sys` and `proc` lie: the root of the file system. */
  root?: string
  /** The program that tells of NVIDIA's cards. */
  nvidiaSmi?: string
}

/**
 * Opens every counter there is.
 * @param say gets one line on what is measured and each reason why something is not
 */
export function openEnergyMeter(
  say: (message: string) => void,
  { root = '/', nvidiaSmi = 'nvidia-smi' }: EnergyPlaces = {},
): EnergyMeter {
  const found: Found[] = [processors(root), amdCards(root), nvidiaCards(root, nvidiaSmi)]
  const sources = found.flatMap((one) => one.sources)
  for (const { reason } of found) if (reason !== null) say(`energy: ${reason}`)
  if (sources.length > 0) say(`energy: read from ${sources.map(({ name }) => name).join(', ')}`)

  /** Joules so far; null from the moment on at which a counter could not be read any more. */
  let joules: number | null = sources.length === 0 ? null : 0
  const sample = (): void => {
    if (joules === null) return
    for (const source of sources) {
      try {
        joules += source.more()
      } catch (error) {
        say(`energy: ${source.name} cannot be read any more (${error instanceof Error ? error.message : ''})`)
        joules = null
        return
      }
    }
  }
  const timer = setInterval(sample, sampleMs)
  timer.unref()
  return {
    wattHours() {
      sample()
      return joules === null ? null : joules / 3600
    },
    stop() {
      clearInterval(timer)
      for (const source of sources) source.stop?.()
    },
  }
}
