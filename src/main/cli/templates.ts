import { readArguments } from './arguments'
import type { Terminal } from './terminal'
import { formatTable } from './table'
import { wordsOf } from './words'

/** Lists the use cases: names and questions, or all of their declarations as JSON. */
export async function templates({ client, lang }: Terminal, args: readonly string[]): Promise<void> {
  const given = readArguments('templates', args, [], { json: 'flag' })
  const manifests = await client.call('templates.list', {})
  const named = manifests.map((manifest) => {
    const t = wordsOf(lang, manifest)
    const words = {
      name: t(`templates.${manifest.id}.name`),
      question: t(`templates.${manifest.id}.question`),
    }
    return { manifest, ...words }
  })
  if (given.flag('json')) {
    const declared = named.map(({ manifest, name, question }) => {
      const { messages, ...rest } = manifest
      return { ...rest, name, question, langs: Object.keys(messages) }
    })
    process.stdout.write(`${JSON.stringify(declared)}\n`)
    return
  }
  process.stdout.write(
    formatTable(
      named.map(({ manifest, name, question }) => [manifest.id, name, question]),
      [0, 1, 2],
    ),
  )
}
