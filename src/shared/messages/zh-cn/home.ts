import type { home as source } from '../en/home'
import type { Words } from '../words'

export const home: Words<typeof source> = {}
