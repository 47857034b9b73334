/**
 * Plumbline from a terminal: the same engine in this process, every flow without a window.
 * Arguments in; progress and failures on standard error, results on standard output; an exit status.
 * Nothing is computed or stored here: everything goes through the engine's contract.
 */
import { main } from './main'

// Whoever reads our output may have read enough: the end of `plumbline templates | head -1` is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

void main(process.argv.slice(2)).then((status) => {
  process.exitCode = status
})
