import { readFileSync } from 'node:fs'

/**
 * How many processes this system has killed for want of memory since it started (Linux). A trainer that is killed
 * while this number rises died of memory; where it cannot be read, it merely died.
 */
export function oomKills(): number {
  if (process.platform !== 'linux') return 0
  try {
    const found = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))
    return Number(found?.[1] ?? 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
