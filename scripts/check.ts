import { gates } from './runtime/gates.ts'

// npm run types, and any other gate by name: all of them without a name.
const names = process.argv.slice(2)
const unknown = names.filter((name) => !(name in gates))
if (unknown.length > 0) {
  console.error(`There is no gate ${unknown.join(', ')}; there are ${Object.keys(gates).join(', ')}.`)
  process.exit(1)
}
for (const [name, gate] of Object.entries(gates)) {
  if (names.length > 0 && !names.includes(name)) continue
  const wrong = await gate()
  console.log(wrong === '' ? `✓ ${name}` : `✗ ${name}\n${wrong}`)
  if (wrong !== '') process.exitCode = 1
}
