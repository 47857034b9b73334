import { random } from '#shared/random'
import type { Vectors } from './lists'
import { listAt, type Log } from './log'

/** Enough that the mean likeness of a list of twenty is within a few hundredths. */
const size = 64

/**
 * Items by who knows them, as short vectors whose cosines are nearly those of the columns of the log: each user is a
 * random line of ± 1 (Achlioptas 2003). The same for every model that learns from one log.
 */
export function coVectors(log: Log): Vectors {
  const { learnt } = log.catalogue
  const values = new Float32Array(learnt * size)
  const source = random(1).fork('item vectors')
  const line = new Float32Array(size)
  for (let user = 0; user < log.users.length; user++) {
    for (let d = 0; d < size; d += 32) {
      const bits = source.int(2 ** 32)
      for (let bit = 0; bit < 32; bit++) line[d + bit] = (bits >>> bit) & 1 ? 1 : -1
    }
    for (const item of listAt(log.sets, user)) {
      const row = item * size
      for (let d = 0; d < size; d++) values[row + d] = (values[row + d] as number) + (line[d] as number)
    }
  }
  for (let row = 0; row < values.length; row += size) {
    let norm = 0
    for (let d = 0; d < size; d++) norm += (values[row + d] as number) ** 2
    const scale = norm === 0 ? 0 : 1 / Math.sqrt(norm)
    for (let d = 0; d < size; d++) values[row + d] = (values[row + d] as number) * scale
  }
  return { size, values }
}
