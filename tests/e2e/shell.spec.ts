import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import type { Bridge } from '../../src/shared/bridge.ts'
import { launchApp, type LaunchedApp } from '../helpers/launch-app.ts'
import { sandboxArgs } from '../../scripts/runtime/display.ts'
import { findElectron } from '../../scripts/runtime/electron.ts'

declare global {
  interface Window {
    plumbline: Bridge
  }
}

let home: string
let launched: LaunchedApp
let page: Page

test.beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'plumbline-shell-'))
  launched = await launchApp({ userData: join(home, 'app'), lang: 'en' })
  page = launched.page
})
test.afterEach(async () => {
  await launched.app.close()
  rmSync(home, { recursive: true, force: true })
})

/** Ids of the children of the app whose command line holds `program`. */
function childrenOf(parent: number, program: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
          .split(') ')[1]
          ?.split(' ')
        return (
          Number(stat?.[1]) === parent &&
          readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(program)
        )
      } catch {
        // Ended while it was looked at.
        return false
      }
    })
}

test('a page sees the bridge and nothing of Node or Electron', async () => {
  const seen = await page.evaluate(() => ({
    globals: ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer'].filter(
      (name) => name in window,
    ),
    bridge: Object.keys(window.plumbline).sort(),
    frozen: Object.isFrozen(window.plumbline),
  }))
  expect(seen.globals).toEqual([])
  expect(seen.frozen).toBe(true)
  expect(seen.bridge).toEqual([
    'connect',
    'grantDropped',
    'onMenu',
    'openExternal',
    'pickFile',
    'pickFolder',
    'platform',
    'ready',
    'restartEngine',
    'reveal',
    'saveFile',
  ])
  const settings = await launched.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents as unknown as {
      getLastWebPreferences: () => Record<string, unknown>
    }
    const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webviewTag }
  })
  expect(settings).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  })
})

test('no code is made from text, and nothing is loaded from elsewhere', async () => {
  const found = await page.evaluate(async () => {
    const tried: Record<string, string> = {}
    const attempt = async (name: string, work: () => unknown): Promise<void> => {
      try {
        await work()
        tried[name] = 'went through'
      } catch {
        tried[name] = 'refused'
      }
    }
    const violated: string[] = []
    document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective))
    // What the test itself evaluates may make code; what the page does later may not.
    await new Promise((resolve) => setTimeout(resolve, 10))
    const evaluate = Reflect.get(window, 'eval') as (code: string) => unknown
    const Code = Reflect.get(window, 'Function') as unknown as new (code: string) => () => unknown
    await attempt('eval', () => evaluate('1'))
    await attempt('Function', () => new Code('return 1')())
    await attempt('fetch', () => fetch('https://example.com/'))
    const image = new Image()
    image.src = 'https://example.com/x.png'
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(image, script)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { tried, injected: 'injected' in window, violated }
  })
  expect(found.tried).toEqual({ eval: 'refused', Function: 'refused', fetch: 'refused' })
  expect(found.injected).toBe(false)
  expect(found.violated).toEqual(expect.arrayContaining(['connect-src', 'img-src']))
})

test('a report in a frame shows its styles and pictures, and runs nothing', async () => {
  const shown = await page.evaluate(async () => {
    const frame = document.createElement('iframe')
    frame.setAttribute('sandbox', 'allow-same-origin')
    frame.srcdoc = `<style>p { color: rgb(1, 2, 3) }</style><p>report</p><img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='7' height='5'/%3E">
      <script>parent.ran = true</script><img src=x onerror="parent.ran = true">`
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
    document.body.append(frame)
    await loaded
    await new Promise((resolve) => setTimeout(resolve, 200))
    const inside = frame.contentDocument!
    return {
      text: inside.querySelector('p')?.textContent,
      color: getComputedStyle(inside.querySelector('p')!).color,
      width: inside.querySelector('img')?.naturalWidth,
      ran: 'ran' in window,
    }
  })
  expect(shown).toEqual({ text: 'report', color: 'rgb(1, 2, 3)', width: 7, ran: false })
})

