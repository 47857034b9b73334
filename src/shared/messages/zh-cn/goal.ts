import type { goal as source } from '../en/goal'
import type { Words } from '../words'

export const goal: Words<typeof source> = {}
