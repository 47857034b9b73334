import { describe, expect, it } from 'vitest'
import { importSample } from '../../../../tests/helpers/samples'
import { nearDuplicateClusters, type Table } from '../../data'
import { sentiment } from '.'

function column(table: Table, name: string): string[] {
  const cells = table.text(name)
  return Array.from({ length: table.rows }, (_, row) => cells.get(row) ?? '')
}

describe.each(sentiment.manifest.samples.map((sample) => [sample.id, sample] as const))('%s', (_, sample) => {
  it('has labelled texts of both kinds, each like no other', async () => {
    const table = await importSample('sentiment', sample)
    const labels = column(table, sample.mapping['label'] ?? '')
    const texts = column(table, sample.mapping['text'] ?? '')
    expect(texts.every((text) => text !== '')).toBe(true)
    const shares = [...new Set(labels)].map(
      (label) => labels.filter((one) => one === label).length / labels.length,
    )
    expect(shares).toHaveLength(2)
    expect(Math.min(...shares)).toBeGreaterThan(0.4)
    const clusters = await nearDuplicateClusters({ length: texts.length, get: (row) => texts[row] ?? null })
    expect(new Set(clusters).size).toBe(texts.length)
  })
})
