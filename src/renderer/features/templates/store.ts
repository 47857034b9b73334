import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Manifest } from '#shared/manifest'
import { call } from '../../api'
import { addTemplateWords } from '../../i18n'

/** What can be built: the templates' manifests, as the engine's registry has them. */
export const useTemplates = defineStore('templates', () => {
  const all = shallowRef<readonly Manifest[]>([])

  async function start(): Promise<void> {
    const manifests = await call('templates.list', {})
    addTemplateWords(manifests)
    all.value = manifests
  }

  const find = (id: string): Manifest | null => all.value.find((manifest) => manifest.id === id) ?? null

  return { all, start, find }
})
