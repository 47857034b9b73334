import { join } from 'node:path'
import { z } from 'zod'
import type { Lang } from '#shared/lang'
import type { RecentProject, Settings } from '#shared/project'
import { jsonFile, type JsonFile } from './json-file'

const settings = z.object({
  lang: z.enum(['en', 'zh-CN']),
  theme: z.enum(['light', 'dark', 'system']),
  projectsFolder: z.string().min(1),
}) satisfies z.ZodType<Settings>

/** What the user chose for the whole application. */
export const settingsFile = (
  path: string,
  defaults: { lang: Lang; projectsFolder: string },
): JsonFile<Settings> => jsonFile<Settings>(path, settings, () => ({ theme: 'system', ...defaults }))

/** A recent project as it is remembered; whether it is still there is asked each time. */
export type Recent = Omit<RecentProject, 'missing'>

const recents = z.array(
  z.object({
    id: z.string(),
    path: z.string(),
    name: z.string(),
    template: z.string(),
    openedAt: z.string(),
    best: z
      .object({
        model: z.string(),
        verdict: z.enum(['better', 'not-proven', 'worse']).nullable(),
        difference: z.number().nullable(),
        headline: z.string(),
      })
      .nullable(),
  }),
) satisfies z.ZodType<Recent[]>

/** Projects that were opened on this machine, newest first. */
export const recentsFile = (home: string): JsonFile<Recent[]> =>
  jsonFile(join(home, 'recents.json'), recents, () => [])
