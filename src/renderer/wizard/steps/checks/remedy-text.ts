import type { Remedy } from '#shared/project'
import { own, t } from '../../../i18n'

/** What a remedy's button says. */
export function remedyText(template: string, remedy: Remedy): string {
  switch (remedy.op) {
    case 'leave-out-column':
    case 'group-by':
      return t(`project.checks.remedies.${remedy.op}`, { column: remedy.column })
    case 'leave-out-duplicates':
      return t('project.checks.remedies.leave-out-duplicates')
    case 'leave-out-class':
      return t('project.checks.remedies.leave-out-class', { label: remedy.label })
    case 'leave-out-rows':
      return t('project.checks.remedies.leave-out-rows', {}, remedy.rows.length)
    case 'merge-class':
      return t('project.checks.remedies.merge-class', { from: remedy.from, into: remedy.into })
    case 'set-order':
      return t('project.checks.remedies.set-order', { order: remedy.order.join(' < ') })
    case 'set-param': {
      const param = own(template, `params.${remedy.param}.name`, remedy.param)
      if (remedy.value === true) return t('project.checks.remedies.switch-on', { param })
      if (remedy.value === false) return t('project.checks.remedies.switch-off', { param })
      const value = typeof remedy.value === 'string' ? remedy.value : JSON.stringify(remedy.value)
      return t('project.checks.remedies.set-param', { param, value })
    }
  }
}
