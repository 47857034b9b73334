import { cpus } from 'node:os'
import type { Doctor } from '#shared/contract/index'
import { templates, type Engine } from '../engine'
import { sizeOf } from '../projects'
import type { Handlers } from '../rpc'
import type { Jobs } from '../trainer/protocol'

/** Fastest first: the first that works and agrees with plain JavaScript is chosen. */
const rungs = ['cuda', 'webgpu', 'tensorflow-cpu', 'javascript']

const rememberSizeMs = 30_000

/** A rung that crashes takes its own process with it: that is an answer too. */
async function probe(
  engine: Engine,
  rung: string,
  signal: AbortSignal,
): Promise<Jobs['probe-rung']['result']> {
  try {
    return await engine.trainers.run('probe-rung', { rung }, { signal })
  } catch (error) {
    signal.throwIfAborted()
    engine.log.warn('device.probe', `${rung}: ${String(error)}`)
    return { rung, available: false, reason: 'crashed' }
  }
}

/** Sizes on disk, walked anew after a while: windows ask after every change. */
function createSizes(): (path: string) => Promise<number> {
  const known = new Map<string, { at: number; size: Promise<number> }>()
  return (path) => {
    const last = known.get(path)
    if (last !== undefined && performance.now() - last.at < rememberSizeMs) return last.size
    const size = sizeOf(path)
    known.set(path, { at: performance.now(), size })
    return size
  }
}

export function appHandlers(engine: Engine) {
  const sizes = createSizes()
  return {
    async 'app.info'() {
      const known = await engine.measured.get()
      const recent = await engine.recents.get()
      const bytes = await Promise.all(recent.map(({ path }) => sizes(path)))
      return {
        version: engine.version,
        node: process.versions.node,
        bytesInUse: bytes.reduce((sum, size) => sum + size, 0),
        logFolder: engine.log.folder,
        device:
          known?.version === engine.version
            ? { rung: known.doctor.chosen, name: cpus()[0]?.model.trim() ?? process.arch, measured: true }
            : null,
      }
    },

    'templates.list': async () => (await templates()).map((template) => template.manifest),

    'logs.tail': async ({ limit }) => ({ lines: await engine.log.tail(limit) }),

    async 'device.probe'(_input, task) {
      const reports: Doctor['rungs'] = []
      let tensorflow: string | null = null
      for (const [index, rung] of rungs.entries()) {
        task.report({ done: index / rungs.length, note: rung })
        const { version, ...report } = await probe(engine, rung, task.signal)
        reports.push(report)
        if (report.available && rung !== 'javascript') tensorflow ??= version ?? null
      }
      const found: Doctor = {
        node: process.versions.node,
        electron: engine.electron,
        tensorflow,
        rungs: reports,
        chosen: reports.find((report) => report.available && report.agrees !== false)?.rung ?? 'javascript',
      }
      await engine.measured.update(() => ({ version: engine.version, doctor: found }))
      return found
    },
  } satisfies Partial<Handlers>
}
