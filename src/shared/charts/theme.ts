/**
 * Colours and type of the charts: the same values as the screens' tokens (src/renderer/ui/tokens.css),
 * because the report draws without a style sheet.
 */
export interface ChartTheme {
  ink: string
  ink2: string
  ink3: string
  line: string
  lineStrong: string
  surface: string
  accent: string
  accentSoft: string
  better: string
  unproven: string
  worse: string
  series: readonly [string, string, string, string, string]
  font: string
}

const font =
  "'Inter Variable', Inter, 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', system-ui, sans-serif"

export const lightTheme: ChartTheme = {
  ink: '#1b1d1f',
  ink2: '#4d5154',
  ink3: '#63686c',
  line: '#e2e2de',
  lineStrong: '#c9c9c3',
  surface: '#ffffff',
  accent: '#0e5a6b',
  accentSoft: '#e3eff1',
  better: '#16724f',
  unproven: '#80651a',
  worse: '#a8323f',
  series: ['#0e5a6b', '#c2702a', '#6b5aa6', '#4f7a28', '#8c8c86'],
  font,
}

export const darkTheme: ChartTheme = {
  ink: '#e8e9e7',
  ink2: '#b4b8ba',
  ink3: '#979ca0',
  line: '#2b2f32',
  lineStrong: '#42474b',
  surface: '#1b1e20',
  accent: '#63b8c8',
  accentSoft: '#1c3238',
  better: '#5fc79a',
  unproven: '#d2b25a',
  worse: '#ec7f88',
  series: ['#63b8c8', '#e0965a', '#a597dd', '#94bf6c', '#8a8f92'],
  font,
}

/** Sizes in CSS pixels, shared by every chart. */
export const fontSize = { axis: 11, label: 11.5 } as const
