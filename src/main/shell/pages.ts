import { readFile, realpath } from 'node:fs/promises'
import { extname, isAbsolute, relative, resolve, sep } from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy, isOurs, parseUrl } from './security'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
}

/** Before the app is ready: our scheme behaves as https does, and its scripts are cached compiled. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/**
 * The file below `root` that an address names, or null: another origin, a path that leads out (by dots, encodings or
 * links), or nothing there.
 */
export async function fileOf(root: string, address: string): Promise<string | null> {
  const url = parseUrl(address)
  if (url === null || !isOurs(url)) return null
  let path: string
  try {
    path = decodeURIComponent(url.pathname)
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
  if (path.includes('\0') || path.includes('\\')) return null
  try {
    const home = await realpath(root)
    const file = await realpath(resolve(home, `.${path === '/' ? '/index.html' : path}`))
    const inside = relative(home, file)
    return inside === '' || isAbsolute(inside) || inside.split(sep)[0] === '..' ? null : file
  } catch (error) {
    if (
      ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')
    ) {
      return null
    }
    throw error
  }
}

/** Serves the built renderer, each answer with its policy. */
export function servePages(root: string): void {
  protocol.handle('app', async (request) => {
    const file = request.method === 'GET' ? await fileOf(root, request.url) : null
    const type = file === null ? undefined : types[extname(file)]
    if (file === null || type === undefined) return new Response('not found', { status: 404 })
    return new Response(await readFile(file), {
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicy,
        'x-content-type-options': 'nosniff',
      },
    })
  })
}
