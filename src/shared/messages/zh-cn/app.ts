import type { app as source } from '../en/app'
import type { Words } from '../words'

export const app: Words<typeof source> = {}
