import { describe, expect, it } from 'vitest'
import { effectScope, ref } from 'vue'
import { commands, keysOf, keysText, runKeys, useCommands } from './commands'

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => ({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }) as KeyboardEvent

describe('commands', () => {
  it('offers commands while their component lives, and runs them by key', () => {
    const ran: string[] = []
    const extra = ref(false)
    const scope = effectScope()
    scope.run(() =>
      useCommands(() => [
        { id: 'a', title: 'A', keys: 'alt+1', run: () => ran.push('a') },
        ...(extra.value
          ? [{ id: 'b', title: 'B', keys: 'mod+n', inMenu: true, run: () => ran.push('b') }]
          : []),
      ]),
    )
    expect(runKeys(press('1', { altKey: true }))).toBe(true)
    extra.value = true
    expect(commands.value.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(runKeys(press('n', { ctrlKey: true }))).toBe(false)
    scope.stop()
    expect(commands.value).toEqual([])
    expect(runKeys(press('1', { altKey: true }))).toBe(false)
    expect(ran).toEqual(['a'])
  })

  it('writes keys as the keyboard names them', () => {
    expect(keysOf(press('K', { metaKey: true, shiftKey: true }))).toBe('mod+shift+k')
    expect(keysText('mod+k', 'linux')).toBe('Ctrl K')
    expect(keysText('mod+k', 'darwin')).toBe('⌘ K')
  })
})
