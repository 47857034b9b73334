import { AppError, type ErrorCode } from '#shared/errors'
import type { Lang } from '#shared/lang'
import { messages } from '#shared/messages/index'
import { langArgument, Usage } from './arguments'
import { doctor } from './doctor'
import { openTerminal, type Terminal } from './terminal'
import { predict } from './predict'
import { recommend } from './recommend'
import { report } from './report'
import { run } from './run'
import { templates } from './templates'
import { systemLang, wordsOf } from './words'

const exit = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const

type Command = (terminal: Terminal, args: readonly string[]) => Promise<void>

const commands: Record<string, Command> = { templates, run, predict, recommend, report, doctor }

/** One sentence on standard error, with the code that scripts look for. */
function say(code: ErrorCode, sentence: string): void {
  process.stderr.write(`${code}: ${sentence}\n`)
}

function explain(error: unknown, lang: Lang): number {
  const t = wordsOf(lang)
  if (error instanceof Usage) {
    say('usage', t('errors.usage', { detail: t(`cli.usage.${error.reason}`, error.params) }))
    return exit.usage
  }
  if (error instanceof AppError) {
    say(error.code, t(`errors.${error.code}`, error.params))
    return error.code === 'cancelled' ? exit.cancelled : exit.failed
  }
  const bug = error instanceof Error ? error : new Error(String(error))
  say('bug', t('errors.bug', { detail: bug.message }))
  process.stderr.write(`${bug.stack ?? ''}\n`)
  return exit.failed
}

/** Runs one command. Never throws; what went wrong is a sentence on standard error and the status. */
export async function main(argv: readonly string[]): Promise<number> {
  let lang = systemLang()
  const [name, ...args] = argv
  try {
    if (name === 'help' || argv.some((word) => word === '--help' || word === '-h')) {
      process.stdout.write(`${messages[lang].cli.help}\n`)
      return exit.done
    }
    if (name === undefined) throw new Usage('noCommand')
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command === undefined) throw new Usage('unknownCommand', { name })
    // Of a report --lang means the report's languages.
    if (name !== 'report') lang = langArgument(args) ?? lang
    const terminal = openTerminal(lang)
    try {
      await command(terminal, args)
      return exit.done
    } finally {
      await terminal.close()
    }
  } catch (error) {
    return explain(error, lang)
  }
}
