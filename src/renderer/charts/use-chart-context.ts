import { computed, type ComputedRef } from 'vue'
import type { ChartContext } from '#shared/charts/context'
import { darkTheme, lightTheme } from '#shared/charts/theme'
import { useSettings } from '../features/settings'
import { format, tData } from '../i18n'

/** Theme, words and number formats of the moment: charts follow all three. */
export function useChartContext(): ComputedRef<ChartContext> {
  const settings = useSettings()
  return computed(() => ({
    theme: settings.dark ? darkTheme : lightTheme,
    t: (key, params) => tData(key, params as Record<string, string | number> | undefined),
    format: format.value,
  }))
}
