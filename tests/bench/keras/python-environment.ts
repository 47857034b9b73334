import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { sharedCache } from '../../../scripts/runtime/cache.ts'

/** The Python of an environment, or why there is none, in words that end a sentence. */
export type Python = { python: string } | { reason: string }

/** A virtual environment of the user's cache folder. */
interface Environment {
  /** Folder name: whoever changes a version changes it too. */
  folder: string
  /** As pip reads them, each pinned to one version. */
  requirements: readonly string[]
  /** What must import before the environment counts as made. */
  imports: string
}

/** The very TensorFlow whose library trains the app's nets (scripts/runtime/tensorflow.ts), and the Keras on it. */
const keras: Environment = {
  folder: 'keras-2.21.0',
  requirements: ['tensorflow-cpu==2.21.0', 'keras==3.15.1'],
  imports: 'tensorflow, keras',
}

/** Keras on the app's own version of TensorFlow. The first call installs it, 300 MB. */
export function kerasPython(): Python {
  return pythonEnvironment(keras)
}

/** The Python of an environment that is made once per user. Where that fails a bench measures no peer. */
export function pythonEnvironment({ folder, requirements, imports }: Environment): Python {
  const home = join(sharedCache(), folder)
  const python = join(home, 'bin', 'python')
  const works = (): boolean =>
    existsSync(python) && spawnSync(python, ['-c', `import ${imports}`]).status === 0
  if (works()) return { python }
  process.stderr.write(`Setting up ${requirements.join(' and ')} in ${home} …\n`)
  rmSync(home, { recursive: true, force: true })
  const made = spawnSync('python3', ['-m', 'venv', home], { encoding: 'utf8' })
  if (made.status !== 0) return { reason: `python3 -m venv failed (${made.error?.message ?? made.stderr})` }
  const installed = spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...requirements], {
    encoding: 'utf8',
  })
  if (installed.status === 0 && works()) return { python }
  return { reason: `${requirements.join(' and ')} could not be installed (${installed.stderr.trim()})` }
}
