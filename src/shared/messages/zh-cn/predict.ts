import type { predict as source } from '../en/predict'
import type { Words } from '../words'

export const predict: Words<typeof source> = {}
