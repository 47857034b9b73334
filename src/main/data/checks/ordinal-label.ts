import { orderOfLabels } from '../mapping/order'
import { card, classesOf, columnsOf, type Check } from './input'

/** Labels that are steps of an order (stars) but are treated as unrelated classes. */
export const ordinalLabel: Check = (input) => {
  const classes = classesOf(input)
  const [column] = columnsOf(input, 'label')
  if (
    classes === null ||
    column === undefined ||
    input.mapping.order !== null ||
    input.mapping.rating !== null
  )
    return []
  const order = orderOfLabels(classes.names)
  if (order === null) return []
  return [
    card({
      code: 'ordinal-label',
      severity: 'info',
      column,
      params: { column, steps: order.length, lowest: order[0] ?? '', highest: order.at(-1) ?? '' },
      remedy: { op: 'set-order', order },
    }),
  ]
}
