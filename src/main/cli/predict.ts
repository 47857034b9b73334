import { existsSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { formatter } from '#shared/format'
import { readArguments } from './arguments'
import type { Terminal } from './terminal'
import { wordsOf } from './words'

/** Predicts each row of a file with a project's model. */
export async function predict(terminal: Terminal, args: readonly string[]): Promise<void> {
  const given = readArguments('predict', args, ['<dir>'], { in: 'value', out: 'value', model: 'value' })
  const [folder = ''] = given.positionals
  const [source, target, model] = [given.needed('in'), resolve(given.needed('out')), given.value('model')]
  const t = wordsOf(terminal.lang)
  const { id } = await terminal.openProject(folder)
  const { rows, refused, alerts } = await terminal.task(
    'predict.file',
    {
      project: id,
      source: { token: terminal.grant(source) },
      target: { token: terminal.grant(target) },
      ...(model === undefined ? {} : { model }),
    },
    ({ done }) => `${t('cli.progress.predicting')} · ${Math.round(100 * done)} %`,
  )
  process.stdout.write(`${t('cli.predicted', { rows, refused, file: target })}\n`)
  if (alerts !== null) {
    const { by, probability } = alerts.threshold
    const format = formatter(terminal.lang)
    const from = format.percent(probability, 2)
    process.stdout.write(
      `${t('cli.alerts', { n: alerts.n, rows, from, by: t(`scoring.report.by.${by}`) })}\n`,
    )
  }
  const list = join(dirname(target), `${basename(target, extname(target))}.refused.csv`)
  if (refused > 0 && existsSync(list)) process.stderr.write(`${t('cli.refusedListed', { file: list })}\n`)
}
