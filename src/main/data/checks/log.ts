import { cellTexts } from '../table-from-columns'
import { columnsOf, type CheckInput } from './input'

/** A log of who did what, as its checks read it: rows with a user and an item. */
export interface LogRows {
  rows: Int32Array
  users: Int32Array
  items: Int32Array
  userCount: number
  itemIds: readonly string[]
  /** Items named in rows without a user, and in no row with one. */
  untouched: readonly string[]
  /** NaN where unknown; null without a time column. */
  times: Float64Array | null
}

/** Null where no column names items. */
export function logRows(input: CheckInput): LogRows | null {
  const [user] = columnsOf(input, 'entity-own-past')
  const [item] = columnsOf(input, 'item')
  if (user === undefined || item === undefined) return null
  const { table } = input
  const [who, what] = [cellTexts(table, user), cellTexts(table, item)]
  const [time] = columnsOf(input, 'time')
  const rows: number[] = []
  const users: number[] = []
  const items: number[] = []
  const [userCodes, itemCodes] = [new Map<string, number>(), new Map<string, number>()]
  const code = (codes: Map<string, number>, value: string): number => {
    const known = codes.get(value) ?? codes.size
    codes.set(value, known)
    return known
  }
  const named = new Set<string>()
  for (let row = 0; row < table.rows; row++) {
    const id = what.get(row)?.trim() ?? ''
    if (id === '') continue
    const owner = who.get(row)?.trim() ?? ''
    if (owner === '') {
      named.add(id)
      continue
    }
    rows.push(row)
    users.push(code(userCodes, owner))
    items.push(code(itemCodes, id))
  }
  return {
    rows: Int32Array.from(rows),
    users: Int32Array.from(users),
    items: Int32Array.from(items),
    userCount: userCodes.size,
    itemIds: [...itemCodes.keys()],
    untouched: [...named].filter((id) => !itemCodes.has(id)),
    times: time === undefined ? null : table.time(time),
  }
}
