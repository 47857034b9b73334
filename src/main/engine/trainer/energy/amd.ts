import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { microjouleCounter, powerSensor, readNumber, textOf, type Found, type Source } from './source'

/** AMD's cards: their own counter of microjoules where the driver has one, else their mean power in microwatts. */
export function amdCards(root: string): Found {
  const folder = join(root, 'sys/class/hwmon')
  const sources: Source[] = []
  const reasons: string[] = []
  for (const sensor of existsSync(folder) ? readdirSync(folder).sort() : []) {
    const at = (file: string): string => join(folder, sensor, file)
    try {
      if (!existsSync(at('name')) || readFileSync(at('name'), 'utf8').trim() !== 'amdgpu') continue
      if (existsSync(at('energy1_input'))) {
        sources.push(microjouleCounter(`amdgpu ${sensor}`, at('energy1_input'), null))
      } else if (existsSync(at('power1_average'))) {
        sources.push(powerSensor(`amdgpu ${sensor}`, () => readNumber(at('power1_average')) / 1e6))
      } else {
        reasons.push(`the card at ${sensor} tells neither energy nor power`)
      }
    } catch (error) {
      reasons.push(`the card at ${sensor} cannot be read (${textOf(error)})`)
    }
  }
  return { sources, reason: reasons.length === 0 ? null : reasons.join('; ') }
}
