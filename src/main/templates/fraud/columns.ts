import type { RoleSpec } from '#shared/manifest'
import type { TableRoles } from '../../ml'

/** What the columns of a file may be. */
export const columns: Record<'label' | 'time' | 'entity' | 'amount' | 'counterparty' | 'feature', RoleSpec> =
  {
    label: {
      accepts: ['text', 'number'],
      required: true,
      part: 'label',
      positive: ['fraud', 'fraudulent', 'chargeback', 'yes', 'true', '欺诈', '是', '拒付'],
    },
    time: { accepts: ['time'], required: true, part: 'time' },
    /** Who is scored from its own past: a card, an account, a customer. */
    entity: { accepts: ['text', 'number'], required: true, part: 'entity-own-past' },
    amount: { accepts: ['number'], required: false, part: 'amount' },
    /** Who the entity deals with: terminal, merchant, device. */
    counterparty: { accepts: ['text', 'number'], required: false, repeatable: true, part: 'counterparty' },
    feature: { accepts: ['text', 'number', 'time'], required: false, repeatable: true, part: 'feature' },
  }

/** How models read them. */
export const tableRoles: TableRoles = {
  features: ['amount', 'feature'],
  ids: ['entity', 'counterparty'],
  time: 'time',
}
