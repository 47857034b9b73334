import type { MetricFormat } from '#shared/manifest'
import type { Judgement } from '#shared/results'
import { format, t } from '../../../i18n'

/** The finding in words: the verdict first, then what it means to do. */
export interface Finding {
  bold: string
  rest: string
}

/** More rows than this are not worth naming: nobody will label them. */
const rowsWorthNaming = 1_000_000

export function compareFinding(
  judgement: Judgement,
  nameOf: (model: string) => string,
  kind: MetricFormat,
): Finding {
  const models = judgement.models.filter((model) => model.kind === 'model')
  const better = models.filter((model) => model.verdict === 'better').length
  const simplest = judgement.recommended === null ? '' : nameOf(judgement.recommended)
  const rest: string[] = []
  if (better > 0 && judgement.tied.length > 0) {
    rest.push(t('compare.tied', { model: simplest }, judgement.tied.length + 1))
    if (judgement.rowsToSeparate !== null && judgement.rowsToSeparate < rowsWorthNaming) {
      rest.push(
        t(judgement.ranking === undefined ? 'compare.moreRows' : 'compare.moreUsers', {
          n: format.value.integer(judgement.rowsToSeparate),
        }),
      )
    }
  } else if (better > 0) rest.push(t('compare.useBest', { model: simplest }))
  if (better === 0) {
    rest.push(t('compare.detectable', { difference: format.value.difference(judgement.detectable, kind) }))
  }
  if (judgement.bar !== null) {
    rest.push(
      t(`compare.bar.${judgement.bar.met}`, { value: format.value.metric(judgement.bar.value, kind) }),
    )
  }
  const bold =
    better === 0
      ? t('compare.noneBetter')
      : better === models.length
        ? t('compare.allBetter', {}, models.length)
        : t('compare.someBetter', { all: models.length }, better)
  return { bold, rest: rest.join(t('compare.sentenceSpace')) }
}
