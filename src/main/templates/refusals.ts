import type { RoleSpec } from '#shared/manifest'
import type { CheckInput, Refusal } from './define'
import { cellTexts } from '../data'

/** The first role whose column is missing, unknown or of a type that cannot play it; what every template refuses. */
export function refuseRoles(
  { table, mapping }: CheckInput,
  roles: Readonly<Record<string, RoleSpec>>,
): Refusal | null {
  const types = new Map(table.columns.map(({ name, type }) => [name, type]))
  for (const [role, spec] of Object.entries(roles)) {
    const columns = mapping.roles[role] ?? []
    if (columns.length === 0 && spec.required) return { code: 'role-missing', params: { role } }
    for (const column of columns) {
      const type = types.get(column)
      if (type === undefined) {
        return { code: 'column-missing', params: { column, columns: [...types.keys()].join(', ') } }
      }
      if (!spec.accepts.includes(type)) return { code: 'column-type', params: { column, type, role } }
    }
  }
  return null
}

/** Below this neither folds nor an interval mean anything. */
const fewestRows = 100
/** Below this many rows of either class there is nothing to learn, and nothing to divide. */
const fewestOfClass = 10

/** Why a column cannot be the label of two classes. */
export function refuseBinaryLabel({ table, mapping }: CheckInput, column: string): Refusal | null {
  const cells = cellTexts(table, column)
  const counts = new Map<string, number>()
  for (let row = 0; row < table.rows; row += 1) {
    const label = cells.get(row)?.trim() ?? ''
    if (label !== '') counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  const names = [...counts.keys()]
  if (names.length < 2) return { code: 'label-one-class', params: { label: names[0] ?? '' } }
  if (names.length > 2) {
    const shown = names.slice(0, 5).join(', ')
    return { code: 'label-not-binary', params: { column, classes: names.length, values: shown } }
  }
  if (mapping.positive !== null && !names.includes(mapping.positive)) {
    return { code: 'positive-unknown', params: { value: mapping.positive, classes: names.join(', ') } }
  }
  const rows = [...counts.values()].reduce((sum, count) => sum + count, 0)
  if (rows < fewestRows) return { code: 'too-few-rows', params: { rows, limit: fewestRows } }
  const [rarest = '', count = 0] = [...counts].sort(([, a], [, b]) => a - b)[0] ?? []
  if (count < fewestOfClass) {
    return { code: 'class-too-rare', params: { label: rarest, rows: count, limit: fewestOfClass } }
  }
  return null
}
