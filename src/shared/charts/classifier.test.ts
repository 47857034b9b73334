import { expect, test } from 'vitest'
import { formatter } from '../format'
import { langs } from '../lang'
import { translator } from '../messages'
import type { ClassificationDetail } from '../results'
import { rocCurve } from './classifier'
import { lightTheme } from './theme'

test.each(langs)(
  'the ROC curve shows true positives against false ones, and says so on its axes: %s',
  (lang) => {
    const t = translator(lang)
    const detail = { roc: [{ fpr: 0.25, tpr: 0.75 }] } as ClassificationDetail
    const { xAxis, yAxis, series } = rocCurve(detail, { t, theme: lightTheme, format: formatter(lang) })
    expect(xAxis).toMatchObject({ name: t('charts.falsePositiveRate') })
    expect(yAxis).toMatchObject({ name: t('charts.truePositiveRate') })
    expect(t('charts.falsePositiveRate')).not.toBe(t('charts.recall'))
    expect(series).toMatchObject([{}, { data: [[0.25, 0.75]] }])
  },
)
