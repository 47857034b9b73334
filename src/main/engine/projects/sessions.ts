import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { AppError } from '#shared/errors'
import type { Manifest } from '#shared/manifest'
import type { ProjectState } from '#shared/project'
import type { JsonFile } from '../json-file'
import type { Recent } from '../settings'
import { createStore, openStore, restoreNewestBackup, storeFailure, type Store } from '../store'
import type { ServeProcess, Trainers } from '../trainers'
import { copyFiles, deleteFolder, isProject, makeFolder } from './folder'
import { projectState } from './state'
import { sweep } from './sweep'

/** An open project: its locked store, its folder, and the process that answers questions about its data. */
export interface Session {
  readonly id: string
  readonly folder: string
  readonly store: Store
  readonly manifest: Manifest
  readonly serve: ServeProcess
  state: () => ProjectState
}

export interface SessionOptions {
  recents: JsonFile<Recent[]>
  trainers: Trainers
  /** @throws AppError `unknown-template` */
  manifest: (template: string) => Promise<Manifest>
  /** A project's state has changed. */
  changed: (project: string) => void
  /** Something in the background failed; nothing that was acknowledged is lost. */
  failed: (error: unknown) => void
}

export interface Sessions {
  /** The open project, opened when it is not. @throws AppError `project-not-found` and what opening throws */
  get: (id: string) => Promise<Session>
  openFolder: (folder: string) => Promise<Session>
  create: (folder: string, name: string, template: string) => Promise<Session>
  /** Makes a copy in `folder`, which is not opened. Returns how it is remembered. */
  duplicate: (session: Session, folder: string, name: string) => Promise<Recent>
  /** Puts the newest sound backup in the place of a damaged project file, and opens it. */
  restore: (id: string) => Promise<Session>
  close: (id: string) => Promise<void>
  /** Deletes a project's own files and forgets it. A missing or damaged project can be deleted too. */
  remove: (id: string) => Promise<void>
  /** One transaction; windows hear of the change. Returns what `work` returned. */
  edit: <T>(session: Session, work: (store: Store) => T) => T
  /** Remembers name and finding for Home. */
  remember: (session: Session) => Promise<void>
  open: () => Session[]
  closeAll: () => Promise<void>
}

function recentOf(session: Session, openedAt: string): Recent {
  const { name, template, judgement, chosen } = session.state()
  const model = judgement?.models.find((candidate) => candidate.id === chosen)
  return {
    id: session.id,
    path: session.folder,
    name,
    template,
    openedAt,
    best:
      judgement === null || model === undefined
        ? null
        : {
            model: model.id,
            verdict: model.verdict,
            difference: model.difference?.value ?? null,
            headline: judgement.headline,
          },
  }
}

export function createSessions({ recents, trainers, manifest, changed, failed }: SessionOptions): Sessions {
  const open = new Map<string, Session>()
  const opening = new Map<string, Promise<Session>>()

  async function start(folder: string): Promise<Session> {
    const store = await openStore(folder, basename(folder))
    try {
      const known = await recents.get()
      const project = store.project.get()
      // A folder that was copied by hand is another project than the one it was copied from.
      const twin = known.find((recent) => recent.id === project.id && recent.path !== folder)
      const id = twin !== undefined && isProject(twin.path) ? randomUUID() : project.id
      const loaded = await manifest(project.template)
      store.edit(() => {
        if (id !== project.id) store.project.setId(id)
        store.runs.interruptOrphans()
      })
      await sweep(folder, store)
      const session: Session = {
        id,
        folder,
        store,
        manifest: loaded,
        serve: trainers.serve(),
        state: () => projectState(store, folder, loaded),
      }
      open.set(id, session)
      await remember(session)
      return session
    } catch (error) {
      await store.close()
      throw storeFailure(error, basename(folder))
    }
  }

  function openFolder(folder: string): Promise<Session> {
    const already = [...open.values()].find((session) => session.folder === folder)
    if (already !== undefined) return Promise.resolve(already)
    const known = opening.get(folder)
    if (known !== undefined) return known
    const started = start(folder).finally(() => opening.delete(folder))
    opening.set(folder, started)
    return started
  }

  async function pathOf(id: string): Promise<string> {
    const known = (await recents.get()).find((recent) => recent.id === id)
    if (known === undefined) throw new AppError('project-not-found', { path: id })
    return known.path
  }

  async function get(id: string): Promise<Session> {
    const session = open.get(id)
    if (session !== undefined) return session
    const folder = await pathOf(id)
    if (!isProject(folder)) throw new AppError('project-not-found', { path: folder })
    return openFolder(folder)
  }

  async function remember(session: Session): Promise<void> {
    const recent = recentOf(session, new Date().toISOString())
    await recents.update((list) => [recent, ...list.filter(({ path }) => path !== session.folder)])
  }

  async function close(id: string): Promise<void> {
    const session = open.get(id)
    if (session === undefined) return
    await session.serve.close()
    await remember(session)
    open.delete(id)
    await session.store.close()
  }

  return {
    get,
    openFolder,
    open: () => [...open.values()],
    remember,
    close,

    async create(folder, name, template) {
      await manifest(template)
      await makeFolder(folder, async (unfinished) => {
        const store = await createStore(unfinished, name)
        store.edit(() => {
          store.project.create({ id: randomUUID(), name, template, createdAt: new Date().toISOString() })
        })
        await store.close()
      })
      return openFolder(folder)
    },

    async duplicate(session, folder, name) {
      await makeFolder(folder, async (unfinished) => {
        await session.store.copyTo(`${unfinished}/project.db`)
        await copyFiles(session.folder, unfinished)
        const copy = await openStore(unfinished, name)
        copy.edit(() => {
          copy.project.setId(randomUUID())
          copy.project.rename(name)
          copy.runs.interruptOrphans()
        })
        await copy.close()
      })
      const copy = await openFolder(folder)
      const recent = recentOf(copy, new Date().toISOString())
      await close(copy.id)
      return recent
    },

    async restore(id) {
      const folder = await pathOf(id)
      await close(id)
      if ((await restoreNewestBackup(folder)) === null) {
        throw new AppError('project-damaged', { name: basename(folder) })
      }
      return openFolder(folder)
    },

    async remove(id) {
      const folder = await pathOf(id)
      const session = open.get(id)
      if (session !== undefined) {
        await session.serve.close()
        open.delete(id)
        await session.store.close()
      } else if (isProject(folder)) {
        // Somebody else may have it open: then it is not ours to delete.
        await requireUnlocked(folder)
      }
      await deleteFolder(folder)
      await recents.update((list) => list.filter((recent) => recent.id !== id))
    },

    edit(session, work) {
      const result = session.store.edit(() => work(session.store))
      if (session.store.wantsBackup()) session.store.backUp().catch(failed)
      changed(session.id)
      return result
    },

    async closeAll() {
      await Promise.all([...open.keys()].map(close))
    },
  }
}

async function requireUnlocked(folder: string): Promise<void> {
  try {
    const store = await openStore(folder, basename(folder))
    await store.close()
  } catch (error) {
    // Damaged, foreign or newer ones can be deleted; one that is in use cannot.
    if (error instanceof AppError && error.code !== 'project-locked') return
    throw error
  }
}
