import { describe, expect, it } from 'vitest'
import { formatter } from '../format'
import { translator } from '../messages/index'
import type { CurvePoint } from '../results'
import type { ChartContext } from './context'
import { lightTheme } from './theme'
import { bestEpoch, overlayCurves, thin, trainingCurves, trainingTable } from './training'

const context: ChartContext = { theme: lightTheme, t: translator('en'), format: formatter('en') }

const points: CurvePoint[] = [
  { epoch: 0.5, loss: 0.7 },
  { epoch: 1, loss: 0.6, validationLoss: 0.58, validationMetric: 0.7 },
  { epoch: 1.5, loss: 0.5 },
  { epoch: 2, loss: 0.4, validationLoss: 0.44, validationMetric: 0.81 },
  { epoch: 3, loss: 0.2, validationLoss: 0.49, validationMetric: 0.8 },
]

describe('training curves', () => {
  it('finds the epoch of the lowest validation loss', () => {
    expect(bestEpoch(points)).toBe(2)
    expect(bestEpoch([{ epoch: 0.5, loss: 1 }])).toBeNull()
  })

  it('thins by means, keeps the last point, and leaves short curves alone', () => {
    const long = Array.from({ length: 2000 }, (_, at): [number, number] => [at, at % 2])
    const thinned = thin(long, 500)
    expect(thinned).toHaveLength(500)
    expect(thinned[0]).toEqual([1.5, 0.5])
    expect(thinned.at(-1)).toEqual([1999, 1])
    expect(thin([[0, 1]], 500)).toEqual([[0, 1]])
  })

  it('draws four lines on one axis of planned epochs, with the best epoch marked', () => {
    const option = trainingCurves({ points, epochs: 10, metric: 'macro-F1', finished: false }, context)
    const series = option.series as { data: [number, number][]; markLine?: { data: { xAxis: number }[] } }[]
    expect(series.map(({ data }) => data.length)).toEqual([2, 3, 0, 3])
    expect(series[1]?.markLine?.data[0]?.xAxis).toBe(2)
    expect((option.xAxis as { max: number }[])[1]?.max).toBe(10)
    expect(option.animation).toBe(false)
  })

  it('lists the ends of epochs as a table', () => {
    const table = trainingTable({ points, epochs: null, metric: 'macro-F1', finished: true }, context)
    expect(table.rows).toEqual([
      ['1', '0.600', '0.580', '0.700'],
      ['2', '0.400', '0.440', '0.810'],
      ['3', '0.200', '0.490', '0.800'],
    ])
  })

  it('tells overlaid runs apart by more than colour', () => {
    const run = { name: 'LSTM', points }
    const option = overlayCurves(
      { runs: [run, run, run], value: 'validationLoss', axis: 'log loss' },
      context,
    )
    const series = option.series as { lineStyle: { type: string; color: string } }[]
    expect(new Set(series.map(({ lineStyle }) => lineStyle.type)).size).toBe(3)
    expect(series).toHaveLength(3)
  })
})
