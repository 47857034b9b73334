import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { sandboxArgs } from '../../scripts/runtime/display.ts'
import { findElectron } from '../../scripts/runtime/electron.ts'

export interface LaunchOptions {
  /** The app's own folder: settings, recents, logs, and here its projects too. An empty one is a first start; the same one again a second. */
  userData: string
  /** The operating system's language, which the app follows until the user chooses. */
  lang: 'en' | 'zh-CN'
  /** Added to this process's environment. */
  env?: Record<string, string>
}

export interface LaunchedApp {
  app: ElectronApplication
  /** The first window, loaded. */
  page: Page
}

const builtApp = join(import.meta.dirname, '../../out/main/index.js')

/** Starts the built app in a real Electron, as `npm start` does. Close it with `app.close()`. */
export async function launchApp(options: LaunchOptions): Promise<LaunchedApp> {
  if (!existsSync(builtApp)) throw new Error('The app is not built: run "npm run build" first.')
  const electron = await findElectron()
  if (!electron.ready) throw new Error(`No Electron: ${electron.reason}.`)
  const inherited = Object.entries(process.env).filter(([, value]) => value !== undefined)
  const app = await _electron.launch({
    executablePath: electron.executable,
    args: [
      ...sandboxArgs(),
      ...electron.args,
      `--user-data-dir=${options.userData}`,
      `--lang=${options.lang}`,
    ],
    env: {
      ...(Object.fromEntries(inherited) as Record<string, string>),
      PLUMBLINE_NODE: process.execPath,
      PLUMBLINE_PROJECTS: join(options.userData, 'projects'),
      // What the app takes the system's language from on Linux, where --lang alone is not enough.
      LANGUAGE: options.lang.replace('-', '_'),
      ...options.env,
    },
  })
  const page = await app.firstWindow()
  // A window begins empty; on a slow machine that is what is seen first.
  await page.waitForURL(/^app:/)
  await page.waitForLoadState('domcontentloaded')
  return { app, page }
}
