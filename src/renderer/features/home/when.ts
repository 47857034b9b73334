import { format, lang, t } from '../../i18n'

const dayOf = (date: Date): number =>
  Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000)

/** When a project was opened, as one would say it: a time today, "yesterday", else the date. */
export function when(iso: string, now = new Date()): string {
  const date = new Date(iso)
  const days = dayOf(now) - dayOf(date)
  if (days === 0) return new Intl.DateTimeFormat(lang.value, { timeStyle: 'short' }).format(date)
  return days === 1 ? t('home.yesterday') : format.value.date(iso)
}
