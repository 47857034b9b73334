/** The steps that can be shown, by their id in the manifest; each is loaded when it is first opened. */
import type { Component } from 'vue'
import type { StepId } from '#shared/manifest'

type Load = () => Promise<{ default: Component }>

export const steps: Record<StepId, Load> = {
  goal: () => import('./goal/GoalStep.vue'),
  data: () => import('./data/DataStep.vue'),
  checks: () => import('./checks/ChecksStep.vue'),
  split: () => import('./split/SplitStep.vue'),
  train: () => import('./train/TrainStep.vue'),
  compare: () => import('./compare/CompareStep.vue'),
  explain: () => import('./explain/ExplainStep.vue'),
  decide: () => import('./decide/DecideStep.vue'),
  predict: () => import('./predict/PredictStep.vue'),
  report: () => import('./report/ReportStep.vue'),
}
