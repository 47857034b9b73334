import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './command.ts'

/** How to tell that something is there, and the Debian package that brings it. */
interface Requirement {
  package: string
  present: () => boolean | Promise<boolean>
}

function onPath(command: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)))
}

let knownLibraries: Promise<string> | undefined

/** ldconfig's list, read once: it is what the dynamic linker will search. */
async function hasLibrary(name: string): Promise<boolean> {
  knownLibraries ??= run(existsSync('/sbin/ldconfig') ? '/sbin/ldconfig' : 'ldconfig', ['-p']).then(
    ({ output }) => output,
  )
  return (await knownLibraries).includes(`${name} `)
}

function library(packageName: string, soname: string): Requirement {
  return { package: packageName, present: () => hasLibrary(soname) }
}

function command(packageName: string, name: string): Requirement {
  return { package: packageName, present: () => onPath(name) }
}

/** A folder of fonts whose name tells the family: enough to know that Chinese will not show as boxes. */
function hasChineseFont(): boolean {
  const folder = '/usr/share/fonts'
  if (!existsSync(folder)) return false
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
    /(noto|source).*(cjk|sc-|han)|wqy/i.test(name),
  )
}

const requirements = {
  python3: command('python3', 'python3'),
  pip: {
    package: 'python3-pip',
    present: async () => (await run('python3', ['-m', 'pip', '--version'])).code === 0,
  },
  'g++': command('g++', 'g++'),
  gtk: library('libgtk-3-0', 'libgtk-3.so.0'),
  nss: library('libnss3', 'libnss3.so'),
  gbm: library('libgbm1', 'libgbm.so.1'),
  asound: library('libasound2', 'libasound.so.2'),
  xss: library('libxss1', 'libXss.so.1'),
  xtst: library('libxtst6', 'libXtst.so.6'),
  xvfb: command('xvfb', 'xvfb-run'),
  xauth: command('xauth', 'xauth'),
  'chinese font': { package: 'fonts-noto-cjk', present: hasChineseFont },
} satisfies Record<string, Requirement>

export type RequirementName = keyof typeof requirements

/** What an Electron window needs on Linux. */
export const windowRequirements: RequirementName[] = ['gtk', 'nss', 'gbm', 'asound', 'xss', 'xtst']

/** What a window needs where there is no display: tests and their screenshots. */
export const testRequirements: RequirementName[] = [...windowRequirements, 'xvfb', 'xauth', 'chinese font']

async function missingOf(names: readonly RequirementName[]): Promise<RequirementName[]> {
  const missing: RequirementName[] = []
  for (const name of names) if (!(await requirements[name].present())) missing.push(name)
  return missing
}

function isDebian(): boolean {
  const file = '/etc/os-release'
  return existsSync(file) && /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync(file, 'utf8'))
}

/** Newer releases renamed some packages for their 64-bit clock; whichever of the two exists is taken. */
async function availableName(name: string): Promise<string> {
  const renamed = `${name}t64`
  return (await run('apt-cache', ['show', renamed])).code === 0 ? renamed : name
}

async function install(missing: readonly RequirementName[]): Promise<string | undefined> {
  const packages: string[] = []
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (args: string[]) => run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', ...args], { env })
  await apt(['update'])
  for (const name of missing) packages.push(await availableName(requirements[name].package))
  process.stderr.write(`Installing ${packages.join(' ')} …\n`)
  const installed = await apt(['install', '-y', '--no-install-recommends', ...packages])
  knownLibraries = undefined
  return installed.code === 0 ? undefined : installed.output
}

/**
 * Sees to it that system libraries and tools are there. Missing ones are installed through apt-get where the user
 * is root on Debian or Ubuntu. Returns one sentence for each that is still missing, saying what to run.
 */
export async function ensureSystem(names: readonly RequirementName[]): Promise<string[]> {
  if (process.platform !== 'linux') {
    const commands = names.filter((name) => name === 'python3' || name === 'g++')
    return commands.filter((name) => !onPath(name)).map((name) => `${name} is missing: install it`)
  }
  let missing = await missingOf(names)
  if (missing.length === 0) return []
  let aptSaid: string | undefined
  if (isDebian() && process.getuid?.() === 0) {
    aptSaid = await install(missing)
    missing = await missingOf(missing)
  }
  if (missing.length > 0 && aptSaid !== undefined) process.stderr.write(`${aptSaid}\n`)
  return missing.map((name) =>
    isDebian()
      ? `${name} is missing: run "sudo apt-get install ${requirements[name].package}"`
      : `${name} is missing: install what your system calls ${requirements[name].package}`,
  )
}
