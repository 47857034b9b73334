import { inspect as inspectFile } from '../../../data'
import type { Job } from '../job'

/** The first look at a file, before anything is imported. */
export const inspect: Job<'inspect'> = ({ path, options }) => inspectFile(path, options)
