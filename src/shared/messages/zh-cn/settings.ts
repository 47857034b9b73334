import type { settings as source } from '../en/settings'
import type { Words } from '../words'

export const settings: Words<typeof source> = {}
