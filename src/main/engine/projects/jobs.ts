import type { DataRef, ModelRef } from '../trainer/protocol'
import { AppError } from '#shared/errors'
import type { Mapping } from '#shared/project'
import { existsSync } from 'node:fs'
import type { LadderRow, RunRow, VersionRow } from '../store'
import { inFolder } from './folder'
import type { Session } from './sessions'

/** The version in use. @throws AppError `stale` when nothing was imported */
export function currentVersion({ store }: Session): VersionRow {
  const id = store.project.get().version
  const version = id === null ? null : store.versions.get(id)
  if (version === null) throw new AppError('stale', { step: 'data' })
  return version
}

/** The confirmed mapping of the version in use. @throws AppError `not-mapped` */
export function currentMapping(session: Session, version: VersionRow): Mapping {
  const mapping = session.store.mapping.get(version.id)
  if (mapping === null || !version.sealed) throw new AppError('not-mapped')
  return mapping
}

/** What jobs may know of the data: its open rows. `sealed` stays empty; only withVault fills it. */
export function dataRef(session: Session, version: VersionRow, mapping: Mapping): DataRef {
  const { folder, store } = session
  const split = store.split.current(version.id)
  return {
    template: session.manifest.id,
    open: inFolder(folder, version.arrow),
    sealed: [],
    split: split === null ? null : inFolder(folder, split.path),
    version: {
      id: version.id,
      encoding: version.encoding,
      rows: version.rows,
      columns: version.columns,
    },
    refused: inFolder(folder, version.refused),
    lost: inFolder(folder, version.lost),
    mapping,
    remedies: store.checks.remedies().map((remedy) => remedy.body),
  }
}

/**
 * The data of a ladder as it was when it was trained, whatever the plan has become since.
 * @throws AppError `stale` when its rows are gone: some of them were sealed later
 */
export function ladderRef(session: Session, ladder: LadderRow): DataRef {
  const { folder, store } = session
  const version = store.versions.get(ladder.version)
  const split = store.split.get(ladder.split)
  const open = inFolder(folder, ladder.data.open)
  if (version === null || split === null || !existsSync(open)) throw new AppError('stale', { step: 'train' })
  return {
    ...dataRef(session, version, ladder.data.mapping),
    open,
    split: inFolder(folder, split.path),
    remedies: ladder.data.remedies,
  }
}

/**
 * Adds the files of sealed rows: of one version, or of every version (so that a row sealed once stays sealed in new
 * data). Called from two places only: sealing, and opening the vault.
 */
export function withVault(session: Session, data: DataRef, version: string | null): DataRef {
  const files = session.store.versions.sealedFiles(version)
  return { ...data, sealed: files.map((path) => inFolder(session.folder, path)) }
}

/** A finished run as a job needs it. @throws AppError `no-model` */
export function modelRef(session: Session, run: RunRow | null): ModelRef {
  if (run === null || run.finished === null) throw new AppError('no-model')
  return {
    run: run.id,
    model: run.model,
    folder: inFolder(session.folder, run.finished.folder),
    predictions: inFolder(session.folder, run.finished.predictions),
  }
}
