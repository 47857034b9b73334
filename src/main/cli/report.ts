import { parseLang, readArguments, Usage } from './arguments'
import type { Terminal } from './terminal'
import { wordsOf } from './words'

const formats = ['html', 'pdf'] as const
type Format = (typeof formats)[number]

function parseFormat(value: string): Format {
  const format = formats.find((known) => known === value)
  if (format) return format
  throw new Usage('notListed', { option: '--format', known: formats.join(', '), value })
}

const listed = <T>(text: string, parse: (value: string) => T): T[] => [
  ...new Set(text.split(',').map((value) => parse(value.trim()))),
]

/** Writes a project's report. */
export async function report(terminal: Terminal, args: readonly string[]): Promise<void> {
  const given = readArguments('report', args, ['<dir>'], { format: 'value', out: 'value' })
  const [folder = ''] = given.positionals
  const t = wordsOf(terminal.lang)
  const wanted = {
    formats: listed(given.needed('format'), parseFormat),
    langs: listed(given.needed('lang'), (value) => parseLang('--lang', value)),
  }
  const target = given.needed('out')
  const { id } = await terminal.openProject(folder)
  const { files } = await terminal.task(
    'report.export',
    { project: id, ...wanted, target: { token: terminal.grant(target) } },
    ({ done }) => `${t('cli.progress.writing')} · ${Math.round(100 * done)} %`,
  )
  process.stdout.write(files.map((file) => `${file}\n`).join(''))
}
