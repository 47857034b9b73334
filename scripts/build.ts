import { build } from './runtime/build.ts'
import { checkOutput } from './runtime/output.ts'

const failure = await build()
const wrong = failure === undefined ? await checkOutput() : [failure]
for (const sentence of wrong) console.error(sentence)
process.exitCode = wrong.length === 0 ? 0 : 1