test('a page stays where it is', async () => {
  const at = page.url()
  const addresses = [
    'https://example.com/',
    'file:///etc/passwd',
    'blob:x',
    'app://other/',
    'data:text/html,x',
  ]
  for (const address of addresses) {
    await page.evaluate((to) => {
      const link = document.createElement('a')
      link.href = to
      document.body.append(link)
      link.click()
    }, address)
    const opened = await page.evaluate((to) => window.open(to) === null, address)
    expect([address, opened]).toEqual([address, true])
  }
  await page.waitForTimeout(300)
  expect(page.url()).toBe(at)
  expect(launched.app.windows()).toHaveLength(1)
  // The one address that the browser goes to without asking: the page comes back.
  await page.evaluate(() => location.assign('about:blank'))
  await expect.poll(() => page.url()).toContain('app://plumbline/')
})

test('pages are asked nothing of the machine but the clipboard', async () => {
  const answers = await launched.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read', 'usb']
    return contents.executeJavaScript(`Promise.all(${JSON.stringify(names)}.map((name) =>
      navigator.permissions.query({ name }).then((found) => name + ' ' + found.state, () => name + ' unknown')))`) as Promise<
      string[]
    >
  })
  expect(answers.filter((answer) => answer.endsWith('granted'))).toEqual([])
})

test('an engine that is killed comes back, and the page goes on', async () => {
  const shell = launched.app.process().pid!
  const [engine] = childrenOf(shell, 'engine.js')
  expect(engine).toBeGreaterThan(0)
  process.kill(engine!, 'SIGKILL')
  await expect
    .poll(() => childrenOf(shell, 'engine.js').filter((pid) => pid !== engine).length, { timeout: 8000 })
    .toBe(1)
  await page.reload()
  await expect(page.getByRole('heading').first()).toBeVisible()
})

test('a second start brings the first to the front and ends', async () => {
  const electron = await findElectron()
  if (!electron.ready) throw new Error(electron.reason)
  const args = [...sandboxArgs(), ...electron.args, `--user-data-dir=${join(home, 'app')}`]
  const second = spawn(electron.executable, args, {
    env: { ...process.env, PLUMBLINE_NODE: process.execPath },
  })
  const code = await new Promise((resolve) => second.on('exit', resolve))
  expect(code).toBe(0)
  expect(childrenOf(launched.app.process().pid!, 'engine.js')).toHaveLength(1)
})

test('--print-only prints a file and ends, and says why when it cannot', async () => {
  const electron = await findElectron()
  if (!electron.ready) throw new Error(electron.reason)
  const { executable, args } = electron
  const print = (html: string, pdf: string) =>
    new Promise<{ code: number | null; said: string }>((resolve) => {
      const child = spawn(executable, [...sandboxArgs(), ...args, '--print-only', html, pdf])
      let said = ''
      child.stderr.on('data', (text) => (said += String(text)))
      child.on('exit', (code) => resolve({ code, said }))
    })
  const html = join(home, '报告.html')
  writeFileSync(
    html,
    '<!doctype html><meta charset="utf-8"><h1>报告 report</h1><script>document.body.remove()</script>',
  )
  const pdf = join(home, 'report.pdf')
  expect((await print(html, pdf)).code).toBe(0)
  expect(readFileSync(pdf).subarray(0, 5).toString()).toBe('%PDF-')
  const failed = await print(join(home, 'none.html'), join(home, 'none.pdf'))
  expect(failed.code).toBe(1)
  expect(failed.said).toContain('print-failed')
  expect(existsSync(join(home, 'none.pdf'))).toBe(false)
})

test('the window opens where it was', async () => {
  await launched.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 30, width: 1000, height: 700 }),
  )
  await launched.app.close()
  launched = await launchApp({ userData: join(home, 'app'), lang: 'en' })
  const bounds = await launched.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getBounds(),
  )
  expect(bounds).toMatchObject({ width: 1000, height: 700 })
})

