import type { metrics as source } from '../en/metrics'
import type { Words } from '../words'

export const metrics: Words<typeof source> = {}
