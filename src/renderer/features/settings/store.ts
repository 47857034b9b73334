import { usePreferredDark } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'
import type { Lang } from '#shared/lang'
import type { Settings } from '#shared/project'
import { call, on } from '../../api'
import { lang, setLang } from '../../i18n'

// The engine keeps the settings; these two are remembered here as well, so that the first paint is right before
// there is an engine to ask.
const remembered = { lang: 'plumbline.lang', theme: 'plumbline.theme' }

const isTheme = (value: string | null): value is Settings['theme'] =>
  value === 'light' || value === 'dark' || value === 'system'

export const useSettings = defineStore('settings', () => {
  const stored = localStorage.getItem(remembered.theme)
  const theme = shallowRef<Settings['theme']>(isTheme(stored) ? stored : 'system')
  const projectsFolder = shallowRef('')
  const prefersDark = usePreferredDark()
  const dark = computed(() => theme.value === 'dark' || (theme.value === 'system' && prefersDark.value))

  watchEffect(() => (document.documentElement.dataset['theme'] = dark.value ? 'dark' : 'light'))

  function take(settings: Settings): void {
    setLang(settings.lang)
    theme.value = settings.theme
    projectsFolder.value = settings.projectsFolder
    localStorage.setItem(remembered.lang, settings.lang)
    localStorage.setItem(remembered.theme, settings.theme)
  }

  /** Reads the engine's settings and follows their changes. */
  async function start(): Promise<void> {
    const first = localStorage.getItem(remembered.lang) ?? navigator.language
    setLang(first.startsWith('zh') ? 'zh-CN' : 'en')
    on('settings.changed', take)
    take(await call('settings.get', {}))
  }

  async function setLanguage(next: Lang): Promise<void> {
    setLang(next)
    take(await call('settings.set', { lang: next }))
  }

  async function setTheme(next: Settings['theme']): Promise<void> {
    theme.value = next
    take(await call('settings.set', { theme: next }))
  }

  async function setProjectsFolder(token: string): Promise<void> {
    take(await call('settings.set', { projectsFolder: { token } }))
  }

  return { lang, theme, dark, projectsFolder, start, setLanguage, setTheme, setProjectsFolder }
})
