import type { checks as source } from '../en/checks'
import type { Words } from '../words'

export const checks: Words<typeof source> = {}
