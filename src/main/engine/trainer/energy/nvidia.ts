import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { powerSensor, type Found } from './source'

const fields = ['--query-gpu=index,power.draw', '--format=csv,noheader,nounits']
/** Between two lines of the program, ms. */
const everyMs = 1000
/** It answers in a fraction of this, or its driver hangs. */
const patienceMs = 5000

/** Card → watts, from lines like `0, 61.32`. A card that does not tell says `[N/A]`. */
function readLines(text: string, watts: Map<string, number>): void {
  for (const line of text.split('\n')) {
    const [card = '', power = ''] = line.split(',').map((part) => part.trim())
    if (card !== '') watts.set(card, power === '' ? Number.NaN : Number(power))
  }
}

const total = (watts: ReadonlyMap<string, number>): number =>
  [...watts.values()].reduce((sum, own) => sum + own, 0)

/** NVIDIA's cards, from the power that their own program tells once a second, integrated over time. */
export function nvidiaCards(root: string, program: string): Found {
  const driver = join(root, 'proc/driver/nvidia/gpus')
  const isThere = existsSync(driver) && readdirSync(driver).length > 0
  const watts = new Map<string, number>()
  const first = spawnSync(program, fields, { encoding: 'utf8', timeout: patienceMs })
  if (first.error !== undefined || first.status !== 0) {
    if (!isThere) return { sources: [], reason: null }
    return { sources: [], reason: `the program that tells the power of the NVIDIA card does not run` }
  }
  readLines(first.stdout, watts)
  if (watts.size === 0) return { sources: [], reason: null }
  if (!Number.isFinite(total(watts)))
    return { sources: [], reason: 'the NVIDIA card does not tell its power' }

  const child = spawn(program, [...fields, '-lms', String(everyMs)], { stdio: ['ignore', 'pipe', 'ignore'] })
  let ended = false
  let rest = ''
  child.on('error', () => (ended = true))
  child.on('exit', () => (ended = true))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    readLines(lines.join('\n'), watts)
  })
  child.unref()
  const sensor = powerSensor(`NVIDIA (${String(watts.size)})`, () => {
    const sum = total(watts)
    if (ended || !Number.isFinite(sum)) throw new Error('it tells no power')
    return sum
  })
  return {
    sources: [
      {
        ...sensor,
        stop() {
          child.kill()
        },
      },
    ],
    reason: null,
  }
}
