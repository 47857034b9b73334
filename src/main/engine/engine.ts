import type { EventName, Payload } from '#shared/contract/index'
import type { CostBook } from '#shared/costs'
import { AppError } from '#shared/errors'
import type { Manifest } from '#shared/manifest'
import type { Settings } from '#shared/project'
import type { HostServices } from '#shared/wire'
import type { AnyTemplate } from '../templates'
import type { Grants } from './grants'
import type { JsonFile } from './json-file'
import type { Log } from './log'
import type { Sessions } from './projects'
import type { Device } from './device'
import type { Recent } from './settings'
import type { TaskRunner } from './tasks'
import type { Trainers } from './trainers'

/** What handlers work with. Wired in index.ts. */
export interface Engine {
  readonly version: string
  readonly electron: string | null
  /** The application's own folder. */
  readonly home: string
  /** Bundled samples: `<template>/<file>`. */
  readonly samples: string
  readonly log: Log
  readonly settings: JsonFile<Settings>
  readonly recents: JsonFile<Recent[]>
  /** What training took on this machine. */
  readonly costs: JsonFile<CostBook>
  readonly device: Device
  readonly grants: Grants
  readonly sessions: Sessions
  readonly tasks: TaskRunner
  readonly trainers: Trainers
  readonly host: HostServices
  /** The built thread that writes reports. */
  readonly reportWorker: string
  readonly emit: <K extends EventName>(name: K, payload: Payload<K>) => void
}

/** The registry, loaded when first asked for: it is most of the engine's code, and no window waits for it. */
export async function templates(): Promise<readonly AnyTemplate[]> {
  return (await import('../templates')).templates
}

/** @throws AppError `unknown-template` */
export async function template(id: string): Promise<AnyTemplate> {
  const known = await templates()
  const found = known.find((candidate) => candidate.id === id)
  if (found !== undefined) return found
  throw new AppError('unknown-template', { id, known: known.map((candidate) => candidate.id).join(', ') })
}

export const manifest = async (id: string): Promise<Manifest> => (await template(id)).manifest
