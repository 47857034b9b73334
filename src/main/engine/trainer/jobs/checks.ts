import type { CheckCard, Mapping } from '#shared/project'
import { PART, readSplit, runChecks } from '../../../data'
import { readClasses } from '../classes'
import type { Job } from '../job'
import { paramsOf, preparationSteps, roleOf } from '../plan'
import { openProblem, positionsOf, type Problem } from '../problem'
import { priceTrapCards } from './price-traps'
import { trapCards } from './traps'

/** Texts that a step of preparation is tried on. */
const triedTexts = 2000
const shownTexts = 3

/** A card for each step of preparation that changes any text: what it does, and the switch; its price on demand. */
async function preparationCards(
  problem: Problem,
  mapping: Mapping,
  breathe: () => Promise<void>,
): Promise<CheckCard[]> {
  const { template, question } = problem
  const role = roleOf(template.manifest, 'text')
  if (role === null) return []
  // As chosen at mapping: a remedy that switches a step is undone by its own card.
  const params = paramsOf(template, { mapping, remedies: [], params: {}, quick: false })
  const texts = problem.examples(positionsOf(problem, PART.train).subarray(0, triedTexts)).text(role)
  const steps = preparationSteps(template)
  const none = { ...params, ...Object.fromEntries(steps.map((step) => [step, false])) }
  const cards: CheckCard[] = []
  for (const step of steps) {
    const alone = { ...none, [step]: true }
    const changed: string[] = []
    let emptied = 0
    for (const text of texts) {
      await breathe()
      const before = template.prepareText(text, none, question.lang)
      const after = template.prepareText(text, alone, question.lang)
      if (before === after) continue
      changed.push(text)
      if (after === '') emptied += 1
    }
    if (changed.length === 0) continue
    const on = params[step] === true
    cards.push({
      id: `preparation:${step}`,
      code: 'preparation',
      severity: 'info',
      column: null,
      params: { step, on: on ? 1 : 0, changed: changed.length, total: texts.length, emptied },
      evidence: changed.slice(0, shownTexts).map((text) => ({ row: null, line: null, text })),
      price: null,
      remedy: { op: 'set-param', param: step, value: !on },
      applied: false,
    })
  }
  return cards
}

/** Everything that is suspicious in the open rows, and the steps of preparation that can be priced. */
export const checks: Job<'checks'> = async (input, { breathe, report, signal }) => {
  const { data, splitState } = input
  const problem = openProblem(data)
  const { template, table, mapping, labelColumn } = problem
  const { roles, checks: codes } = template.manifest
  report({ done: 0.1, note: 'checks' })
  const found = await runChecks(codes, {
    table,
    roles,
    mapping,
    columns: data.version.columns,
    lost: data.lost,
    split: data.split === null ? null : { plan: splitState, rows: readSplit(data.split) },
    classes: labelColumn === '' ? null : readClasses(table, labelColumn, mapping, data.remedies),
    confusion: null,
    signal,
  })
  report({ done: 0.5, note: 'traps' })
  found.push(
    ...(await trapCards(problem, codes, breathe)),
    ...priceTrapCards(problem, problem.market(), codes),
  )
  if (!codes.includes('preparation')) return found
  report({ done: 0.7, note: 'preparation' })
  return [...found, ...(await preparationCards(problem, data.mapping, breathe))]
}