/** What the page's own client does, in a few lines: calls the engine over a port of its own. */
async function openPort(): Promise<void> {
  await page.evaluate(async () => {
    const port = await new Promise<MessagePort>((resolve) => {
      window.addEventListener('message', ({ data, ports }) => {
        if (data === 'plumbline:port' && ports[0] !== undefined) resolve(ports[0])
      })
      window.plumbline.connect()
    })
    const waiting = new Map<string, (answer: unknown) => void>()
    const changes: { id: string; state: string; result?: unknown }[] = []
    port.onmessage = ({ data }: MessageEvent<{ kind: string; data: string }>) => {
      if (data.kind !== 'rpc') return
      const message = JSON.parse(data.data) as { t: string; i: string; r: unknown; a: [string, never] }
      if (message.t === 's') waiting.get(message.i)?.(message.r)
      else if (message.a[0] === 'task.changed') changes.push(message.a[1])
    }
    let count = 0
    const call = (name: string, input: unknown): Promise<{ result: never }> =>
      new Promise((resolve) => {
        const i = String(count++)
        waiting.set(i, resolve as (answer: unknown) => void)
        port.postMessage({ kind: 'rpc', data: JSON.stringify({ t: 'q', i, m: 'call', a: [name, input] }) })
      })
    Object.assign(window, { call, changes })
  })
}

/** A call's result; for a task, its result when it has ended. */
function ask(name: string, input: unknown, wait = true): Promise<unknown> {
  return page.evaluate(
    async ([name, input, wait]) => {
      const { call, changes } = window as unknown as {
        call: (name: string, input: unknown) => Promise<{ result: unknown; error?: unknown }>
        changes: { id: string; state: string; result?: unknown }[]
      }
      const { result, error } = await call(name, input)
      if (error !== undefined) throw new Error(JSON.stringify(error))
      const task = (result as { task?: string } | null)?.task
      if (task === undefined || !wait) return result
      for (;;) {
        const last = changes.findLast((change) => change.id === task)
        if (last?.state === 'done') return last.result
        if (last?.state === 'failed') throw new Error(JSON.stringify(last))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    },
    [name, input, wait] as const,
  )
}

test('quitting while something trains is asked; at the next start it can be resumed', async () => {
  await openPort()
  const { id: project } = (await ask('projects.create', { template: 'sentiment', name: 'Quit' })) as {
    id: string
  }
  await ask('data.import', { project, source: { sample: 'en-reviews' }, options: {} })
  const mapping = await ask('data.propose', { project })
  await ask('data.map', { project, mapping })
  const params = { lstmEpochs: 1000, lstmPatience: 1000 }
  await ask('train.run', { project, models: ['lstm'], quick: true, params }, false)
  const state = async () =>
    (await ask('projects.get', { project })) as {
      runs: { state: string; model: string }[]
      interrupted: unknown
    }
  await expect
    .poll(async () => (await state()).runs.find(({ model }) => model === 'lstm')?.state)
    .toBe('running')

  const { app } = launched
  const asked = (answer: number) =>
    app.evaluate(({ dialog }, response) => {
      const said: string[] = []
      Object.assign(globalThis, { said })
      dialog.showMessageBox = ((_window: unknown, options: Electron.MessageBoxOptions) => {
        said.push(options.message)
        return Promise.resolve({ response, checkboxChecked: false })
      }) as unknown as typeof dialog.showMessageBox
    }, answer)
  await asked(0)
  await app.evaluate(({ app: electron }) => electron.quit())
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { said: string[] }).said))
    .toEqual(['Quit Plumbline?'])
  expect((await state()).runs.find(({ model }) => model === 'lstm')?.state).toBe('running')

  await asked(1)
  const closed = new Promise((resolve) => app.process().once('exit', resolve))
  await app.evaluate(({ app: electron }) => electron.quit())
  await closed
  launched = await launchApp({ userData: join(home, 'app'), lang: 'en' })
  page = launched.page
  await openPort()
  expect((await state()).interrupted).toMatchObject({ model: 'lstm' })
})
