/**
 * npm run bench:zoo: the tutorials' nets as this app trains them, beside Keras on the same rows (and, for the pictures,
 * from the same weights in the same order). With names of parts only those: chance, planted, tables, images, texts.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { startPeer } from './keras/peer'
import { kerasPython } from './keras/python-environment'
import { images } from './zoo/images'
import { at, say, type Row } from './zoo/report'
import { chance, plantedRows, tables } from './zoo/tabular'
import { texts } from './zoo/texts'

const found = kerasPython()
if ('reason' in found) say(`Keras is not measured: ${found.reason}.`)
const peer = 'python' in found ? startPeer(found.python, availableParallelism()) : null

/** Seeds of the test that chance is not called better. */
const seeds = 100

const parts: Record<string, () => Promise<Row[]>> = {
  chance: () => chance(seeds),
  planted: () => plantedRows(peer),
  tables: () => tables(peer),
  images: () => images(peer),
  texts: () => texts(peer),
}
const asked = process.argv.slice(2)
const rows: Row[] = []
for (const [name, part] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  say(`${name} …`)
  rows.push(...(await part()))
}
peer?.end()

const header = ['', 'here', 'Keras', 'page', 'must be', '']
const table = rows.map((row) => [
  row.name,
  Number.isNaN(row.value) ? '' : at(row.value),
  row.keras === undefined ? (peer ? '' : 'not measured') : at(row.keras),
  row.page ?? '',
  row.bar ?? '',
  row.ok === undefined ? '' : row.ok ? 'ok' : 'FELL SHORT',
])
const widths = [52, 9, 13, 21, 46, 0]
for (const cells of [header, ...table]) {
  process.stdout.write(
    `${cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join(' ')
      .trimEnd()}\n`,
  )
}
mkdirSync('bench-results', { recursive: true })
writeFileSync('bench-results/zoo.json', `${JSON.stringify(rows, null, 2)}\n`)
process.exitCode = rows.some(({ ok }) => ok === false) ? 1 : 0
