// Starts scripts/<name>.ts. CommonJS and free of types, so that even an old Node can say what is wrong.
'use strict'

const wanted = 24
const found = Number(process.versions.node.split('.')[0])
if (found < wanted) {
  process.stderr.write(
    `Plumbline's scripts need Node ${wanted} and this is Node ${process.versions.node}: run "npm ci" and start them ` +
      'through npm, which then brings its own.\n',
  )
  process.exit(1)
}

const [name, ...rest] = process.argv.slice(2)
process.argv.splice(1, process.argv.length, `${__dirname}/${name}.ts`, ...rest)
import(`./${name}.ts`)
