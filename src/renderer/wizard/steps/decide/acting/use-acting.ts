import { watchDebounced } from '@vueuse/core'
import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'
import { burdenOf } from '#shared/charts/scoring'
import type { AppError } from '#shared/errors'
import { choosePoint, countsMoney, operationOf, pointAt, savedAt } from '#shared/operation'
import type { Goal } from '#shared/project'
import type { Operation, OperatingPoint, ScoringDetail } from '#shared/results'
import { call, toAppError } from '../../../../api'
import { useProject } from '../../../../features/project'

const blank: Goal = {
  decision: '',
  bar: null,
  missCost: null,
  falseAlarmCost: null,
  abstain: false,
  abstainBelow: null,
}

/** The threshold that a score is acted on from: chosen on validation until somebody moves it, kept in the goal. */
export function useActing(scoring: Ref<ScoringDetail>, model: Ref<string>) {
  const project = useProject()
  const goal = computed(() => project.state?.goal ?? null)
  const operation = reactive<Operation>(operationOf(goal.value))
  const error = shallowRef<AppError | null>(null)
  const own = (): number | null => {
    const point = goal.value?.acting?.point
    return point != null && point.model === model.value ? point.threshold : null
  }
  /** The threshold that was set by hand; null: as validation chooses. */
  const moved = ref<number | null>(own())
  watch(model, () => (moved.value = own()))

  const proposed = computed(() => {
    const { points, totals, capacity, chosen } = scoring.value
    const found = choosePoint(points, operation, totals.validation, capacity)
    if (found !== null) return found
    // Neither costs nor capacity: where the likelier class changes.
    const even = points.filter(({ probability }) => probability >= 0.5).at(-1) ?? points[0]
    return even === undefined ? null : { by: chosen.by, point: even }
  })
  const point = computed((): OperatingPoint | null =>
    moved.value === null ? (proposed.value?.point ?? null) : pointAt(scoring.value.points, moved.value),
  )
  const money = computed(() => countsMoney(operation, scoring.value.totals.test))
  const saved = computed(() =>
    point.value === null || !money.value ? null : savedAt(point.value, { ...operation }, scoring.value.reach),
  )
  const index = computed({
    get: () => (point.value === null ? 0 : scoring.value.points.indexOf(point.value)),
    set: (at) => {
      moved.value = scoring.value.points[at]?.threshold ?? null
    },
  })

  /** Moves to the point whose burden is nearest to a place on the chart. */
  function pick(x: number): void {
    const distance = (one: OperatingPoint): number => Math.abs(burdenOf(one, scoring.value) - x)
    const nearest = scoring.value.points.reduce((best, one) => (distance(one) < distance(best) ? one : best))
    moved.value = nearest.threshold
  }

  async function save(): Promise<void> {
    const id = project.state?.id
    const at = point.value
    if (id === undefined) return
    const { capacity, reviewCost, missCost, falseAlarmCost } = operation
    const chosen =
      moved.value === null || at === null
        ? null
        : { model: model.value, threshold: at.threshold, probability: at.probability, saved: saved.value }
    const next = {
      ...(goal.value ?? blank),
      missCost,
      falseAlarmCost,
      acting: { capacity, reviewCost, point: chosen },
    }
    try {
      project.take(await call('goal.set', { project: id, goal: next }))
      error.value = null
    } catch (thrown) {
      error.value = toAppError(thrown)
    }
  }
  watchDebounced([operation, moved], save, { debounce: 400, maxWait: 2000 })

  return { operation, proposed, point, moved, money, saved, index, pick, error }
}
