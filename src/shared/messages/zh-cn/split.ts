import type { split as source } from '../en/split'
import type { Words } from '../words'

export const split: Words<typeof source> = {}
