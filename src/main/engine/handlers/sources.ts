import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Source } from '#shared/contract/index'
import { AppError } from '#shared/errors'
import type { Manifest } from '#shared/manifest'
import type { Engine } from '../engine'

/** The file that a source stands for. @throws AppError `file-not-granted`, `file-not-found` */
export function sourcePath(engine: Engine, manifest: Manifest, source: Source): string {
  const path =
    'token' in source ? engine.grants.path(source.token) : samplePath(engine, manifest, source.sample)
  if (!existsSync(path)) throw new AppError('file-not-found', { path: basename(path) })
  return path
}

function samplePath(engine: Engine, manifest: Manifest, id: string): string {
  const sample = manifest.samples.find((known) => known.id === id)
  if (sample === undefined) throw new AppError('file-not-found', { path: id })
  return join(engine.samples, manifest.id, basename(sample.file))
}
