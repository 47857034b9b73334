import type { decide as source } from '../en/decide'
import type { Words } from '../words'

export const decide: Words<typeof source> = {}
