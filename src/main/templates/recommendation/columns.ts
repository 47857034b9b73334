import type { RoleSpec } from '#shared/manifest'

type Role = 'user' | 'item' | 'time' | 'event' | 'rating' | 'itemText' | 'price'

/** What the columns of a log may be. */
export const columns: Record<Role, RoleSpec> = {
  /** Is recommended to from its own past, and counts once when intervals are drawn. */
  user: { accepts: ['text', 'number'], required: true, part: 'entity-own-past' },
  item: { accepts: ['text', 'number'], required: true, part: 'item' },
  time: { accepts: ['time'], required: false, part: 'time' },
  event: { accepts: ['text'], required: false, part: 'event' },
  rating: { accepts: ['number'], required: false, part: 'rating' },
  itemText: { accepts: ['text'], required: false, part: 'item-text' },
  price: { accepts: ['number'], required: false, part: 'price' },
}
