import { rungs, type Rung, type RungReport } from '#shared/device'
import type { AppError } from '#shared/errors'
import type { Log } from '../log'
import type { Trainers } from '../trainers'

/** A card's first use compiles its programs, which can take a minute; what takes longer than this hangs. */
const patienceMs = 120_000

export interface MeasureOptions {
  signal: AbortSignal
  log: Log
  report: (done: number, rung: Rung) => void
  /** What a trainer's environment must say to compute on a rung. */
  environment: (rung: Rung) => Record<string, string>
  patienceMs?: number
}

/** One rung in a process of its own: that it crashes, runs out of memory or hangs is an answer too. */
async function measureRung(
  trainers: Pick<Trainers, 'run'>,
  rung: Rung,
  { signal, log, environment, patienceMs: limit = patienceMs }: MeasureOptions,
): Promise<RungReport & { version?: string }> {
  const late = AbortSignal.timeout(limit)
  try {
    return await trainers.run(
      'probe-rung',
      { rung },
      { signal: AbortSignal.any([signal, late]), environment: environment(rung) },
    )
  } catch (error) {
    signal.throwIfAborted()
    log.warn('device.probe', `${rung}: ${String(error)}`)
    if (late.aborted) {
      return { rung, available: false, reason: 'timed-out', params: { seconds: Math.round(limit / 1000) } }
    }
    const outOfMemory = (error as AppError).code === 'out-of-memory'
    return { rung, available: false, reason: outOfMemory ? 'out-of-memory' : 'crashed' }
  }
}

/** Tries every rung, one after another, so that none disturbs another's time. */
export async function measureRungs(
  trainers: Pick<Trainers, 'run'>,
  options: MeasureOptions,
): Promise<{ reports: RungReport[]; tensorflow: string | null }> {
  const reports: RungReport[] = []
  let tensorflow: string | null = null
  for (const [index, rung] of rungs.entries()) {
    options.report(index / rungs.length, rung)
    const { version, ...report } = await measureRung(trainers, rung, options)
    reports.push(report)
    if (rung === 'cuda' || rung === 'tensorflow-cpu') tensorflow ??= version ?? null
  }
  return { reports, tensorflow }
}
