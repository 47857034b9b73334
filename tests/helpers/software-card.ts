import { globSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { openSharedLibrary } from '../../src/main/ml/tensorflow/shared-library'

/** What makes a process and its children see Chromium's software card; null where Electron brought none. */
export function softwareCard(): Record<string, string> | null {
  if (process.platform !== 'linux') return null
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plumbline', 'electron')
  const given = process.env['PLUMBLINE_ELECTRON']
  const folders = given === undefined ? [] : [dirname(given)]
  const description = [...folders, cache]
    .flatMap((folder) =>
      globSync('{.,*}/vk_swiftshader_icd.json', { cwd: folder }).map((file) => join(folder, file)),
    )
    .at(0)
  if (description === undefined) return null
  const folder = dirname(description)
  const variables = {
    VK_ICD_FILENAMES: description,
    // Electron brings Vulkan's loader as well.
    LD_LIBRARY_PATH: folder,
    XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] ?? '/tmp',
  }
  Object.assign(process.env, variables)
  // For this process itself, whose search path was fixed when it started.
  openSharedLibrary(join(folder, 'libvulkan.so.1'))
  return variables
}
