import type { charts as source } from '../en/charts'
import type { Words } from '../words'

export const charts: Words<typeof source> = {}
