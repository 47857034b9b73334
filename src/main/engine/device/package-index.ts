import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where wheels come from unless the user's own pip is told otherwise. */
const publicIndex = 'https://pypi.org/simple'

/** Files in which pip looks for its settings on this system, the strongest first. */
function settingsFiles(env: NodeJS.ProcessEnv): string[] {
  const home = homedir()
  const named = env['PIP_CONFIG_FILE']
  const own =
    process.platform === 'win32'
      ? [join(env['APPDATA'] ?? home, 'pip', 'pip.ini')]
      : [
          join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'pip', 'pip.conf'),
          join(home, '.pip', 'pip.conf'),
          '/etc/pip.conf',
        ]
  return [...(named === undefined ? [] : [named]), ...own]
}

/**
 * The package index that this machine's pip uses (a company's mirror, say), else the public one: `PIP_INDEX_URL`, then
 * `index-url` of pip's settings.
 */
export function packageIndex(env: NodeJS.ProcessEnv = process.env): string {
  const given = env['PIP_INDEX_URL']
  if (given !== undefined && given !== '') return given
  for (const file of settingsFiles(env)) {
    if (!existsSync(file)) continue
    const found = /^\s*index-url\s*[=:]\s*(\S+)\s*$/m.exec(readFileSync(file, 'utf8'))?.[1]
    if (found !== undefined) return found
  }
  return publicIndex
}

/** A request to an address that may carry a name and a password, which fetch itself refuses. */
export function requestFor(address: string | URL): { url: URL; headers: Record<string, string> } {
  const url = new URL(address)
  const { username, password } = url
  if (username === '') return { url, headers: {} }
  url.username = ''
  url.password = ''
  const secret = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { url, headers: { Authorization: `Basic ${Buffer.from(secret).toString('base64')}` } }
}

/** The two forms of a project's page (PEP 691 and PEP 503); every index has the second. */
const accepted =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.5, text/html;q=0.3'

/**
 * Where a project's file lies.
 * @throws Error in words for a log: the page cannot be had, or does not list the file
 */
export async function addressOf(
  index: string,
  project: string,
  file: string,
  signal: AbortSignal,
): Promise<URL> {
  const { url, headers } = requestFor(`${index.replace(/\/+$/, '')}/${project}/`)
  const page = await fetch(url, { signal, headers: { ...headers, Accept: accepted } })
  if (!page.ok) throw new Error(`${project}: ${page.status}`)
  const text = await page.text()
  const found = page.headers.get('content-type')?.includes('json')
    ? (JSON.parse(text) as { files: { filename: string; url: string }[] }).files.find(
        ({ filename }) => filename === file,
      )?.url
    : [...text.matchAll(/<a\b[^>]*\bhref="([^"]+)"[^>]*>\s*([^<]+?)\s*<\/a>/gi)].find(
        ([, , name]) => name === file,
      )?.[1]
  if (found === undefined) throw new Error(`${file} is not there`)
  return new URL(found.replaceAll('&amp;', '&'), page.url)
}
