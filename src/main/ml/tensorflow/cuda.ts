import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSharedLibrary } from './shared-library'
import { RungUnavailable } from './types'

/** The driver's own library: part of NVIDIA's driver, never of a runtime. */
const driver = 'libcuda.so.1'

/**
 * What TensorFlow opens by name when it first meets a card, each after what it needs itself, with the package that
 * brings it (TensorFlow 2.21 is built against CUDA 12 and cuDNN 9).
 */
const libraries: readonly (readonly [folder: string, file: string])[] = [
  ['cuda_runtime', 'libcudart.so.12'],
  ['nvjitlink', 'libnvJitLink.so.12'],
  ['cuda_nvrtc', 'libnvrtc.so.12'],
  ['cublas', 'libcublasLt.so.12'],
  ['cublas', 'libcublas.so.12'],
  ['cufft', 'libcufft.so.11'],
  ['curand', 'libcurand.so.10'],
  ['cusparse', 'libcusparse.so.12'],
  ['cusolver', 'libcusolver.so.11'],
  ['cudnn', 'libcudnn.so.9'],
  ['nccl', 'libnccl.so.2'],
  ['cuda_cupti', 'libcupti.so.12'],
]

/**
 * Loads the driver and CUDA's libraries before TensorFlow silently goes on without them: the driver from the system,
 * all else from the installed runtime, never the system's CUDA.
 * @param runtime the folder of the installed runtime, if there is one
 * @throws RungUnavailable that names what is missing
 */
export function loadCudaLibraries(
  runtime: string | undefined,
  open: (path: string) => void = openSharedLibrary,
): void {
  if (process.platform !== 'linux') throw new RungUnavailable('platform', { platform: process.platform })
  try {
    open(driver)
  } catch (error) {
    throw new RungUnavailable('driver-missing', { library: driver }, { cause: error })
  }
  if (runtime === undefined) throw new RungUnavailable('runtime-missing')
  for (const [folder, library] of libraries) {
    try {
      open(join(runtime, 'site', 'nvidia', folder, 'lib', library))
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error)
      throw new RungUnavailable('library-missing', { library, detail }, { cause: error })
    }
  }
}

/** The first card's name as its driver gives it. */
export function nameCard(): string {
  const root = '/proc/driver/nvidia/gpus'
  if (!existsSync(root)) return 'NVIDIA'
  const [first] = readdirSync(root)
  if (first === undefined) return 'NVIDIA'
  const facts = readFileSync(join(root, first, 'information'), 'utf8')
  return /^Model:\s*(.+)$/m.exec(facts)?.[1]?.trim() ?? 'NVIDIA'
}
