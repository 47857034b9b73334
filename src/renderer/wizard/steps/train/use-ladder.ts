import { computed, type ComputedRef } from 'vue'
import type { TrainProgress } from '#shared/contract/index'
import type { AppError } from '#shared/errors'
import type { RunState } from '#shared/project'
import { useTask } from '../../../api'
import { useProject } from '../../../features/project'
import { useTraining } from '../../../features/training'

export interface Ladder {
  state: ComputedRef<RunState | 'idle'>
  busy: ComputedRef<boolean>
  progress: ComputedRef<TrainProgress | null>
  error: ComputedRef<AppError | null>
  /** A ladder that stopped half-way, when nothing trains. */
  interrupted: ComputedRef<{ ladder: string; model: string } | null>
  start: (options: { quick: boolean; seed: number | null }) => Promise<void>
  goOn: () => Promise<void>
  pause: () => Promise<void>
  resume: () => Promise<void>
  cancel: () => Promise<void>
  clear: () => void
}

/** One training at a time, begun or resumed: two tasks of the engine, one thing on screen. */
export function useLadder(project: string): Ladder {
  const store = useProject()
  const training = useTraining()
  const run = useTask('train.run', project)
  const resumed = useTask('train.resume', project)
  const active = computed(() => (resumed.busy.value ? resumed : run))

  return {
    state: computed(() => active.value.state.value),
    busy: computed(() => active.value.busy.value),
    progress: computed(() => (active.value.busy.value ? active.value.progress.value : null)),
    error: computed(() => run.error.value ?? resumed.error.value),
    interrupted: computed(() => (active.value.busy.value ? null : (store.state?.interrupted ?? null))),
    async start({ quick, seed }) {
      resumed.clear()
      await run.start({
        project,
        ...(training.chosen === null ? {} : { models: [...training.chosen] }),
        params: training.params,
        quick,
        ...(seed === null ? {} : { seed }),
      })
      await store.refresh()
    },
    async goOn() {
      const ladder = store.state?.interrupted?.ladder
      if (ladder === undefined) return
      run.clear()
      await resumed.start({ project, ladder })
      await store.refresh()
    },
    pause: () => active.value.pause(),
    resume: () => active.value.resume(),
    cancel: () => active.value.cancel(),
    clear() {
      run.clear()
      resumed.clear()
    },
  }
}
