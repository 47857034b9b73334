/**
 * Writes the bundled samples of card transactions: node src/main/templates/fraud/make-sample.ts
 * A generator of our own on the idea of the simulator in "Reproducible Machine Learning for Credit Card Fraud
 * Detection" (Le Borgne et al. 2022): customers with habits and places, terminals near them, and three ways in which
 * fraud happens. No column says which rows are fraud; the past of cards and terminals does.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { random, type Random } from '#shared/random'

const days = 120
const dayMs = 86_400_000
const start = Date.UTC(2025, 0, 6)
const customers = 90
const terminals = 60
/** Terminals that are compromised: from day, to day. Some of the payments there are fraud. */
const compromised: readonly (readonly [number, number])[] = [
  [5, 70],
  [15, 118],
  [30, 105],
  [45, 120],
  [55, 120],
]
const compromisedShare = 0.3
/** A card is stolen every so many days, and used in one burst. */
const cardEvery = 1.3
/** Larger amounts than any customer spends are fraud. */
const hugeAmount = 240

const words = {
  en: {
    header: ['transaction_id', 'time', 'card', 'terminal', 'amount', 'channel', 'category', 'fraud'],
    channels: ['chip', 'contactless', 'online'],
    categories: ['groceries', 'restaurant', 'fuel', 'clothing', 'electronics', 'travel'],
  },
  zh: {
    header: ['交易编号', '交易时间', '卡号', '终端', '金额', '渠道', '类别', '是否欺诈'],
    channels: ['芯片', '闪付', '网上'],
    categories: ['超市', '餐饮', '加油', '服装', '电子产品', '旅行'],
  },
} as const

interface Transaction {
  time: number
  card: number
  terminal: number
  amount: number
  channel: number
  fraud: boolean
}

/** Standard normal, by Box and Muller. */
const normal = (source: Random): number =>
  Math.sqrt(-2 * Math.log(1 - source.next())) * Math.cos(2 * Math.PI * source.next())

/** How many of something happen where `mean` do on average (Knuth). */
function poisson(source: Random, mean: number): number {
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = source.next(); product > limit; product *= source.next()) count += 1
  return count
}

function transactions(seed: number): Transaction[] {
  const source = random(seed)
  const place = (): [number, number] => [100 * source.next(), 100 * source.next()]
  const at = Array.from({ length: terminals }, place)
  const people = Array.from({ length: customers }, () => {
    const [x, y] = place()
    const near = [...at.keys()]
      .sort((a, b) => {
        const far = (t: number): number => Math.hypot((at[t]?.[0] ?? 0) - x, (at[t]?.[1] ?? 0) - y)
        return far(a) - far(b)
      })
      .slice(0, 8)
    return {
      near,
      mean: 8 + 70 * source.next(),
      perDay: 0.15 + 0.9 * source.next(),
      online: source.next() / 2,
    }
  })
  const made: Transaction[] = []
  for (let day = 0; day < days; day += 1) {
    people.forEach(({ near, mean, perDay, online }, card) => {
      const count = poisson(source, perDay)
      for (let i = 0; i < count; i += 1) {
        const second = Math.round(86_400 / 2 + 15_000 * normal(source))
        if (second < 0 || second >= 86_400) continue
        const amount = Math.abs(mean + (mean / 2) * normal(source))
        const channel = source.next() < online ? 2 : source.int(2)
        made.push({
          time: start + day * dayMs + second * 1000,
          card,
          terminal: near[source.int(near.length)] ?? 0,
          amount: Math.max(0.5, Math.round(amount * 100) / 100),
          channel,
          fraud: false,
        })
      }
    })
  }
  defraud(made, source)
  return made.sort((a, b) => a.time - b.time || a.card - b.card)
}

/** Makes some of the transactions fraud, in three ways. */
function defraud(made: Transaction[], source: Random): void {
  for (const [from, to] of compromised) {
    const terminal = source.int(terminals)
    for (const one of made) {
      const day = (one.time - start) / dayMs
      if (one.terminal === terminal && day >= from && day < to && source.next() < compromisedShare)
        one.fraud = true
    }
  }
  for (let day = 1; day < days - 1; day += cardEvery) {
    const stolen = source.int(customers)
    const usual = made.find(({ card }) => card === stolen)
    if (usual === undefined) continue
    let time = start + day * dayMs + source.int(dayMs)
    for (let count = 2 + source.int(3); count > 0; count -= 1) {
      time += 1000 * (60 + source.int(5000))
      made.push({
        time: time - (time % 1000),
        card: usual.card,
        terminal: source.int(terminals),
        amount: Math.round(100 * usual.amount * (0.8 + 1.7 * source.next())) / 100,
        channel: source.next() < 0.7 ? 2 : 1,
        fraud: true,
      })
    }
  }
  for (const one of made) {
    // Somebody tries a card for all that it will give.
    if (source.next() < 0.001) one.amount = Math.round(100 * (hugeAmount + 150 * source.next())) / 100
    if (one.amount > hugeAmount) one.fraud = true
  }
}

const stamp = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')
const named = (letter: string, id: number): string => `${letter}${String(id + 1).padStart(4, '0')}`

for (const [lang, { header, channels, categories }] of Object.entries(words)) {
  const rows = transactions(2026).map((one, i) => [
    `T${String(100_000 + i)}`,
    stamp(one.time),
    named('C', one.card),
    named('M', one.terminal),
    one.amount.toFixed(2),
    channels[one.channel],
    categories[one.terminal % categories.length],
    one.fraud ? 1 : 0,
  ])
  const text = [header, ...rows].map((row) => row.join(',')).join('\n')
  writeFileSync(join(import.meta.dirname, `${lang}-transactions.csv`), `${text}\n`)
}
