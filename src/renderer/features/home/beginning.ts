import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import type { Manifest } from '#shared/manifest'
import { bridge, call } from '../../api'
import { own, t } from '../../i18n'
import { useProject, type PendingSource } from '../project'
import { useHome } from './store'

/** How projects begin: from a template, a dropped file or a bundled sample. */
export const useBeginning = defineStore('beginning', () => {
  const home = useHome()
  const project = useProject()
  const router = useRouter()
  /** The dialog for a new project, and what it starts with. */
  const asked = shallowRef<{ template: string | null; pending: PendingSource | null } | null>(null)

  function ask(template: string | null = null, pending: PendingSource | null = null): void {
    asked.value = { template, pending }
  }

  /** A name that no known project has: "Sentiment", then "Sentiment 2". */
  function freeName(wish: string): string {
    const taken = new Set(home.projects?.map(({ name }) => name))
    if (!taken.has(wish)) return wish
    let number = 2
    while (taken.has(`${wish} ${String(number)}`)) number += 1
    return `${wish} ${String(number)}`
  }

  /** @throws AppError where the project's folder cannot be made */
  async function begin(template: string, name: string, pending: PendingSource | null): Promise<void> {
    const made = await home.create(template, name)
    project.pending = pending
    asked.value = null
    await router.push({
      name: 'step',
      params: { project: made.id, step: pending === null ? 'goal' : 'data' },
    })
  }

  async function beginSample(manifest: Manifest, sample: string): Promise<void> {
    const name = freeName(t('home.sampleName', { template: own(manifest.id, 'name') }))
    await begin(manifest.id, name, { source: { sample }, name: sample, unattended: true })
  }

  /** Opens a project's folder wherever it lies. */
  async function openFolder(): Promise<void> {
    const granted = await bridge().pickFolder({ title: t('app.commands.openProject') })
    if (granted === null) return
    const opened = await call('projects.openFolder', { token: granted.token })
    await router.push({ name: 'step', params: { project: opened.id, step: 'goal' } })
  }

  return { asked, ask, freeName, begin, beginSample, openFolder }
})
