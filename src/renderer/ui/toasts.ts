import { shallowRef } from 'vue'

export interface Toast {
  id: number
  text: string
  tone: 'plain' | 'bad'
  action?: { label: string; run: () => void }
}

export const toasts = shallowRef<readonly Toast[]>([])
let next = 1

/** Says that something happened elsewhere; what needs an answer is shown where it happened instead. */
export function toast(text: string, options: Partial<Pick<Toast, 'tone' | 'action'>> = {}): void {
  toasts.value = [...toasts.value, { id: next++, text, tone: 'plain', ...options }]
}

export function dismiss(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id)
}
