import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { TrainProgress } from '#shared/contract/index'
import type { Json } from '#shared/lang'
import type { RunSummary } from '#shared/project'
import { call, on } from '../../api'
import { useProject } from '../project'
import { LiveTraining, type LiveCurve, type LogLine } from './live'

/** The charts are drawn anew at most this often: five times a second, as calm as it is live. */
const redrawMs = 200

/** What trains in the project on screen: its curves and log, kept while one looks at other steps. */
export const useTraining = defineStore('training', () => {
  const project = useProject()
  let live = new LiveTraining()
  const curves = shallowRef<ReadonlyMap<string, LiveCurve>>(new Map())
  const log = shallowRef<readonly LogLine[]>([])
  /** The ladder whose curves and log these are. */
  const shownLadder = shallowRef<string | null>(null)
  /** Settings for the next training, where they differ from the template's own. */
  const params = shallowRef<Record<string, Json>>({})
  /** Models to train; null: all. */
  const chosen = shallowRef<readonly string[] | null>(null)

  const ladder = computed(() => project.state?.runs.at(-1)?.ladder ?? null)
  /** The runs of the newest ladder, by model. */
  const runs = computed(
    () =>
      new Map<string, RunSummary>(
        (project.state?.runs ?? [])
          .filter((run) => run.ladder === ladder.value)
          .map((run) => [run.model, run]),
      ),
  )

  let waiting: ReturnType<typeof setTimeout> | null = null
  function show(): void {
    curves.value = new Map([...live.curves].map(([run, curve]) => [run, { ...curve }]))
    log.value = live.log
    shownLadder.value = live.ladder ?? ladder.value
  }
  function showSoon(): void {
    waiting ??= setTimeout(() => {
      waiting = null
      show()
    }, redrawMs)
  }

  on('task.changed', ({ name, project: of, progress }) => {
    if (!name.startsWith('train.') || of !== project.state?.id || progress === null) return
    live.take(progress as unknown as TrainProgress, new Date())
    showSoon()
  })

  /** Reads the stored curves of the newest ladder. */
  async function restore(): Promise<void> {
    const id = project.state?.id
    const newest = ladder.value
    const finished = [...runs.value.values()]
    if (id === undefined || newest === null || finished.length === 0) return
    const stored = await call('train.curves', { project: id, runs: finished.map((run) => run.id).slice(-50) })
    if (project.state?.id !== id) return
    live.restore(
      newest,
      stored.map(({ run, points }) => ({
        run,
        model: finished.find((one) => one.id === run)?.model ?? '',
        points,
      })),
    )
    show()
  }

  watch(
    () => project.state?.id,
    () => {
      live = new LiveTraining()
      params.value = {}
      chosen.value = null
      show()
      void restore()
    },
    { immediate: true },
  )

  return { curves, log, shownLadder, params, chosen, ladder, runs, restore }
})
