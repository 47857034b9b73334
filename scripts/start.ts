import { spawn } from 'node:child_process'
import { ensureBuild } from './runtime/build.ts'
import { hasDisplay, sandboxArgs } from './runtime/display.ts'
import { findElectron } from './runtime/electron.ts'
import { ensureSystem, windowRequirements } from './runtime/system.ts'
import { ensureTensorFlow } from './runtime/tensorflow.ts'

function refuse(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}

if (!hasDisplay())
  refuse('This machine has no display to open a window on: run "xvfb-run -a npm start" instead.')

const failure = await ensureBuild()
if (failure !== undefined) refuse(failure)
const missing = await ensureSystem(windowRequirements)
if (missing.length > 0) refuse(missing.join('\n'))
const electron = await findElectron()
if (!electron.ready) refuse(`No Electron: ${electron.reason}.`)
const tensorflow = await ensureTensorFlow()

const fallback = electron.origin === 'fallback' ? ` (a development fallback: ${electron.because})` : ''
const computes = tensorflow.ready
  ? `TensorFlow ${tensorflow.version}`
  : `plain JavaScript, because ${tensorflow.reason}`
console.log(`Electron ${electron.version}${fallback} · Node ${process.versions.node} · ${computes}`)

const app = spawn(electron.executable, [...sandboxArgs(), ...electron.args, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    PLUMBLINE_NODE: process.execPath,
    ...(tensorflow.ready ? {} : { PLUMBLINE_TENSORFLOW_REASON: tensorflow.reason }),
  },
})
// Ctrl-C reaches the app by itself; leaving first would orphan it.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => app.kill('SIGTERM'))
app.on('error', (error) => refuse(`Electron did not start: ${error.message}.`))
app.on('exit', (code) => {
  process.exitCode = code ?? 1
})
