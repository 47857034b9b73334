import type { Engine } from '../engine'
import type { Handlers } from '../rpc'

export const settingsHandlers = (engine: Engine) =>
  ({
    'settings.get': () => engine.settings.get(),

    async 'settings.set'({ lang, theme, projectsFolder }) {
      const folder = projectsFolder === undefined ? undefined : engine.grants.path(projectsFolder.token)
      const settings = await engine.settings.update((current) => ({
        lang: lang ?? current.lang,
        theme: theme ?? current.theme,
        projectsFolder: folder ?? current.projectsFolder,
      }))
      engine.emit('settings.changed', settings)
      return settings
    },
  }) satisfies Partial<Handlers>
