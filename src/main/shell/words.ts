import type { Lang } from '#shared/lang'
import { shell as en } from '#shared/messages/en/shell'
import { shell as zhCN } from '#shared/messages/zh-cn/shell'

/** The shell's own words, read without the compiler of sentences: a window should not wait for it. */
export const words: Record<Lang, typeof zhCN> = { en, 'zh-CN': zhCN }

/** The first language the system prefers that we speak. */
export const preferredLang = (system: readonly string[]): Lang => {
  for (const tag of system) {
    if (/^zh\b/i.test(tag)) return 'zh-CN'
    if (/^en\b/i.test(tag)) return 'en'
  }
  return 'en'
}
