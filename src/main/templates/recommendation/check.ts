import { cellTexts } from '../../data'
import { refuseRoles } from '../refusals'
import type { CheckInput, Refusal } from '../define'
import { columns } from './columns'

/** Below this neither a split nor an interval mean anything. */
const fewestUsers = 20
const fewestEvents = 100
/** Users with two different items or more: without them nobody's taste says anything of anybody else's. */
const fewestPairs = 10
/** From this share of repeated pairs on, what was bought is bought again. */
const repeatShare = 0.1

interface Counted {
  events: number
  users: number
  /** Users with at least two different items. */
  telling: number
  /** Share of the events that repeat an item of the same user on another day. */
  repeated: number
}

function count({ table, mapping }: CheckInput): Counted {
  const [user = ''] = mapping.roles['user'] ?? []
  const [item = ''] = mapping.roles['item'] ?? []
  const [time] = mapping.roles['time'] ?? []
  const [users, items] = [cellTexts(table, user), cellTexts(table, item)]
  const times = time === undefined ? null : table.time(time)
  const day = 86_400_000
  const seen = new Map<string, Map<string, number>>()
  let events = 0
  let repeated = 0
  for (let row = 0; row < table.rows; row += 1) {
    const [who, what] = [users.get(row)?.trim() ?? '', items.get(row)?.trim() ?? '']
    if (who === '' || what === '') continue
    events += 1
    const own = seen.get(who) ?? new Map<string, number>()
    seen.set(who, own)
    const now = Math.floor((times?.[row] ?? 0) / day)
    const before = own.get(what)
    if (before !== undefined && before !== now) repeated += 1
    own.set(what, now)
  }
  const telling = [...seen.values()].reduce((sum, { size }) => sum + Number(size > 1), 0)
  return { events, users: seen.size, telling, repeated: events === 0 ? 0 : repeated / events }
}

/** Says why these columns cannot become recommendations, before anything is tried; null where they can. */
export function check(input: CheckInput): Refusal | null {
  const refusal = refuseRoles(input, columns)
  if (refusal) return refusal
  const { mapping } = input
  const [user = ''] = mapping.roles['user'] ?? []
  if (mapping.roles['item']?.[0] === user) return { code: 'user-is-item', params: { column: user } }
  const { events, users, telling } = count(input)
  if (users < fewestUsers)
    return { code: 'too-few-users', params: { users, limit: fewestUsers, column: user } }
  if (telling < fewestPairs) return { code: 'one-event-each', params: { users, telling, column: user } }
  if (events < fewestEvents) return { code: 'too-few-rows', params: { rows: events, limit: fewestEvents } }
  return null
}

/** Whether what was bought may be recommended again: where people do buy the same thing on several days. */
export function settle(input: CheckInput): { repeats: boolean } {
  return { repeats: count(input).repeated >= repeatShare }
}
