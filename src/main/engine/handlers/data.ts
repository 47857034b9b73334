import { randomUUID } from 'node:crypto'
import { basename, join } from 'node:path'
import { AppError } from '#shared/errors'
import type { Manifest } from '#shared/manifest'
import type { DataVersion, Mapping } from '#shared/project'
import { makeSplit, runChecks } from '../flows'
import type { Engine } from '../engine'
import { currentVersion, inFolder, publicVersion, stored, type Session } from '../projects'
import type { Handlers } from '../rpc'
import type { VersionRow } from '../store'
import { sourcePath } from './sources'

/** More different values than this are no classes. */
const mostClasses = 20

/** A version that was imported. @throws AppError `stale` */
function versionOf(session: Session, id: string): VersionRow {
  const version = session.store.versions.get(id)
  if (version === null) throw new AppError('stale', { step: 'data' })
  return version
}

/** @throws AppError `role-missing`, `column-missing`, `column-type`, `invalid-input` */
function requireMapping(manifest: Manifest, mapping: Mapping, version: VersionRow): void {
  const types = new Map(version.columns.map((column) => [column.name, column.type]))
  for (const [role, columns] of Object.entries(mapping.roles)) {
    const spec = Object.hasOwn(manifest.roles, role) ? manifest.roles[role] : undefined
    if (spec === undefined) throw new AppError('invalid-input', { detail: `roles.${role}` })
    if (columns.length > 1 && spec.repeatable !== true) {
      throw new AppError('invalid-input', { detail: `roles.${role}` })
    }
    for (const column of columns) {
      const type = types.get(column)
      if (type === undefined) {
        throw new AppError('column-missing', { column, columns: [...types.keys()].join(', ') })
      }
      if (!spec.accepts.includes(type)) throw new AppError('column-type', { column, type, role })
    }
  }
  for (const [role, spec] of Object.entries(manifest.roles)) {
    if (spec.required && (mapping.roles[role] ?? []).length === 0)
      throw new AppError('role-missing', { role })
  }
}

/** A mapping that an earlier version was confirmed with, where the new file has all its columns. */
function earlierMapping(session: Session, version: VersionRow): Mapping | null {
  const names = new Set(version.columns.map((column) => column.name))
  const earlier = session.store.versions.list().reverse()
  for (const { id } of earlier) {
    const mapping = session.store.mapping.get(id)
    if (
      mapping !== null &&
      Object.values(mapping.roles)
        .flat()
        .every((column) => names.has(column))
    ) {
      return { ...mapping, guessed: [] }
    }
  }
  return null
}

/** Rows are shown only once the sealed ones are gone from the file they come from. @throws AppError `not-mapped` */
function openFile(session: Session, version: VersionRow, path: string): string {
  if (!version.sealed) throw new AppError('not-mapped')
  return inFolder(session.folder, path)
}

export const dataHandlers = (engine: Engine) =>
  ({
    async 'data.inspect'({ project, source, options }) {
      const session = await engine.sessions.get(project)
      const path = sourcePath(engine, session.manifest, source)
      return engine.trainers.run('inspect', { path, options })
    },

    async 'data.import'({ project, source, options }, task): Promise<DataVersion> {
      const session = await engine.sessions.get(project)
      const path = sourcePath(engine, session.manifest, source)
      const { folder } = session
      const imported = await engine.trainers.run(
        'import',
        { path, folder: join(folder, 'data'), options },
        { signal: task.signal, onProgress: task.report },
      )
      const { arrow, refused, lost, ...found } = imported
      const id = randomUUID()
      const createdAt = new Date().toISOString()
      engine.sessions.edit(session, (store) => {
        store.versions.add({
          ...found,
          id,
          createdAt,
          fileName: basename(path),
          arrow: stored(folder, arrow),
          refused: stored(folder, refused),
          lost: stored(folder, lost),
        })
        store.project.setVersion(id)
        store.ledger.add({
          at: createdAt,
          kind: 'import',
          model: null,
          config: { version: id, sourceHash: found.sourceHash, rows: { ...found.rows } },
          headline: null,
          note: '',
          energyWh: null,
        })
      })
      return publicVersion(versionOf(session, id))
    },

    async 'data.rows'({ project, version: id, offset, limit }) {
      const session = await engine.sessions.get(project)
      const version = versionOf(session, id)
      const arrow = openFile(session, version, version.arrow)
      return session.serve.ask('rows', { arrow, offset, limit })
    },

    async 'data.refused'({ project, version: id, offset, limit }) {
      const session = await engine.sessions.get(project)
      const file = inFolder(session.folder, versionOf(session, id).refused)
      return session.serve.ask('refused', { file, offset, limit })
    },

    async 'data.lost'({ project, version: id, offset, limit }) {
      const session = await engine.sessions.get(project)
      const file = inFolder(session.folder, versionOf(session, id).lost)
      return session.serve.ask('lost', { file, offset, limit })
    },

    async 'data.classes'({ project, version: id, column }) {
      const session = await engine.sessions.get(project)
      const version = versionOf(session, id)
      const columns = version.columns.map(({ name }) => name)
      if (!columns.includes(column))
        throw new AppError('column-missing', { column, columns: columns.join(', ') })
      const ask = (arrow: string) =>
        session.serve.ask('classes', { arrow: inFolder(session.folder, arrow), column, limit: mostClasses })
      try {
        return await ask(version.arrow)
      } catch (error) {
        // Sealing replaces the file; asked while that happened, the question goes to the new one.
        const { arrow } = versionOf(session, id)
        if (arrow === version.arrow) throw error
        return ask(arrow)
      }
    },

    async 'data.propose'({ project }) {
      const session = await engine.sessions.get(project)
      const version = currentVersion(session)
      const known = earlierMapping(session, version)
      if (known !== null) return known
      return engine.trainers.run('propose', {
        template: session.manifest.id,
        arrow: inFolder(session.folder, version.arrow),
        columns: version.columns,
      })
    },

    async 'data.map'({ project, mapping, seed }, task) {
      const session = await engine.sessions.get(project)
      const version = currentVersion(session)
      requireMapping(session.manifest, mapping, version)
      const share = (from: number, width: number) => (progress: { done: number; note: string }) => {
        task.report({ ...progress, done: from + width * progress.done })
      }
      await makeSplit(engine, session, { version, mapping, seed }, task.signal, share(0, 0.5))
      await runChecks(engine, session, task.signal, share(0.5, 0.5))
      return session.state()
    },
  }) satisfies Partial<Handlers>
