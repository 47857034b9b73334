/** Which addresses are ours, which may be opened outside, and which files pages are. No Electron: rules only. */
import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'

/** Our pages' origin. `app` is a standard scheme, so in a page it has hosts and origins as https does. */
export const origin = 'app://plumbline'

/** Hosts whose pages may be opened in the system's browser. */
const externalHosts = ['github.com', 'www.apache.org', 'opensource.org', 'creativecommons.org']

/** The parts of an address, or null where it is none. (URL.canParse is younger than the oldest Electron we run in.) */
function parseUrl(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    // Not an address.
    return null
  }
}

const isPlain = (url: URL): boolean => url.username === '' && url.password === '' && url.port === ''

/** An address of our origin, in parts; null for any other. Node knows no origin of schemes that are not the web's. */
function ourUrl(address: string): URL | null {
  const url = parseUrl(address)
  return url !== null && `${url.protocol}//${url.host}` === origin && isPlain(url) ? url : null
}

export const isOurs = (address: string): boolean => ourUrl(address) !== null

/** An address that may be opened outside. Anything that is not plain https to a known host is none. */
export function isExternal(address: string): boolean {
  const url = parseUrl(address)
  return url?.protocol === 'https:' && externalHosts.includes(url.hostname) && isPlain(url)
}

function decode(path: string): string | null {
  try {
    const decoded = decodeURIComponent(path)
    return decoded.includes('\0') || decoded.includes('\\') ? null : decoded
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

/**
 * The file below `root` that an address names, or null: another origin, a path that leads out (by dots, encodings or
 * links), or nothing there.
 */
export async function fileOf(root: string, address: string): Promise<string | null> {
  const url = ourUrl(address)
  const path = url === null ? null : decode(url.pathname)
  if (path === null) return null
  try {
    const home = await realpath(root)
    const file = await realpath(resolve(home, `.${path === '/' ? '/index.html' : path}`))
    const inside = relative(home, file)
    return inside === '' || isAbsolute(inside) || inside.split(sep)[0] === '..' ? null : file
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== undefined && ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(code)) return null
    throw error
  }
}
