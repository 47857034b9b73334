/**
 * Writes the bundled samples: a shop that is simulated here, whose customers buy in an order that was planted, and a
 * part of MovieTweetings (Dooms 2013, MIT):
 * node src/main/templates/recommendation/make-sample.ts <folder of movietweetings>
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { random } from '#shared/random'

const here = import.meta.dirname
const day = 86_400_000

/** What somebody buys one after another, with brands and prices. */
const chains: readonly { steps: readonly (readonly [string, number])[]; brands: readonly string[] }[] = [
  {
    steps: [
      ['手机', 2999],
      ['手机壳', 39],
      ['钢化膜', 19],
      ['充电宝', 129],
      ['蓝牙耳机', 299],
    ],
    brands: ['青松', '北辰', '云雀'],
  },
  {
    steps: [
      ['咖啡机', 899],
      ['咖啡豆', 78],
      ['手冲壶', 169],
      ['滤纸', 25],
      ['保温杯', 99],
    ],
    brands: ['山谷', '晨光里', '木棉'],
  },
  {
    steps: [
      ['帐篷', 459],
      ['睡袋', 199],
      ['防潮垫', 89],
      ['露营灯', 79],
      ['折叠椅', 129],
    ],
    brands: ['远行', '野径', '大岭'],
  },
  {
    steps: [
      ['婴儿床', 799],
      ['婴儿车', 1099],
      ['纸尿裤', 119],
      ['奶瓶', 59],
      ['学步鞋', 88],
    ],
    brands: ['小芽', '暖暖', '果果'],
  },
  {
    steps: [
      ['跑鞋', 469],
      ['运动袜', 29],
      ['运动手表', 699],
      ['速干衣', 119],
      ['筋膜枪', 259],
    ],
    brands: ['飞羽', '追风', '不息'],
  },
  {
    steps: [
      ['猫粮', 139],
      ['猫砂', 49],
      ['猫抓板', 35],
      ['逗猫棒', 15],
      ['猫爬架', 299],
    ],
    brands: ['喵屋', '橘子', '毛球'],
  },
  {
    steps: [
      ['铸铁锅', 329],
      ['砧板', 79],
      ['菜刀', 159],
      ['围裙', 39],
      ['调料罐', 45],
    ],
    brands: ['灶火', '家味', '百味'],
  },
  {
    steps: [
      ['吉他', 899],
      ['调音器', 69],
      ['琴弦', 45],
      ['变调夹', 39],
      ['谱架', 89],
    ],
    brands: ['清音', '木歌', '弦外'],
  },
]
const kinds = ['', '升级款 ']

interface Item {
  id: string
  name: string
  price: number
  /** Day from which it is sold. */
  from: number
}

/** Chain × step → items of it. */
function shop(): Item[][][] {
  let number = 1001
  return chains.map(({ steps, brands }, chain) =>
    steps.map(([name, price], step) =>
      brands.flatMap((brand, b) =>
        kinds.map((kind, k): Item => {
          // Some are new in the last weeks: nobody has bought them before.
          const isNew = (chain + 2 * step + b + 3 * k) % 17 === 0
          return {
            id: `0${String(number++)}`,
            name: `${brand} ${kind}${name}`,
            price: Math.round(price * (0.9 + 0.1 * b) * (k === 0 ? 1 : 1.3)),
            from: isNew ? 96 : 0,
          }
        }),
      ),
    ),
  )
}

/** Customers go along chains, one thing after another, keep to a brand, and now and then buy anything. */
function writeShop(): number {
  const source = random(20_250_301).fork('shop')
  const items = shop()
  const rows: { at: number; cells: string[] }[] = []
  const start = Date.UTC(2025, 2, 1, 8)
  for (let user = 0; user < 300; user++) {
    const joined = source.next() < 0.75 ? source.next() * 50 : 50 + source.next() * 65
    const lively = 0.6 + 1.6 * source.next()
    const brand = source.int(3)
    let chain = source.int(chains.length)
    let step = source.int(3)
    let at = joined
    while (at < 120) {
      const anything = source.next() < 0.12
      const [c, s] = anything ? [source.int(chains.length), source.int(5)] : [chain, step]
      const b = source.next() < 0.7 ? brand : source.int(3)
      const upgraded = source.next() < 0.35 ? 1 : 0
      const item = items[c]?.[s]?.[2 * b + upgraded]
      if (item !== undefined && at >= item.from) {
        const time = (offset: number): number => start + Math.floor(at * day) + offset
        const write = (when: number, kind: string): void => {
          const moment = new Date(when).toISOString().slice(0, 19).replace('T', ' ')
          rows.push({
            at: when,
            cells: [`U${String(10_001 + user)}`, item.id, moment, kind, item.name, String(item.price)],
          })
        }
        if (source.next() < 0.25) write(time(-600_000), '加购')
        write(time(0), '购买')
      }
      if (!anything) step++
      if (step >= 5) {
        step = 0
        chain = (chain + 1 + source.int(2)) % chains.length
      }
      at += (1 + 13 * source.next()) / lively
    }
  }
  rows.sort((a, b) => a.at - b.at)
  const lines = [['用户', '商品编号', '时间', '行为', '商品名称', '价格'], ...rows.map(({ cells }) => cells)]
  writeFileSync(join(here, 'zh-shop.csv'), `${lines.map((cells) => cells.join(',')).join('\n')}\n`)
  return rows.length
}

const mostFilms = 500
const fewestRatings = 8
const wantedRows = 8000

/** The most rated films, and the ratings of some of those who rated several of them. */
function writeFilms(folder: string): number {
  const read = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(folder, name), 'utf8'), { columns: true })
  const ratings = read('ratings.csv')
  const titles = new Map(read('movies.csv').map((row) => [row['movie_id'] ?? '', row]))
  const counts = new Map<string, number>()
  for (const { movie_id: film = '' } of ratings) counts.set(film, (counts.get(film) ?? 0) + 1)
  const films = new Set(
    [...counts]
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, mostFilms)
      .map(([film]) => film),
  )
  const byUser = new Map<string, Record<string, string>[]>()
  for (const row of ratings) {
    if (!films.has(row['movie_id'] ?? '')) continue
    const user = row['user_id'] ?? ''
    byUser.set(user, [...(byUser.get(user) ?? []), row])
  }
  const users = [...byUser].filter(([, own]) => own.length >= fewestRatings)
  random(20_130_228).fork('films').shuffle(users)
  const kept: Record<string, string>[] = []
  for (const [, own] of users) if (kept.length < wantedRows) kept.push(...own)
  kept.sort((a, b) => Number(a['timestamp']) - Number(b['timestamp']))
  const quoted = (text: string): string => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  const lines = kept.map((row) => {
    const film = titles.get(row['movie_id'] ?? '')
    const moment = new Date(Number(row['timestamp']) * 1000).toISOString().slice(0, 19).replace('T', ' ')
    const title = `${film?.['title'] ?? ''} ${(film?.['genres'] ?? '').replaceAll('|', ' ')}`.trim()
    return [row['user_id'], row['movie_id'], row['rating'], moment, quoted(title)].join(',')
  })
  writeFileSync(join(here, 'en-films.csv'), `${['user,film,rating,time,title', ...lines].join('\n')}\n`)
  return lines.length
}

const [folder] = process.argv.slice(2)
console.log(`zh-shop: ${String(writeShop())} rows`)
if (folder !== undefined) console.log(`en-films: ${String(writeFilms(folder))} rows`)
