import type { RoleSpec } from '#shared/manifest'
import type { TableRoles } from '../../ml'

/** What the columns of a file may be. */
export const columns: Record<'label' | 'id' | 'time' | 'protected' | 'feature', RoleSpec> = {
  label: {
    accepts: ['text', 'number'],
    required: true,
    part: 'label',
    positive: ['bad', 'default', 'defaulted', 'delinquent', 'yes', 'true', '违约', '逾期', '坏', '是'],
  },
  /** Who applied: new ones will come, so none stands on both sides of the split. */
  id: { accepts: ['text', 'number'], required: false, part: 'entity-new' },
  time: { accepts: ['time'], required: false, part: 'time' },
  /** For the audit of groups alone. */
  protected: { accepts: ['text', 'number'], required: false, repeatable: true, part: 'protected' },
  feature: { accepts: ['text', 'number', 'time'], required: true, repeatable: true, part: 'feature' },
}

/** How models read them. */
export const tableRoles: TableRoles = { features: ['feature'], ids: [], time: 'time' }
