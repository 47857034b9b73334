/** What stands around every screen: title bar, navigation, status line, palette, and how a page is laid out. */
export { useCommands, type Command } from './commands'
export { default as ErrorNote } from './ErrorNote.vue'
export { default as Page } from './Page.vue'
