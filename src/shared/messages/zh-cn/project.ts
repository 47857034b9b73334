import type { project as source } from '../en/project'
import type { Words } from '../words'

export const project: Words<typeof source> = {}
