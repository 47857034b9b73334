import { join } from 'node:path'
import {
  chosenRung,
  deviceVariables,
  type DeviceChoice,
  type DeviceState,
  type Doctor,
  type Rung,
  type RuntimeId,
} from '#shared/device'
import { installedFolder, runtimeStates } from '../../runtimes'
import type { Log } from '../log'
import type { Trainers } from '../trainers'
import { deviceFile } from './file'
import { measureRungs } from './measure'

export interface DeviceOptions {
  /** Folder of what this machine has: what was measured, and installed runtimes. */
  folder: string
  version: string
  electron: string | null
  log: Log
}

/** What this machine computes with: measured, chosen, installed. */
export interface Device {
  state: () => Promise<DeviceState>
  choose: (choice: DeviceChoice) => Promise<void>
  /** Forgets what was measured: something was installed or removed. */
  forget: () => Promise<void>
  /** Tries every rung and remembers what was found. */
  measure: (
    trainers: Trainers,
    task: { signal: AbortSignal; report: (done: number, rung: Rung) => void },
  ) => Promise<Doctor>
  /** What a trainer's environment must say so that it computes on the chosen rung. */
  environment: () => Promise<Record<string, string>>
  /** Where runtimes are installed. */
  readonly runtimes: string
}

/**
 * The installed runtime that a rung computes with, or falls back to; null: what came with the program, or nothing.
 * CUDA's libraries compute on the processor as well.
 */
function runtimeFor(runtimes: string, rung: Rung): string | null {
  const bundled = runtimeStates(runtimes).some(({ state }) => state === 'bundled')
  if (rung !== 'cuda' && bundled) return null
  const order: RuntimeId[] = rung === 'cuda' ? ['cuda'] : ['cpu', 'cuda']
  return order.map((id) => installedFolder(runtimes, id)).find((folder) => folder !== null) ?? null
}

export function createDevice({ folder, version, electron, log }: DeviceOptions): Device {
  const file = deviceFile(folder)
  const runtimes = join(folder, 'runtimes')
  function environmentFor(rung: Rung): Record<string, string> {
    const runtime = runtimeFor(runtimes, rung)
    return {
      [deviceVariables.rung]: rung,
      ...(runtime === null ? {} : { [deviceVariables.runtime]: runtime }),
    }
  }

  async function doctor(): Promise<Doctor | null> {
    const { measured, choice } = await file.get()
    if (measured?.version !== version) return null
    return { ...measured.doctor, chosen: chosenRung(measured.doctor.rungs, choice) }
  }

  return {
    runtimes,
    async state() {
      const { choice } = await file.get()
      return { choice, doctor: await doctor(), runtimes: runtimeStates(runtimes) }
    },
    async choose(choice) {
      await file.update((current) => ({ ...current, choice }))
    },
    async forget() {
      await file.update((current) => ({ ...current, measured: null }))
    },
    async measure(trainers, task) {
      const { reports, tensorflow } = await measureRungs(trainers, {
        ...task,
        log,
        environment: environmentFor,
      })
      const { choice } = await file.get()
      const found: Doctor = {
        node: process.versions.node,
        electron,
        tensorflow,
        rungs: reports,
        chosen: chosenRung(reports, choice),
      }
      await file.update((current) => ({ ...current, measured: { version, doctor: found } }))
      return found
    },
    async environment() {
      const known = await doctor()
      // Where nobody measured: the rung that is right on every machine.
      return environmentFor(known?.chosen ?? 'tensorflow-cpu')
    },
  }
}
