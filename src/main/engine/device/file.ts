import { join } from 'node:path'
import { z } from 'zod'
import { deviceChoices, rungReasons, rungs, type DeviceChoice, type Doctor } from '#shared/device'
import { jsonFile, type JsonFile } from '../json-file'

const doctor = z.object({
  node: z.string(),
  electron: z.string().nullable(),
  tensorflow: z.string().nullable(),
  rungs: z.array(
    z.object({
      rung: z.enum(rungs),
      available: z.boolean(),
      reason: z.enum(rungReasons).exactOptional(),
      params: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
      seconds: z.number().exactOptional(),
      agrees: z.boolean().exactOptional(),
      device: z.string().exactOptional(),
    }),
  ),
  chosen: z.enum(rungs),
}) satisfies z.ZodType<Doctor>

/** What was measured on this machine and by which version of Plumbline, and what the user wants. */
export interface DeviceFile {
  choice: DeviceChoice
  measured: { version: string; doctor: Doctor } | null
}

export const deviceFile = (folder: string): JsonFile<DeviceFile> =>
  jsonFile<DeviceFile>(
    join(folder, 'device.json'),
    z.object({
      choice: z.enum(deviceChoices),
      measured: z.object({ version: z.string(), doctor }).nullable(),
    }),
    () => ({ choice: 'automatic', measured: null }),
  )
