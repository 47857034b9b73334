import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { protocol } from 'electron'
import { fileOf } from './addresses'
import { contentSecurityPolicy } from './security'

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
