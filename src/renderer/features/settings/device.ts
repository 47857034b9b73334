import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { DeviceChoice, DeviceState, RuntimeId } from '#shared/device'
import type { AppError } from '#shared/errors'
import { call, on, toAppError } from '../../api'

/** What this machine computes with, as the engine last said. */
export const useDevice = defineStore('device', () => {
  const state = shallowRef<DeviceState | null>(null)
  const error = shallowRef<AppError | null>(null)

  async function take(answer: Promise<DeviceState>): Promise<void> {
    try {
      state.value = await answer
      error.value = null
    } catch (thrown) {
      error.value = toAppError(thrown)
    }
  }

  on('device.changed', (next) => (state.value = next))

  return {
    state,
    error,
    refresh: () => take(call('device.get', {})),
    choose: (choice: DeviceChoice) => take(call('device.choose', { choice })),
    remove: (runtime: RuntimeId) => take(call('runtime.remove', { runtime })),
  }
})
