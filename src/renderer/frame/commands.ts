import { computed, onScopeDispose, shallowRef, type ComputedRef } from 'vue'

/** Something a person can have done by name (palette) or by key. */
export interface Command {
  id: string
  title: string
  /** As `mod+k`, `alt+1`; `mod` is Ctrl, or Command on a Mac. */
  keys?: string
  /** The menu of the window listens to `keys` already: shown, not handled. */
  inMenu?: boolean
  run: () => void
}

const groups = shallowRef<readonly ComputedRef<readonly Command[]>[]>([])

/** Everything that can be commanded on the screen as it is now. */
export const commands = computed(() => groups.value.flatMap((group) => group.value))

/** Offers commands while the calling component lives. */
export function useCommands(list: () => readonly Command[]): void {
  const group = computed(list)
  groups.value = [...groups.value, group]
  onScopeDispose(() => (groups.value = groups.value.filter((one) => !Object.is(one, group))))
}

/** How a key press is written in `Command.keys`. */
export function keysOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const parts: string[] = []
  if (event.ctrlKey || event.metaKey) parts.push('mod')
  if (event.altKey) parts.push('alt')
  if (event.shiftKey) parts.push('shift')
  return [...parts, event.key.toLowerCase()].join('+')
}

/** Runs the command of a pressed key. Returns whether there was one. */
export function runKeys(event: KeyboardEvent): boolean {
  const pressed = keysOf(event)
  const command = commands.value.find(({ keys, inMenu }) => keys === pressed && inMenu !== true)
  command?.run()
  return command !== undefined
}

/** `mod+k` as it stands on the keyboard: `Ctrl K`, or `⌘ K`. */
export function keysText(keys: string, platform: string): string {
  const names: Record<string, string> =
    platform === 'darwin' ? { mod: '⌘', alt: '⌥', shift: '⇧' } : { mod: 'Ctrl', alt: 'Alt', shift: 'Shift' }
  return keys
    .split('+')
    .map((key) => names[key] ?? key.toUpperCase())
    .join(' ')
}
