import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fileOf, isExternal, isOurs, origin } from './addresses'

let folder: string
let root: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plumbline-pages-'))
  root = join(folder, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  mkdirSync(join(folder, 'renderer-secret'))
  for (const path of [
    'renderer/index.html',
    'renderer/assets/a b.js',
    'secret.txt',
    'renderer-secret/x.js',
  ]) {
    writeFileSync(join(folder, path), path)
  }
  symlinkSync(folder, join(root, 'out'))
  symlinkSync(join(folder, 'secret.txt'), join(root, 'assets', 'link.js'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('pages are files below their root', async () => {
  expect(await fileOf(root, `${origin}/`)).toBe(join(root, 'index.html'))
  expect(await fileOf(root, `${origin}/index.html?x=1#y`)).toBe(join(root, 'index.html'))
  expect(await fileOf(root, `${origin}/assets/a%20b.js`)).toBe(join(root, 'assets', 'a b.js'))
})

test('no address leads out of the root: dots, encodings, links, look-alikes, other origins', async () => {
  const ups = ['..', '%2e%2e', '%2E.', '.%2e', '....', '%252e%252e', '..%2f', '..%5c', '..\\', '%c0%ae%c0%ae']
  const starts = ['', 'assets/', './', 'assets/../', 'out/', '%2f', '/', '//']
  const ends = ['secret.txt', 'renderer-secret/x.js', 'etc/passwd', 'secret.txt%00.html', '']
  const seps = ['/', '%2f', '%5c', '\\', '//']
  const paths = starts.flatMap((start) =>
    ups.flatMap((up) => seps.flatMap((sep) => ends.map((end) => `${start}${up}${sep}${up}${sep}${end}`))),
  )
  const addresses = [
    ...paths.map((path) => `${origin}/${path}`),
    `${origin}/out/secret.txt`,
    `${origin}/assets/link.js`,
    `${origin}-evil/index.html`,
    `${origin}:80/index.html`,
    'app://user@plumbline/index.html',
    'app://other/index.html',
    'file:///etc/passwd',
    'https://plumbline/index.html',
    'about:blank',
    '',
  ]
  expect(addresses.length).toBeGreaterThan(1000)
  for (const address of addresses) {
    const file = await fileOf(root, address)
    if (file !== null) expect([address, file.startsWith(`${root}/`)]).toEqual([address, true])
    if (file !== null) expect(file).not.toContain('secret')
  }
})

test('only plain https to a known host is opened outside', () => {
  expect(isExternal('https://github.com/plumbline')).toBe(true)
  const schemes = [
    'http',
    'file',
    'javascript',
    'data',
    'app',
    'ftp',
    'smb',
    'vscode',
    'ms-settings',
    'https:',
  ]
  const hosts = [
    'github.com',
    'www.apache.org',
    'evil.example',
    'github.com.evil.example',
    'xn--gthub-n4a.com',
  ]
  const addresses = [
    ...schemes.flatMap((scheme) => hosts.map((host) => `${scheme}://${host}/`)),
    ...hosts.slice(2).map((host) => `https://${host}/`),
    'https://github.com@evil.example/',
    'https://user:pass@github.com/',
    'https://github.com:8443/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    '\\\\server\\share',
    '',
  ]
  // A colon too many is read as none: the same address.
  const plain = new Set(['https:://github.com/', 'https:://www.apache.org/'])
  expect(addresses.filter((address) => isExternal(address) && !plain.has(address))).toEqual([])
})

test('only our own pages may speak to the shell', () => {
  expect(isOurs(`${origin}/index.html`)).toBe(true)
  for (const address of [
    'about:blank',
    'about:srcdoc',
    'data:text/html,x',
    'app://plumbline.evil/',
    '',
    'null',
  ]) {
    expect(isOurs(address)).toBe(false)
  }
})
