import type { compare as source } from '../en/compare'
import type { Words } from '../words'

export const compare: Words<typeof source> = {}
