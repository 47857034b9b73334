import { app, Menu, type MenuItemConstructorOptions } from 'electron'
import type { MenuCommand } from '#shared/bridge'
import type { Lang } from '#shared/lang'
import { words } from './words'

/** The native menu in one language. What a page must do is sent to it as a command. */
export function setMenu(lang: Lang, send: (command: MenuCommand) => void): void {
  const { menu } = words[lang]
  const command = (label: string, id: MenuCommand, accelerator: string): MenuItemConstructorOptions => ({
    label,
    accelerator,
    click: () => {
      send(id)
    },
  })
  const settings = command(menu.settings, 'settings', 'CommandOrControl+,')
  const separator: MenuItemConstructorOptions = { type: 'separator' }
  const quit: MenuItemConstructorOptions = { role: 'quit', label: menu.quit }
  const about: MenuItemConstructorOptions = { role: 'about', label: menu.about }
  const isMac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ label: app.name, submenu: [about, separator, settings, separator, quit] }] : []),
    {
      label: menu.file,
      submenu: [
        command(menu.newProject, 'new-project', 'CommandOrControl+N'),
        command(menu.openProject, 'open-project', 'CommandOrControl+O'),
        command(menu.home, 'home', 'CommandOrControl+Shift+H'),
        ...(isMac ? [] : [separator, settings, separator, quit]),
      ],
    },
    {
      label: menu.edit,
      submenu: [
        { role: 'undo', label: menu.undo },
        { role: 'redo', label: menu.redo },
        separator,
        { role: 'cut', label: menu.cut },
        { role: 'copy', label: menu.copy },
        { role: 'paste', label: menu.paste },
        { role: 'selectAll', label: menu.selectAll },
      ],
    },
    {
      label: menu.view,
      submenu: [
        { role: 'zoomIn', label: menu.zoomIn },
        { role: 'zoomOut', label: menu.zoomOut },
        { role: 'resetZoom', label: menu.resetZoom },
        separator,
        { role: 'togglefullscreen', label: menu.fullScreen },
      ],
    },
    { label: menu.window, submenu: [{ role: 'minimize', label: menu.minimize }] },
    ...(isMac ? [] : [{ label: menu.help, submenu: [about] }]),
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
