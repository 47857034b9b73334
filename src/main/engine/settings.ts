import { join } from 'node:path'
import { z } from 'zod'
import type { CostBook } from '#shared/costs'
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

const count = z.number().nonnegative()

const costs = z.object({
  fits: z.array(
    z.object({
      template: z.string(),
      model: z.string(),
      rung: z.string(),
      rows: count,
      pass: count,
      before: z.number(),
      each: z.number(),
      after: z.number(),
      epochs: z.object({ needed: count, most: count, patience: count }).nullable(),
    }),
  ),
  memory: z.array(z.object({ template: z.string(), rung: z.string(), counted: count, peak: count })),
}) satisfies z.ZodType<CostBook>

/** What training took on this machine, oldest first. */
export const costsFile = (home: string): JsonFile<CostBook> =>
  jsonFile<CostBook>(join(home, 'costs.json'), costs, () => ({ fits: [], memory: [] }))

/** Measurements of one model (or of one template's memory) that are kept: what a machine did long ago says little. */
const keptOfEach = 16

/** The newest measurements of each, oldest first. */
function newest<T>(all: readonly T[], keyOf: (one: T) => string): T[] {
  const later = new Map<string, number>()
  const kept = all.toReversed().filter((one) => {
    const key = keyOf(one)
    later.set(key, (later.get(key) ?? 0) + 1)
    return (later.get(key) ?? 0) <= keptOfEach
  })
  return kept.reverse()
}

/** A book with what was measured last. */
export const withCosts = (book: CostBook, { fits, memory }: CostBook): CostBook => ({
  fits: newest([...book.fits, ...fits], ({ template, model, rung }) => `${template} ${model} ${rung}`),
  memory: newest([...book.memory, ...memory], ({ template, rung }) => `${template} ${rung}`),
})

/** What says something of the rung that will train; everything, where that is not known or was never measured. */
export function costsOn({ fits, memory }: CostBook, rung: string | null): CostBook {
  const same = fits.filter((fit) => fit.rung === rung)
  if (same.length === 0) return { fits, memory }
  return { fits: same, memory: memory.filter((one) => one.rung === rung) }
}
