import type { AppInfo } from '#shared/contract/index'
import { speedUp, type Doctor } from '#shared/device'
import { templates, type Engine } from '../engine'
import { sizeOf } from '../projects'
import type { Handlers } from '../rpc'

const rememberSizeMs = 30_000

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

function describeDevice({ chosen, rungs }: Doctor): AppInfo['device'] {
  const device = rungs.find(({ rung }) => rung === chosen)?.device
  return {
    rung: chosen,
    name: device ?? process.arch,
    measured: true,
    speedUp: chosen === 'javascript' ? null : speedUp(rungs, chosen),
  }
}

export function appHandlers(engine: Engine) {
  const sizes = createSizes()
  return {
    async 'app.info'() {
      const { doctor } = await engine.device.state()
      const recent = await engine.recents.get()
      const bytes = await Promise.all(recent.map(({ path }) => sizes(path)))
      return {
        version: engine.version,
        node: process.versions.node,
        bytesInUse: bytes.reduce((sum, size) => sum + size, 0),
        logFolder: engine.log.folder,
        device: doctor === null ? null : describeDevice(doctor),
      }
    },

    'templates.list': async () => (await templates()).map((template) => template.manifest),

    'logs.tail': async ({ limit }) => ({ lines: await engine.log.tail(limit) }),
  } satisfies Partial<Handlers>
}
