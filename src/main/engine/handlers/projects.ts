import { dirname } from 'node:path'
import type { Engine } from '../engine'
import { freeFolder, isProject } from '../projects'
import type { Handlers } from '../rpc'

export const projectHandlers = (engine: Engine) =>
  ({
    'projects.list': async () =>
      (await engine.recents.get()).map((recent) => ({ ...recent, missing: !isProject(recent.path) })),

    async 'projects.create'({ template, name, folder }) {
      const target =
        folder === undefined
          ? freeFolder((await engine.settings.get()).projectsFolder, name)
          : engine.grants.path(folder.token)
      return (await engine.sessions.create(target, name, template)).state()
    },

    async 'projects.open'({ project }) {
      const session = await engine.sessions.get(project)
      await engine.sessions.remember(session)
      return session.state()
    },

    'projects.openFolder': async ({ token }) =>
      (await engine.sessions.openFolder(engine.grants.path(token))).state(),

    'projects.get': async ({ project }) => (await engine.sessions.get(project)).state(),

    async 'projects.rename'({ project, name }) {
      const session = await engine.sessions.get(project)
      engine.sessions.edit(session, (store) => {
        store.project.rename(name)
      })
      await engine.sessions.remember(session)
      return session.state()
    },

    async 'projects.duplicate'({ project, name }) {
      const session = await engine.sessions.get(project)
      const copy = await engine.sessions.duplicate(session, freeFolder(dirname(session.folder), name), name)
      return { ...copy, missing: false }
    },

    async 'projects.delete'({ project }) {
      await engine.tasks.cancelProject(project)
      await engine.sessions.remove(project)
      return null
    },

    async 'projects.close'({ project }) {
      // What trains goes on training: its project stays open until it is done.
      if (!engine.tasks.list().some((task) => task.project === project)) await engine.sessions.close(project)
      return null
    },

    'projects.restore': async ({ project }) => (await engine.sessions.restore(project)).state(),
  }) satisfies Partial<Handlers>
