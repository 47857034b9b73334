import type { IpcMainEvent, IpcMainInvokeEvent, Session, WebContents } from 'electron'
import { shell } from 'electron'

/** Our pages' origin. `app` is a standard scheme, so in a page it has hosts and origins as https does. */
export const origin = 'app://plumbline'

/** The parts of an address, or null where it is none. (URL.canParse is younger than the oldest Electron we run in.) */
export function parseUrl(address: string): URL | null {
  try {
    return new URL(address)
  } catch {
    // Not an address.
    return null
  }
}

/** Whether an address is of our origin. Node knows no origin of schemes that are not the web's. */
export function isOurs(url: URL | null): boolean {
  return (
    url !== null && `${url.protocol}//${url.host}` === origin && url.username === '' && url.password === ''
  )
}

/**
 * What our pages may load: only files of the application. Styles are inline where the grid and the charts write
 * them; pictures and fonts may be data, which is what the report's preview (an inert frame) is made of.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "frame-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** All that pages may ask of the browser: writing a copied chart or table to the clipboard. */
const permitted = ['clipboard-sanitized-write']

/** Hosts whose pages may be opened in the system's browser. */
const externalHosts = ['github.com', 'www.apache.org', 'opensource.org', 'creativecommons.org']

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permitted.includes(permission))
  })
  session.setPermissionCheckHandler((_contents, permission) => permitted.includes(permission))
  session.setDevicePermissionHandler(() => false)
}

/** An address that may be opened outside. Anything that is not plain https to a known host is none. */
export function isExternal(address: string): boolean {
  const url = parseUrl(address)
  return (
    url?.protocol === 'https:' &&
    externalHosts.includes(url.hostname) &&
    url.port === '' &&
    url.username === '' &&
    url.password === ''
  )
}

/** Opens an address in the system's browser if it is allowed; says whether it was. */
export async function openExternal(address: string): Promise<boolean> {
  if (!isExternal(address)) return false
  await shell.openExternal(address)
  return true
}

/** Keeps a page where it is: no navigation, no window, no embedded browser. */
export function confine(contents: WebContents): void {
  const stay = (event: { preventDefault: () => void }): void => {
    event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', stay)
  contents.setWindowOpenHandler(({ url }) => {
    void openExternal(url)
    return { action: 'deny' }
  })
}

/** Messages count only from the main frame of a window of ours that shows a page of ours. */
export function isTrusted(
  event: IpcMainEvent | IpcMainInvokeEvent,
  windows: readonly WebContents[],
): boolean {
  const frame = event.senderFrame
  if (frame === null || !windows.includes(event.sender)) return false
  if (frame.parent !== null) return false
  return isOurs(parseUrl(frame.url))
}
