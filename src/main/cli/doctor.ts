import { formatter } from '#shared/format'
import { messages } from '#shared/messages/index'
import { readArguments } from './arguments'
import type { Terminal } from './terminal'
import { wordsOf } from './words'

/** Says what there is to compute with, measured. */
export async function doctor(terminal: Terminal, args: readonly string[]): Promise<void> {
  const given = readArguments('doctor', args, [], { json: 'flag' })
  const { lang } = terminal
  const t = wordsOf(lang)
  const found = await terminal.task('device.probe', {}, ({ note }) =>
    t('cli.progress.probing', { rung: note }),
  )
  if (given.flag('json')) {
    process.stdout.write(`${JSON.stringify(found)}\n`)
    return
  }
  const format = formatter(lang)
  const reasons: Record<string, string> = messages[lang].cli.doctor.reasons
  const versions = { 'Node.js': found.node, Electron: found.electron, TensorFlow: found.tensorflow }
  const lines = [
    ...Object.entries(versions).map(([name, version]) =>
      version === null ? t('cli.doctor.missing', { name }) : t('cli.doctor.found', { name, version }),
    ),
    ...found.rungs.map(({ rung, available, reason = '', seconds = Number.NaN, agrees }) =>
      available
        ? t('cli.doctor.available', {
            rung,
            time: format.milliseconds(1000 * seconds),
            agrees: t(agrees === false ? 'cli.doctor.disagrees' : 'cli.doctor.agrees'),
          })
        : t('cli.doctor.unavailable', { rung, reason: reasons[reason] ?? reason }),
    ),
    t('cli.doctor.chosen', { rung: found.chosen }),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
