import { createRequire } from 'node:module'
import { join } from 'node:path'
import { ensureBuild } from './runtime/build.ts'
import { repoRoot } from './runtime/cache.ts'
import { findElectron } from './runtime/electron.ts'
import { ensureTensorFlow } from './runtime/tensorflow.ts'

/** Commands that train or predict, and so want the fast library. */
const computing = ['run', 'predict', 'recommend', 'doctor']
/** Commands that print a page or speak of Electron. */
const windowed = ['report', 'doctor']

const command = process.argv[2] ?? ''

const failure = await ensureBuild()
if (failure !== undefined) {
  console.error(failure)
  process.exit(1)
}
process.env['PLUMBLINE_NODE'] = process.execPath
if (computing.includes(command)) {
  const tensorflow = await ensureTensorFlow()
  if (!tensorflow.ready) process.env['PLUMBLINE_TENSORFLOW_REASON'] = tensorflow.reason
}
if (windowed.includes(command)) {
  const electron = await findElectron()
  if (electron.ready) process.env['PLUMBLINE_ELECTRON'] = electron.executable
}

// The program itself, in this process: stdin, stdout, signals and exit status are its own.
const program = join(repoRoot, 'out', 'main', 'cli.js')
process.argv.splice(1, 1, program)
createRequire(import.meta.url)(program)
