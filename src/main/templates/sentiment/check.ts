import { detectLanguage, emptiedBy, removingSteps } from '../../ml'
import { cellTexts, type Table } from '../../data'
import type { CheckInput, Refusal } from '../define'
import { refuseRoles } from '../refusals'
import { columns } from './columns'
import { params, preparationOf } from './params'

/** Beyond this a label column is no list of feelings, and one-vs-rest gets slow. */
const mostClasses = 20
/** Below this neither folds nor an interval mean anything. */
const fewestRows = 40

/** The label of each row as written, '' where there is none or the rating is between the two ends. */
function labelsOf(table: Table, column: string, rating: CheckInput['mapping']['rating']): string[] {
  const cells = cellTexts(table, column)
  return Array.from({ length: table.rows }, (_, row) => {
    const label = cells.get(row)?.trim() ?? ''
    if (label === '' || rating === null) return label
    if (Number(label) >= rating.positiveFrom) return 'positive'
    return Number(label) <= rating.negativeTo ? 'negative' : ''
  })
}

function refuseLabels({ mapping }: CheckInput, column: string, labels: readonly string[]): Refusal | null {
  const classes = [...new Set(labels)].filter((label) => label !== '')
  if (classes.length < 2) return { code: 'label-one-class', params: { label: classes[0] ?? '' } }
  if (classes.length > mostClasses) {
    return { code: 'label-too-many-classes', params: { column, classes: classes.length, limit: mostClasses } }
  }
  const { positive } = mapping
  if (positive !== null && classes.length === 2 && !classes.includes(positive)) {
    return { code: 'positive-unknown', params: { value: positive, classes: classes.join(', ') } }
  }
  return null
}

/** A step of preparation that was switched on and leaves texts without anything to read. */
function refusePreparation({ mapping }: CheckInput, texts: readonly string[]): Refusal | null {
  const steps = preparationOf(params.parse(mapping.params))
  for (const step of removingSteps.filter((one) => steps[one])) {
    const count = emptiedBy(step, texts, detectLanguage(texts))
    if (count > 0) return { code: 'preparation-empties-texts', params: { step, count, total: texts.length } }
  }
  return null
}

/** Says why these columns cannot become a sentiment model, before anything is tried; null where they can. */
export function check(input: CheckInput): Refusal | null {
  const refusal = refuseRoles(input, columns)
  if (refusal) return refusal
  const { table, mapping } = input
  const text = mapping.roles['text']?.[0] ?? ''
  const label = mapping.roles['label']?.[0] ?? ''
  const column = table.text(text)
  const texts = Array.from({ length: table.rows }, (_, row) => column.get(row) ?? '')
  if (texts.every((one) => one.trim() === '')) return { code: 'texts-empty', params: { column: text } }
  const labels = labelsOf(table, label, mapping.rating)
  const labelled = refuseLabels(input, label, labels)
  if (labelled) return labelled
  const rows = labels.filter((one) => one !== '').length
  if (rows < fewestRows) return { code: 'too-few-rows', params: { rows, limit: fewestRows } }
  return refusePreparation(input, texts)
}
