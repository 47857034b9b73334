import { openSharedLibrary } from './shared-library'
import { RungUnavailable, type LoadedTensorFlow, type TensorFlowApi } from './types'

/** The parts of the WebGPU interface that are used here; Node's types know none of it. */
interface AdapterInfo {
  vendor: string
  architecture: string
  device: string
  description: string
  isFallbackAdapter?: boolean
}
interface Device {
  onuncapturederror: ((event: { error: { message: string; constructor: { name: string } } }) => void) | null
  readonly lost: Promise<{ reason: string; message: string }>
}
interface Adapter {
  readonly info: AdapterInfo
  readonly features: { has: (name: string) => boolean }
  readonly limits: Record<string, number>
  requestDevice: (wanted: {
    requiredFeatures: string[]
    requiredLimits: Record<string, number>
  }) => Promise<Device>
}
interface Dawn {
  create: (flags: string[]) => {
    requestAdapter: (wanted: { powerPreference: string }) => Promise<Adapter | null>
  }
  globals: Record<string, unknown>
}
interface Backend {
  WebGPUBackend: new (device: Device, info: AdapterInfo) => object
}

/** What TensorFlow.js's kernels make use of beyond the least that WebGPU guarantees. */
const limits = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
]

/** Programs that pretend to be a card, as they name themselves. */
const pretenders = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|\bwarp\b|software|\bcpu\b/i

function optional(require: NodeJS.Require, name: string): unknown {
  try {
    return require(name)
  } catch (error) {
    throw new RungUnavailable('package-missing', { name }, { cause: error })
  }
}

/** Vulkan's loader, a library of the system: without it Dawn finds no card and does not say why. */
const vulkan = 'libvulkan.so.1'

function assertVulkan(): void {
  if (process.platform !== 'linux') return
  try {
    openSharedLibrary(vulkan)
  } catch (error) {
    throw new RungUnavailable('vulkan-missing', { library: vulkan }, { cause: error })
  }
}

/**
 * A card's errors come beside the calls that caused them, whose results are then rubbish: they end the thread, and its
 * supervisor says why.
 */
function failLoudly(device: Device): void {
  const fail = (words: string): void => {
    setImmediate(() => {
      throw new Error(words)
    })
  }
  device.onuncapturederror = ({ error }) => {
    fail(`${error.constructor.name}: ${error.message}`)
  }
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') fail(`the card was lost: ${message}`)
  })
}

/**
 * Any vendor's card through WebGPU (Dawn), without CUDA. Numbers come back by promise only: `dataSync` fails here.
 * @throws RungUnavailable where a package, Vulkan or a card is missing
 */
export async function loadWebGpu(require: NodeJS.Require): Promise<LoadedTensorFlow> {
  assertVulkan()
  const { create, globals } = optional(require, 'webgpu') as Dawn
  // The backend's package looks for these when it is loaded; it finds no adapter yet, and registers nothing itself.
  Object.assign(globalThis, globals)
  const { WebGPUBackend } = optional(require, '@tensorflow/tfjs-backend-webgpu') as Backend
  const gpu = create([])
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true })
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' })
  if (adapter === null) throw new RungUnavailable('adapter-missing')
  const { info, features } = adapter
  const device = await adapter.requestDevice({
    requiredFeatures: ['timestamp-query', 'bgra8unorm-storage'].filter((name) => features.has(name)),
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name] ?? 0])),
  })
  failLoudly(device)
  const tf = require('@tensorflow/tfjs') as TensorFlowApi
  tf.enableProdMode()
  tf.registerBackend('webgpu', () => new WebGPUBackend(device, info) as ReturnType<typeof tf.backend>)
  if (!(await tf.setBackend('webgpu'))) throw new RungUnavailable('failed', { detail: 'no backend' })
  await tf.ready()
  const names = [info.description, info.device, info.architecture, info.vendor]
  return {
    tf,
    rung: 'webgpu',
    name: 'TensorFlow.js',
    version: tf.version_core,
    device: names.find((name) => name !== '') ?? 'WebGPU',
    software: info.isFallbackAdapter === true || pretenders.test(names.join(' ')),
  }
}
