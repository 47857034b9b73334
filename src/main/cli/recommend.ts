import { formatter } from '#shared/format'
import type { Recommendation } from '#shared/ranking'
import { readArguments, Usage } from './arguments'
import { formatTable } from './table'
import type { Terminal } from './terminal'
import { wordsOf } from './words'

const usualList = 10
const mostListed = 100

function listText({ items, from, unknown }: Recommendation, terminal: Terminal): string {
  const t = wordsOf(terminal.lang)
  const format = formatter(terminal.lang)
  const rows = items.map(({ id, text, score, reasons }, i) => [
    String(i + 1),
    id,
    text,
    format.metric(score, 'number'),
    reasons.map((reason) => reason.text || reason.id).join(' · '),
  ])
  const header = [
    '',
    t('cli.columns.item'),
    t('cli.columns.text'),
    t('cli.columns.score'),
    t('cli.columns.because'),
  ]
  return [
    t(`cli.recommended.${from}`),
    ...(unknown.length === 0 ? [] : [t('cli.recommended.unknown', { items: unknown.join(', ') })]),
    formatTable([header, ...rows], [1, 2, 4]),
    '',
  ].join('\n')
}

/** A list for a user, for a history, or for nobody. */
export async function recommend(terminal: Terminal, args: readonly string[]): Promise<void> {
  const given = readArguments('recommend', args, ['<dir>'], {
    history: 'value',
    user: 'value',
    k: 'value',
    model: 'value',
    diversity: 'value',
    json: 'flag',
  })
  const [folder = ''] = given.positionals
  const [history, user, model] = [given.value('history'), given.value('user'), given.value('model')]
  const number = (name: string, fallback: number, most: number): number => {
    const text = given.value(name)
    const value = text === undefined ? fallback : Number(text)
    if (text?.trim() === '' || !(value >= 0 && value <= most))
      throw new Usage('notListed', { option: `--${name}`, known: `0 – ${String(most)}`, value: text ?? '' })
    return value
  }
  const k = Math.max(1, Math.round(number('k', usualList, mostListed)))
  const { id: project } = await terminal.openProject(folder)
  const answer = await terminal.client.call('predict.recommend', {
    project,
    user: user ?? null,
    history:
      history === undefined
        ? null
        : history
            .split(',')
            .map((item) => item.trim())
            .filter((item) => item !== ''),
    k,
    diversity: number('diversity', 0, 1),
    ...(model === undefined ? {} : { model }),
  })
  process.stdout.write(given.flag('json') ? `${JSON.stringify(answer)}\n` : listText(answer, terminal))
}
