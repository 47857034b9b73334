import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../../src/shared/random'

const run = promisify(execFile)
const repo = join(import.meta.dirname, '../../..')
const copied = [
  'src',
  'scripts',
  'resources',
  'tests',
  'package.json',
  'electron.vite.config.ts',
  'vitest.config.ts',
]

/** Two species whose sizes overlap a little: a nearest mean is right about nine times in ten. */
function garden(rows: number): string {
  const generator = random(7)
  const lines = ['species,length,weight']
  for (let row = 0; row < rows; row += 1) {
    const iris = row % 2 === 0
    const noise = () => generator.next() + generator.next() + generator.next() - 1.5
    const length = (iris ? 4 : 5.6) + noise()
    const weight = (iris ? 2 : 3.1) + noise()
    lines.push(`${iris ? 'iris' : 'rose'},${length.toFixed(3)},${weight.toFixed(3)}`)
  }
  return `${lines.join('\n')}\n`
}

describe('a second template is one folder and one line', () => {
  let tree = ''

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'plumbline-newcomer-'))
    for (const entry of copied) cpSync(join(repo, entry), join(tree, entry), { recursive: true })
    for (const entry of ['tsconfig.base.json', 'tsconfig.main.json'])
      cpSync(join(repo, entry), join(tree, entry))
    symlinkSync(join(repo, 'node_modules'), join(tree, 'node_modules'), 'dir')

    const folder = join(tree, 'src/main/templates/flowers')
    mkdirSync(folder)
    cpSync(join(import.meta.dirname, 'template.ts.txt'), join(folder, 'index.ts'))
    writeFileSync(join(folder, 'garden.csv'), garden(240))

    const registry = join(tree, 'src/main/templates/index.ts')
    const lines = readFileSync(registry, 'utf8')
    expect(lines).toMatch(/= \[[^\]]+\]/)
    writeFileSync(
      registry,
      lines
        .replace("import { sentiment } from './sentiment'", "import { flowers } from './flowers'\n$&")
        .replace(/= \[([^\]]+)\]/, '= [$1, flowers]'),
    )
  })

  afterAll(() => {
    rmSync(tree, { recursive: true, force: true })
  })

  const node = (args: string[]) =>
    run(process.execPath, args, {
      cwd: tree,
      maxBuffer: 1 << 26,
      env: { ...process.env, LANG: 'en_US.UTF-8' },
    })

  it('type-checks', async () => {
    await node([join(repo, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.main.json'])
  }, 240_000)

  it('passes the conformance suite', async () => {
    const vitest = join(repo, 'node_modules/vitest/vitest.mjs')
    const { stdout } = await node([vitest, 'run', 'tests/conformance/templates.test.ts', '-t', 'flowers'])
    expect(stdout).toMatch(/Tests.*\d+ passed/)
  }, 240_000)

  it('is listed, trained and judged from the terminal', async () => {
    const plumbline = join(tree, 'scripts/plumbline.ts')
    const listed = await node([plumbline, 'templates', '--json'])
    expect(JSON.stringify(JSON.parse(listed.stdout.trim().split('\n').at(-1) ?? ''))).toContain('"flowers"')

    const data = join(tree, 'src/main/templates/flowers/garden.csv')
    const project = join(tree, 'project')
    const trained = await node([plumbline, 'run', 'flowers', '--data', data, '--project', project, '--json'])
    const result = JSON.parse(trained.stdout.trim().split('\n').at(-1) ?? '') as {
      best: string
      models: { id: string; verdict: string | null; metrics: { accuracy: { value: number } } }[]
    }
    const centroid = result.models.find(({ id }) => id === 'centroid')
    expect(result.best).toBe('centroid')
    expect(centroid?.verdict).toBe('better')
    expect(centroid?.metrics.accuracy.value).toBeGreaterThan(0.8)
  }, 400_000)
})
