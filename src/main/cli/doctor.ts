import { speedUp, type RungReport } from '#shared/device'
import { formatter } from '#shared/format'
import { readArguments } from './arguments'
import type { Terminal } from './terminal'
import { wordsOf } from './words'

type Words = ReturnType<typeof wordsOf>

/** What is wrong with a rung and what to do, as sentences; null where nothing is. */
function explain(t: Words, { reason, params = {} }: RungReport): string | null {
  if (reason === undefined) return null
  return `${t(`device.reasons.${reason}`, params)} ${t(`device.remedies.${reason}`, params)}`
}

/** A report as product.md gives it: the reason in words, so that a script's reader needs no table. */
function plain(t: Words, report: RungReport): object {
  const { rung, available, seconds, agrees } = report
  const reason = explain(t, report)
  return {
    rung,
    available,
    ...(reason === null ? {} : { reason }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(agrees === undefined ? {} : { agrees }),
  }
}

/** Says what there is to compute with, measured. */
export async function doctor(terminal: Terminal, args: readonly string[]): Promise<void> {
  const given = readArguments('doctor', args, [], { json: 'flag' })
  const { lang } = terminal
  const t = wordsOf(lang)
  const found = await terminal.task('device.probe', {}, ({ note }) =>
    t('cli.progress.probing', { rung: note }),
  )
  if (given.flag('json')) {
    const rungs = found.rungs.map((report) => plain(t, report))
    process.stdout.write(`${JSON.stringify({ ...found, rungs })}\n`)
    return
  }
  const format = formatter(lang)
  const versions = { 'Node.js': found.node, Electron: found.electron, TensorFlow: found.tensorflow }

  function line(report: RungReport): string {
    const { rung, available, seconds = Number.NaN, agrees } = report
    const reason = explain(t, report)
    if (!available) return t('cli.doctor.unavailable', { rung, reason: reason ?? '' })
    const times = rung === 'javascript' ? null : speedUp(found.rungs, rung)
    const works = t('cli.doctor.available', {
      rung,
      time: format.milliseconds(1000 * seconds),
      speed: times === null ? '' : t('cli.doctor.speed', { times: format.times(times) }),
      numbers: t(agrees === false ? 'cli.doctor.disagrees' : 'cli.doctor.agrees'),
    })
    return reason === null ? works : `${works} ${reason}`
  }

  const { choice } = await terminal.client.call('device.get', {})
  const lines = [
    ...Object.entries(versions).map(([name, version]) =>
      version === null ? t('cli.doctor.missing', { name }) : t('cli.doctor.found', { name, version }),
    ),
    ...found.rungs.map(line),
    t('cli.doctor.chosen', {
      rung: found.chosen,
      choice: t(choice === found.chosen ? 'cli.doctor.fixed' : 'cli.doctor.automatic'),
    }),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
