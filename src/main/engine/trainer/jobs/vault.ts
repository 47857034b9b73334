import { openTable, stackTables, type Table } from '../../../data'
import { deriveAfter } from '../derived'
import { cellReader, readClasses, withoutClasses } from '../classes'
import { makeExamples } from '../examples'
import type { RowContext, TradedRows } from '../../../ml'
import type { AnyTemplate } from '../../../templates'
import type { Job } from '../job'
import { joinFloats, joinInts } from '../join'
import { readModel, type ModelCard } from '../model-folder'
import { columnOf, remedied } from '../plan'
import { unitColumn } from '../problem'
import { rowContext } from '../row-context'

/** Gives the rows of one value of the group column one number; rows without a value are units of their own. */
function unitReader(): (table: Table, group: string, rows: Int32Array) => Int32Array {
  const codes = new Map<string, number>()
  let next = 0
  return (table, group, rows) => {
    const cell = cellReader(table, group)
    return rows.map((row) => {
      const value = cell(row)
      const code = codes.get(value) ?? next++
      if (value !== '') codes.set(value, code)
      return code
    })
  }
}

/** Contexts one after another; null what any lacks. */
function joined(contexts: readonly RowContext[]): RowContext {
  const amounts = contexts.flatMap((context) => context.amounts ?? [])
  const days = contexts.flatMap((context) => context.days ?? [])
  return {
    amounts: amounts.length === contexts.length ? joinFloats(amounts) : null,
    days: days.length === contexts.length ? joinInts(days) : null,
  }
}

/** Prices of all rows, so that the first sealed days have a past. */
function tradedIn(
  template: AnyTemplate,
  tables: readonly Table[],
  { inputs, params }: ModelCard,
  rows: Int32Array,
): TradedRows {
  const market = template.market({ table: stackTables(tables), roles: inputs, params })
  if (market === null) throw new Error(`${template.id} walks forward and has no market`)
  return { market, rows }
}

/** Scores the sealed rows with one model. The only job that reads what they say. */
export const openVault: Job<'vault'> = async (
  { data, model: ref, seed, acting },
  { breathe, report, signal },
) => {
  const model = await readModel(ref.folder, ref.model)
  const { template, predictor, card } = model
  try {
    const mapping = remedied(data.mapping, data.remedies)
    const labelColumn = columnOf(template.manifest, mapping, 'label') ?? ''
    const scores: Float64Array[] = []
    const truths: Int32Array[] = []
    const units: Int32Array[] = []
    const contexts: RowContext[] = []
    const group = unitColumn(template, { mapping, remedies: data.remedies })
    const opened = openTable(data.open)
    const past = [opened]
    const known = makeExamples(
      opened,
      card.inputs,
      Int32Array.from({ length: opened.rows }, (_, row) => row),
      new Int32Array(0),
    )
    const readUnits = unitReader()
    // Where rows stand among the open ones and all sealed ones below each other.
    const sealedRows: Int32Array[] = []
    let above = opened.rows
    for (const [index, file] of data.sealed.entries()) {
      await breathe()
      report({ done: index / data.sealed.length, note: 'predicting' })
      const table = openTable(file)
      const classes =
        labelColumn === ''
          ? withoutClasses(template.manifest, table, mapping)
          : readClasses(table, labelColumn, mapping, data.remedies)
      const places = classes.names.map((name) => card.question.classes.indexOf(name))
      const truth = labelColumn === '' ? classes.labels : classes.labels.map((label) => places[label] ?? -1)
      const rows = Int32Array.from(truth.keys()).filter((row) => (truth[row] ?? -1) >= 0)
      const labels = rows.map((row) => truth[row] ?? -1)
      const derived = deriveAfter(template, past, table, card.inputs, card.derived, card.params)
      past.push(table)
      const examples = makeExamples(table, card.inputs, rows, labels, derived)
      scores.push(await predictor.scores({ ...examples, past: known }, signal))
      truths.push(labels)
      contexts.push(rowContext(template, mapping, table, rows))
      if (group !== null) units.push(readUnits(table, group, rows))
      sealedRows.push(rows.map((row) => above + row))
      above += table.rows
    }
    report({ done: 0.5, note: 'judging' })
    const metrics = await template.judge.measure({
      question: card.question,
      scores: joinFloats(scores),
      calibration: card.calibration,
      truth: joinInts(truths),
      units: group === null ? null : joinInts(units),
      ...(template.manifest.walks ? { traded: tradedIn(template, past, card, joinInts(sealedRows)) } : {}),
      ...(acting === null ? {} : { acting: { ...acting, context: joined(contexts) } }),
      seed,
    })
    return { metrics }
  } finally {
    predictor.dispose()
  }
}
