import type { explain as source } from '../en/explain'
import type { Words } from '../words'

export const explain: Words<typeof source> = {}
