import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { crc32 } from 'node:zlib'

/** A zip file of files that are stored, not compressed: enough of one for a reader to be asked about. */
export function zipOf(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const bodies: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt32LE(crc32(content), 10)
    common.writeUInt32LE(content.byteLength, 14)
    common.writeUInt32LE(content.byteLength, 18)
    common.writeUInt16LE(bytes.byteLength, 22)
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, bytes, content])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(at, 10)
    entries.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), common, rest, bytes]))
    bodies.push(body)
    at += body.byteLength
  }
  const directory = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.write('PK\u0005\u0006')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.byteLength, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...bodies, directory, end])
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export interface WheelServer {
  /** Address of the index. */
  index: string
  /** `bytes=…` of each request for a file, '' where it asked for all. */
  ranges: string[]
  /** Of the next answers, so many are cut off half-way. */
  cut: number
  /** Whether the server can go on where a client stopped. */
  resumes: boolean
  /** The form of a project's page. */
  form: 'html' | 'json'
  /** Waits with the second half of a file until this resolves. */
  hold: Promise<void> | null
  close: () => Promise<void>
}

/** A package index on this machine's own loop: one file of one project, with the troubles that networks have. */
export async function serveWheel(project: string, file: string, content: Buffer): Promise<WheelServer> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const state: WheelServer = {
    index: `${address}/simple`,
    ranges: [],
    cut: 0,
    resumes: true,
    form: 'html',
    hold: null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  function answer({ url, method, headers }: IncomingMessage, response: ServerResponse): void {
    if (url === `/simple/${project}/`) {
      if (state.form === 'json') {
        response.setHeader('Content-Type', 'application/vnd.pypi.simple.v1+json')
        response.end(JSON.stringify({ files: [{ filename: file, url: `/files/${file}` }] }))
        return
      }
      response.setHeader('Content-Type', 'text/html')
      response.end(`<a href="../../files/${file}#sha256=00">${file}</a>`)
      return
    }
    if (url !== `/files/${file}`) {
      response.writeHead(404).end()
      return
    }
    if (method === 'HEAD') {
      response.setHeader('Content-Length', content.byteLength)
      response.end()
      return
    }
    state.ranges.push(headers.range ?? '')
    const from = state.resumes ? Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0) : 0
    if (from >= content.byteLength) {
      response.writeHead(416).end()
      return
    }
    const rest = content.subarray(from)
    response.writeHead(from === 0 ? 200 : 206, { 'Content-Length': rest.byteLength })
    const half = Math.floor(rest.byteLength / 2)
    response.write(rest.subarray(0, half), () => {
      if (state.cut > 0) {
        state.cut -= 1
        // Sent, then the line is dead.
        setTimeout(() => response.destroy(), 20)
        return
      }
      void (state.hold ?? Promise.resolve()).then(() => response.end(rest.subarray(half)))
    })
  }

  return state
}
