import { userInfo } from 'node:os'

/** Whether a window has somewhere to appear. */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
}

/** Chromium refuses to sandbox a window that root opens; nobody else may go without. */
export function sandboxArgs(): string[] {
  return process.platform === 'linux' && userInfo().uid === 0 ? ['--no-sandbox'] : []
}
