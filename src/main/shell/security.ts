import type { IpcMainEvent, IpcMainInvokeEvent, Session, WebContents } from 'electron'
import { shell } from 'electron'
import { isExternal, isOurs } from './addresses'

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

export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => {
    answer(permitted.includes(permission))
  })
  session.setPermissionCheckHandler((_contents, permission) => permitted.includes(permission))
  session.setDevicePermissionHandler(() => false)
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
  return isOurs(frame.url)
}
