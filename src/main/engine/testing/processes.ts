import { readdirSync, readFileSync } from 'node:fs'

/** Ids of the running children of this process whose command line holds `program` (Linux). */
export function childrenRunning(program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]
        return (
          Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program)
        )
      } catch {
        // Ended while it was looked at.
        return false
      }
    })
}
