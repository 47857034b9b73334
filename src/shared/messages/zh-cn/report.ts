import type { report as source } from '../en/report'
import type { Words } from '../words'

export const report: Words<typeof source> = {}
