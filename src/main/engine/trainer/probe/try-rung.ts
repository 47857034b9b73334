import type { Rung, RungReason, RungReport } from '#shared/device'
import { RungUnavailable, type LoadedTensorFlow } from '../../../ml'
import { meansOutOfMemory } from '../memory'
import { learnsALine, timedTraining } from './training'
import { agree, inPlainJavaScript, onRung, workload } from './workload'

/** The work is timed this often after a first, uncounted time; the median counts. */
const timings = 3

function reasonOf(error: unknown): Pick<RungReport, 'reason' | 'params'> {
  if (error instanceof RungUnavailable) return { reason: error.code, params: error.params }
  const detail = error instanceof Error ? error.message : String(error)
  const reason: RungReason = meansOutOfMemory(detail) ? 'out-of-memory' : 'failed'
  return { reason, params: { detail } }
}

/**
 * @param load loads the rung into this process; what it throws is the report's reason
 * @param breathe called between pieces of work
 */
export async function tryRung(
  rung: Rung,
  load: () => Promise<LoadedTensorFlow>,
  breathe: () => Promise<void>,
): Promise<RungReport & { version?: string }> {
  let loaded: LoadedTensorFlow
  try {
    loaded = await load()
  } catch (error) {
    return { rung, available: false, ...reasonOf(error) }
  }
  const { version, device } = loaded
  await breathe()
  try {
    const work = workload()
    const agrees = agree(await onRung(loaded.tf, work), inPlainJavaScript(work))
    await breathe()
    const learns = await learnsALine(loaded)
    await breathe()
    const seconds = await medianSeconds(loaded, work, breathe)
    const wrong: RungReason | null = !agrees
      ? 'disagrees'
      : !learns
        ? 'does-not-learn'
        : loaded.software === true
          ? 'software-adapter'
          : null
    return {
      rung,
      available: true,
      ...(wrong === null ? {} : { reason: wrong, params: { name: device } }),
      seconds,
      agrees: agrees && learns,
      device,
      version,
    }
  } catch (error) {
    await breathe()
    return { rung, available: false, ...reasonOf(error), device, version }
  }
}

async function medianSeconds(
  loaded: LoadedTensorFlow,
  work: ReturnType<typeof workload>,
  breathe: () => Promise<void>,
): Promise<number> {
  const training = await timedTraining(loaded)
  try {
    const seconds: number[] = []
    for (let i = 0; i <= timings; i += 1) {
      await breathe()
      const started = performance.now()
      await onRung(loaded.tf, work)
      await training.run()
      // The first time also compiles, copies and warms up.
      if (i > 0) seconds.push((performance.now() - started) / 1000)
    }
    seconds.sort((a, b) => a - b)
    return seconds[Math.floor(timings / 2)] ?? Number.NaN
  } finally {
    training.dispose()
  }
}
