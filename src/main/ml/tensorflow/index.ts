/**
 * Loading what computes: TensorFlow on a card or the processor, WebGPU, or plain JavaScript. For trainers only: it
 * costs a second and 300 MB. Which rung is right for a machine is measured by the engine's device.probe.
 */
export { loadRung, loadTensorFlow } from './load'
export { RungUnavailable, type LoadedTensorFlow, type TensorFlowApi } from './types'
