export interface MenuItem {
  id: string
  label: string
  danger?: boolean
  shortcut?: string
  run: () => void
}
