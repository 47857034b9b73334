/**
 * What the preload script puts on `window.plumbline`: what only the shell can do. Everything else goes through the
 * engine. It never grows by a product feature.
 */

export interface FileFilter {
  name: string
  extensions: string[]
}

/** A file or folder that the user chose. The token stands for it in calls to the engine; its path stays outside. */
export interface Granted {
  token: string
  /** File name without its folder. */
  name: string
  /** 0 for a folder and for a file that does not exist yet. */
  bytes: number
}

/** A browser's File, as far as this folder without a DOM can say it. */
export interface DroppedFile {
  readonly name: string
  readonly size: number
}

export interface Bridge {
  readonly platform: string
  /**
   * Opens the way to the engine. The port arrives as a `message` event of this window whose data is
   * `portMessage` and whose only port carries PortMessages (shared/wire.ts).
   */
  connect: () => void
  /** Null when the user closed the dialog. Titles and filter names come translated. */
  pickFile: (options: { title: string; filters: FileFilter[] }) => Promise<Granted | null>
  pickFolder: (options: { title: string }) => Promise<Granted | null>
  /** Where something new is to be written. */
  saveFile: (options: { title: string; name: string; filters: FileFilter[] }) => Promise<Granted | null>
  /** A file that was dropped into the window. Null when it is none (a selection of text, a made-up File). */
  grantDropped: (file: DroppedFile) => Promise<Granted | null>
  /** Shows a granted file or folder in the system's file browser. */
  reveal: (token: string) => Promise<void>
  /** Opens an allow-listed https address in the system's browser. */
  openExternal: (url: string) => Promise<void>
  /** Starts an engine again that failed for good. */
  restartEngine: () => Promise<void>
  /** Home is painted and usable: the window may be shown. */
  ready: () => void
  /** What was chosen in the menu. Returns what ends the listening. */
  onMenu: (listener: (command: MenuCommand) => void) => () => void
}

export const menuCommands = ['new-project', 'open-project', 'home', 'settings'] as const
export type MenuCommand = (typeof menuCommands)[number]

/** Data of the window message that brings the port. */
export const portMessage = 'plumbline:port'
