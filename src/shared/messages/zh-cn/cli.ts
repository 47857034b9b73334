import type { cli as source } from '../en/cli'
import type { Words } from '../words'

export const cli: Words<typeof source> = {}
