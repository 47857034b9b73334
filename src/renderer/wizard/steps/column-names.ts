import { own, t } from '../../i18n'

const said = (word: 'count' | 'sum' | 'mean' | 'distinct' | 'ratio', key: string, window: string): string =>
  t(`explain.past.${word}`, { key, window: t(`explain.windows.${windowWord(window)}`) })

const windowWord = (window: string) =>
  window === '1h' ? 'hour' : window === '1d' ? 'day' : window === '7d' ? 'week' : 'month'

/** Names of derived columns and known risks as words; a column of the file keeps its name. */
export function columnName(name: string, template: string): string {
  // A value of a column, or that it is empty, follows its name.
  const at = name.indexOf(' = ')
  if (at > 0) return `${columnName(name.slice(0, at), template)}${name.slice(at)}`
  const [key = '', what = '', window = ''] = name.split(':')
  if (key === 'risk' && what !== '') return t('explain.past.risk', { key: name.slice('risk:'.length) })
  if (name === 'clock:hour') return t('explain.past.hour')
  if (name === 'clock:weekday') return t('explain.past.weekday')
  switch (what) {
    case 'count':
    case 'sum':
    case 'mean':
    case 'distinct':
    case 'ratio':
      return window === '' ? name : said(what, key, window)
    case 'recency':
      return t('explain.past.recency', { key })
    default:
      return own(template, `columns.${name}`, name)
  }
}
