import type { experiments as source } from '../en/experiments'
import type { Words } from '../words'

export const experiments: Words<typeof source> = {}
