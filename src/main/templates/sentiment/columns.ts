import type { RoleSpec } from '#shared/manifest'

/** What the columns of a file may be. */
export const columns: Record<'text' | 'label' | 'group' | 'time', RoleSpec> = {
  text: { accepts: ['text'], required: true, part: 'text' },
  label: { accepts: ['text', 'number'], required: true, part: 'label' },
  /** Who wrote it, or what about: new ones will come, so none stands on both sides of the split. */
  group: { accepts: ['text', 'number'], required: false, part: 'entity-new' },
  time: { accepts: ['time'], required: false, part: 'time' },
}
